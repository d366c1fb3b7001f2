import type { ParseArgsConfig } from 'node:util';
import type { TileReport } from '../evaluation/tile-report.js';
import type { TileQuestion } from '../evaluation/tiles.js';
import type { Client, Connection } from './connection.js';

/** What a command works with. */
export type CommandContext = {
  readonly flags: Flags;
  /** Words that are no flags. */
  readonly words: readonly string[];
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly version: string;
  /** Opened when first needed: `help` needs no archive. */
  connect(): Promise<{ client: Client; connection: Connection }>;
  /** Measures labelled pictures in this process: they are the caller's files, and no archive has a part in it. */
  measureTiles: MeasureTiles;
};

/** With the model that --model names, else the one that ingest uses. */
export type MeasureTiles = (question: Omit<TileQuestion, 'model'>) => Promise<TileReport>;

/** stdout for answers, stderr for progress: with --json stdout holds JSON alone. */
export type Terminal = {
  print(text: string): void;
  /** A line that replaces the last one on a terminal; nothing where nobody watches. */
  progress(line: string): void;
  note(line: string): void;
};

export type Command = {
  /** One or two words, e.g. `import cases`. */
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Answers the exit code. */
  run(context: CommandContext): Promise<number>;
};

export type Flags = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** A flag's text; undefined when it was not given. */
export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of a flag that may repeat. */
export function textFlags(flags: Flags, name: string): string[] {
  const value = flags[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
