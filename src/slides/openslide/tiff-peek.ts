import { type FileHandle, open } from 'node:fs/promises';
import { readUpTo } from '../open-file.js';

/** What a first look at a TIFF finds. */
export type TiffPeek = {
  /** Compression of the first directory; undefined when it is not there to read. */
  readonly compression: number | undefined;
  /** The file ends before its first directory does. */
  readonly cut: boolean;
};

const COMPRESSION = 259;
const SHORT = 3;
const LONG = 4;
const MAX_ENTRIES = 4096;
const MAX_32_BIT = 0xffffffff;

/**
 * Reads the compression of a TIFF's first directory with three small reads; classic and BigTIFF, either byte order.
 * @returns undefined when the file is no TIFF or cannot be read; never throws.
 */
export async function peekTiff(path: string): Promise<TiffPeek | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      return await peek(handle);
    } finally {
      await handle.close();
    }
  } catch {
    // Detection never fails for a strange file; whoever opens it says what is wrong.
    return undefined;
  }
}

type Layout = { readonly little: boolean; readonly big: boolean };

async function peek(handle: FileHandle): Promise<TiffPeek | undefined> {
  const header = await readUpTo(handle, 0, 16);
  const layout = layoutOf(header);
  if (!layout) return undefined;
  const at = layout.big ? number(header, 8, 8, layout) : number(header, 4, 4, layout);
  const countBytes = layout.big ? 8 : 2;
  const entryBytes = layout.big ? 20 : 12;
  const counted = await readUpTo(handle, at, countBytes);
  // NDPI files beyond 4 GiB keep only the low half of the offset here: nothing can be said of them.
  const known = at <= MAX_32_BIT && (await handle.stat()).size <= MAX_32_BIT;
  if (counted.length < countBytes) return { compression: undefined, cut: known };
  const count = Math.min(number(counted, 0, countBytes, layout), MAX_ENTRIES);
  const entries = await readUpTo(handle, at + countBytes, count * entryBytes);
  for (let from = 0; from + entryBytes <= entries.length; from += entryBytes) {
    if (number(entries, from, 2, layout) !== COMPRESSION) continue;
    const type = number(entries, from + 2, 2, layout);
    const value = from + (layout.big ? 12 : 8);
    const bytes = type === SHORT ? 2 : type === LONG ? 4 : undefined;
    return { compression: bytes && number(entries, value, bytes, layout), cut: false };
  }
  return { compression: undefined, cut: known && entries.length < count * entryBytes };
}

function layoutOf(header: Buffer): Layout | undefined {
  if (header.length < 8) return undefined;
  const order = header.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const little = order === 'II';
  const version = number(header, 2, 2, { little });
  if (version === 42) return { little, big: false };
  return version === 43 && header.length === 16 ? { little, big: true } : undefined;
}

/** An unsigned number of 2, 4 or 8 bytes. */
function number(bytes: Buffer, at: number, length: 2 | 4 | 8, { little }: Pick<Layout, 'little'>): number {
  if (length === 8) return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return little ? bytes.readUIntLE(at, length) : bytes.readUIntBE(at, length);
}
