import { parseArgs } from 'node:util';
import { TesseraError } from '../domain/errors.js';
import type { Command, CommandContext, Flags, MeasureTiles } from './command.js';
import { COMMANDS } from './commands.js';
import { type Connection, createClient } from './connection.js';
import { sayOfFlags } from './flag-faults.js';
import { commandHelp, generalHelp } from './help.js';
import { createTerminal } from './terminal.js';

export type CliParts = {
  /** Opens the way to the archive that the flags name. */
  readonly connect: (flags: Readonly<Record<string, string | undefined>>) => Promise<Connection>;
  /** Serves until it is told to stop; answers the exit code. */
  readonly serve: (
    flags: Readonly<Record<string, string | undefined>>,
    say: (line: string) => void,
  ) => Promise<number>;
  /** Measures labelled pictures without opening the archive; the flags name it for the models that were added. */
  readonly measureTiles: (
    question: Parameters<MeasureTiles>[0],
    flags: Readonly<Record<string, string | undefined>>,
  ) => ReturnType<MeasureTiles>;
  /** Settings as lines of help. */
  readonly settings: readonly string[];
  readonly version: string;
};

const COMMON = {
  data: { type: 'string' },
  providers: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The terminal face: parses the line, asks the API, renders. Answers the exit code and never throws. */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<number> {
  const terminal = createTerminal(argv.includes('--json'));
  try {
    return await dispatch(argv, parts, terminal);
  } catch (error) {
    return report(error, argv.includes('--json'), terminal);
  }
}

async function dispatch(
  argv: readonly string[],
  parts: CliParts,
  terminal: ReturnType<typeof createTerminal>,
): Promise<number> {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    terminal.print(helpFor(argv.slice(1), parts.settings));
    return 0;
  }
  if (first === '--version' || first === '-v')
    return dispatch(['version', ...argv.slice(1)], parts, terminal);
  const command = findCommand(argv);
  if (!command) throw noCommand(first);
  const rest = argv.slice(command.name.split(' ').length);
  const { values, positionals } = parseFlags(command, rest);
  if (values.help) {
    terminal.print(commandHelp(command));
    return 0;
  }
  const texts = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  if (command.name === 'serve') return parts.serve(texts, terminal.note);
  let connection: Connection | undefined;
  const context: CommandContext = {
    flags: values,
    words: positionals,
    json: values.json === true,
    terminal,
    version: parts.version,
    async connect() {
      connection ??= await parts.connect(texts);
      return { client: createClient(connection), connection };
    },
    measureTiles: (question) => parts.measureTiles(question, texts),
  };
  try {
    return await command.run(context);
  } catch (error) {
    throw sayOfFlags(error, command.name);
  } finally {
    await connection?.close();
  }
}

function helpFor([name, ...more]: readonly string[], settings: readonly string[]): string {
  if (name === 'settings') return settings.join('\n');
  if (name === undefined || name.startsWith('-')) return generalHelp(COMMANDS);
  const command = findCommand([name, ...more]);
  if (command) return commandHelp(command);
  // `help import`: the first word of several commands.
  const family = COMMANDS.filter((one) => one.name.startsWith(`${name} `));
  if (family.length === 0) throw noCommand(name);
  return generalHelp(family);
}

function noCommand(name: string): TesseraError {
  return new TesseraError('invalid-input', `There is no command “${name}”.`, {
    hint: 'tessera help lists them.',
  });
}

/** The command that the line begins with; the longest name wins (`import cases`). */
function findCommand(argv: readonly string[]): Command | undefined {
  return COMMANDS.filter(({ name }) => name.split(' ').every((word, i) => argv[i] === word)).sort(
    (a, b) => b.name.length - a.name.length,
  )[0];
}

function parseFlags(command: Command, args: readonly string[]): { values: Flags; positionals: string[] } {
  try {
    const options = { ...COMMON, ...command.options };
    return parseArgs({ args: joinNegative(args), options, allowPositionals: true }) as {
      values: Flags;
      positionals: string[];
    };
  } catch (error) {
    throw new TesseraError('invalid-input', error instanceof Error ? error.message : String(error), {
      hint: `tessera help ${command.name}`,
      cause: error,
    });
  }
}

/** `--region -5,0,10,10`: a value that begins with a minus would be taken for a flag. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1);
    if (/^-\d/.test(arg) && flag?.startsWith('--') && !flag.includes('='))
      joined[joined.length - 1] = `${flag}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** Exit code 2 for what the user can mend, 1 for what went wrong here. */
function report(error: unknown, json: boolean, terminal: ReturnType<typeof createTerminal>): number {
  const known = error instanceof TesseraError ? error : undefined;
  const message = known?.message ?? `Something went wrong inside Tessera: ${String(error)}`;
  if (json)
    terminal.print(
      JSON.stringify({
        error: { tag: known?.tag ?? 'internal', message, hint: known?.hint, details: known?.details },
      }),
    );
  terminal.note(`tessera: ${message}`);
  for (const fault of faultsOf(known)) terminal.note(`  ${fault}`);
  if (known?.hint) terminal.note(`  → ${known.hint}`);
  return known && known.tag !== 'internal' ? 2 : 1;
}

function faultsOf(error: TesseraError | undefined): string[] {
  const faults = error?.tag === 'invalid-case-list' ? error.details?.faults : undefined;
  if (!Array.isArray(faults)) return [];
  return faults.map((fault: { line?: number; column?: string; message?: string }) =>
    [fault.line === undefined ? '' : `line ${fault.line}`, fault.column ?? '', fault.message ?? '']
      .filter(Boolean)
      .join(', '),
  );
}
