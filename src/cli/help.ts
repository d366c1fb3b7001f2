import type { Command } from './command.js';

export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'tessera — search by image for pathology slides',
    '',
    ...commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
    'Every command takes --data DIR (the archive), --json (JSON alone on stdout) and --help.',
    '`tessera help COMMAND` tells more, `tessera help settings` lists all settings.',
    'For Research Use Only. Not for use in diagnostic procedures.',
  ].join('\n');
}

export function commandHelp({ name, usage, about }: Command): string {
  return [
    `tessera ${name} — ${about}`,
    '',
    usage.trimEnd(),
    '',
    '  --data DIR         the archive',
    '  --providers LIST   what runs the encoder: cpu, cuda, dml, coreml (default: cpu)',
    '  --json             JSON alone on stdout',
  ].join('\n');
}
