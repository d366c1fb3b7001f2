import { readFileSync } from 'node:fs';
import { TesseraError } from '../domain/errors.js';
import type { Resize, TokenPooling } from '../domain/models.js';

/** Constants of a public encoder. Weights are its makers' to give; a hospital brings its own file. */
export type Preset = {
  readonly name: string;
  /** Where the weights are to be had. */
  readonly source: string;
  /** They are given to those who ask and are let in. */
  readonly gated?: true;
  readonly licence: string;
  /** Number of its weights, in words. */
  readonly params: string;
  /** µm/px that it was made for; none where it has no scale of its own and one must be chosen. */
  readonly mpp: readonly number[];
  /** Side of the tile that is cut out of a slide, px at `mpp`. */
  readonly tilePx: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly resize?: Resize;
  readonly crop?: number;
  /** Absent where the graph pools. */
  readonly tokens?: TokenPooling;
  readonly dim: number;
  readonly note?: string;
};

/** One file for Tessera and for the export script in training/. */
const FILE = new URL('../../models/presets.json', import.meta.url);

let known: Readonly<Record<string, Preset>> | undefined;

export function presets(): Readonly<Record<string, Preset>> {
  known ??= (JSON.parse(readFileSync(FILE, 'utf8')) as { presets: Record<string, Preset> }).presets;
  return known;
}

/** Errors: `not-found` with the names there are. */
export function presetOf(name: string): Preset {
  const found = Object.hasOwn(presets(), name) ? presets()[name] : undefined;
  if (found) return found;
  throw new TesseraError('not-found', `There is no preset “${name}”.`, {
    hint: `Presets: ${Object.keys(presets()).join(', ')}. An encoder without one comes as a folder with its own model.json.`,
    details: { preset: name },
  });
}
