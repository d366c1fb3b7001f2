import type { FileHandle } from 'node:fs/promises';
import { readUpTo } from '../open-file.js';
import { TAG } from './tags.js';
import { IMPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

/** Where the pixels of a file lie. Offsets are bytes from the start of the file. */
export type PixelData = {
  /** First byte of the value. */
  readonly offset: number;
  /** Bytes of the value as the header claims; undefined when encapsulated (undefined length). */
  readonly length: number | undefined;
  readonly fileBytes: number;
  /** Extended offset table: where each frame's item starts, bytes from the first item after the basic table. */
  readonly extendedOffsets: readonly number[] | undefined;
  /** Bytes of each frame, for the extended table. */
  readonly extendedLengths: readonly number[] | undefined;
};

const UNDEFINED_LENGTH = 0xffffffff;
/** Eight bytes a frame: thirty million frames. */
const MAX_TABLE_BYTES = 256 * 2 ** 20;

/**
 * Reads the few elements that end a header: extended offset tables and the start of Pixel Data.
 * @returns undefined when the file ends first, or holds other elements there (float pixels, padding).
 */
export async function readPixelData(
  handle: FileHandle,
  start: number,
  transferSyntax: string,
  fileBytes: number,
): Promise<PixelData | undefined> {
  const explicit = transferSyntax !== IMPLICIT_LITTLE_ENDIAN;
  const tables: Record<string, readonly number[] | undefined> = {};
  let position = start;
  while (position < fileBytes) {
    const element = await readElementHeader(handle, position, explicit);
    if (!element) return undefined;
    if (element.tag === TAG.pixelData) {
      return {
        offset: element.offset,
        length: element.length === UNDEFINED_LENGTH ? undefined : element.length,
        fileBytes,
        extendedOffsets: tables[TAG.extendedOffsets],
        extendedLengths: tables[TAG.extendedLengths],
      };
    }
    const isTable = element.tag === TAG.extendedOffsets || element.tag === TAG.extendedLengths;
    if (!isTable || element.length > MAX_TABLE_BYTES) return undefined;
    tables[element.tag] = numbers64(await readUpTo(handle, element.offset, element.length));
    position = element.offset + element.length;
  }
  return undefined;
}

async function readElementHeader(handle: FileHandle, position: number, explicit: boolean) {
  // All elements of group 7FE0 have a 32-bit length, whatever their value representation.
  const bytes = explicit ? 12 : 8;
  const header = await readUpTo(handle, position, bytes);
  if (header.length < bytes) return undefined;
  const hex = (at: number) => header.readUInt16LE(at).toString(16).padStart(4, '0');
  return { tag: `x${hex(0)}${hex(2)}`, length: header.readUInt32LE(bytes - 4), offset: position + bytes };
}

/** 64-bit numbers; beyond 2^53 they are inexact, and refused later as outside the file. */
function numbers64(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) =>
    Number(bytes.readBigUInt64LE(index * 8)),
  );
}
