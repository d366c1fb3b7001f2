import { resolve } from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { Box, Point } from '../domain/geometry.js';
import { type Flags, textFlag, textFlags } from './command.js';

/** A flag that is a number. Errors: `invalid-input` that names the flag. */
export function numberFlag(flags: Flags, name: string): number | undefined {
  const text = textFlag(flags, name);
  return text === undefined ? undefined : toNumber(text, `--${name}`);
}

/** One of the known words; the first when the flag was not given. */
export function choiceFlag<T extends string>(flags: Flags, name: string, known: readonly [T, ...T[]]): T {
  const value = textFlag(flags, name);
  if (value === undefined) return known[0];
  const found = known.find((word) => word === value);
  if (found) return found;
  throw malformed(`--${name}`, value, known.join(' or '));
}

/** A flag that holds tile ids; it may repeat, and one may hold several, separated by commas or blanks. */
export function tilesFlag(flags: Flags, name: string): number[] {
  return textFlags(flags, name)
    .flatMap((text) => text.split(/[\s,]+/).filter(Boolean))
    .map((text) => toNumber(text, `--${name}`));
}

/** `x,y,width,height` in level-0 pixels; may repeat. */
export function regionFlags(flags: Flags): Box[] {
  return textFlags(flags, 'region').map((text) => {
    const numbers = text.split(',').map((part) => toNumber(part, '--region'));
    if (numbers.length !== 4) throw malformed('--region', text, 'x,y,width,height');
    const [x, y, width, height] = numbers as [number, number, number, number];
    return { x, y, width, height };
  });
}

/** `"x,y x,y …"` in level-0 pixels. */
export function polygonFlag(flags: Flags): Point[] | undefined {
  const text = textFlag(flags, 'polygon');
  if (text === undefined) return undefined;
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const numbers = pair.split(',').map((part) => toNumber(part, '--polygon'));
      if (numbers.length !== 2) throw malformed('--polygon', text, '"x,y x,y x,y …"');
      return { x: numbers[0] as number, y: numbers[1] as number };
    });
}

/** A path is made whole here, since a server that runs stands in another folder; a bare name stays one. */
export function wholePath(reference: string): string {
  return /[\\/]/.test(reference) ? resolve(reference) : reference;
}

export function toNumber(text: string, flag: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw malformed(flag, text, 'a number');
}

function malformed(flag: string, text: string, wanted: string): TesseraError {
  return new TesseraError('invalid-input', `${flag} is “${text}”; it must be ${wanted}.`);
}
