import { type FileHandle, open } from 'node:fs/promises';
import { TesseraError } from '../domain/errors.js';

/** What a file of hnswlib (0.8, 64-bit little-endian) says of itself. */
export type GraphHeader = {
  /** Rows in the file, removed ones too. */
  readonly rows: number;
  /** Rows it has room for once it is loaded. */
  readonly capacity: number;
  readonly dim: number;
  readonly links: number;
  readonly buildEffort: number;
};

const HEADER_BYTES = 96;

/**
 * hnswlib writes a short file without a word when the disk is full, and loads one of another dimension without
 * a word, so its own numbers are read and its length is counted here.
 * Errors: `index-damaged` when the file is longer or shorter than it says.
 */
export async function readGraphHeader(path: string): Promise<GraphHeader> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = await readExactly(file, 0, HEADER_BYTES, size);
    const word = (at: number) => Number(bytes.readBigUInt64LE(at));
    // Fields of hnswalg.h saveIndex: offsetLevel0, maxElements, count, bytesPerRow, labelOffset, dataOffset
    // (8 bytes each), maxLevel, entryPoint (4 each), maxM, maxM0, M (8 each), mult (double), efConstruction (8).
    const rows = word(16);
    const linksAt = HEADER_BYTES + rows * word(24);
    checkUpperLinks(await readExactly(file, linksAt, size - linksAt, size), rows);
    return {
      capacity: word(8),
      rows,
      dim: (word(32) - word(40)) / 4,
      links: word(72),
      buildEffort: word(88),
    };
  } finally {
    await file.close();
  }
}

/** Behind the lowest level: for each row the length of its upper links, and those. */
function checkUpperLinks(bytes: Buffer, rows: number): void {
  let at = 0;
  for (let row = 0; row < rows && at + 4 <= bytes.length; row++) at += 4 + bytes.readUInt32LE(at);
  if (at !== bytes.length || at < 4 * rows) throw wrongLength(bytes.length);
}

async function readExactly(file: FileHandle, at: number, length: number, size: number): Promise<Buffer> {
  if (!(length >= 0 && at + length <= size)) throw wrongLength(size);
  const bytes = Buffer.alloc(length);
  // One read gives at most 2 GiB.
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(length - done, 2 ** 30), at + done);
    if (bytesRead === 0) throw wrongLength(size);
    done += bytesRead;
  }
  return bytes;
}

function wrongLength(bytes: number): TesseraError {
  return new TesseraError('index-damaged', 'A graph file has not the length that it says', {
    details: { bytes },
  });
}
