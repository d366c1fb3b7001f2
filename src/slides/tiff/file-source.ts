import type { FileHandle } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';

/** A single tag longer than this is no tag of a slide (the offsets of 4 million tiles fit). */
const MAX_TAG_BYTES = 64 * 2 ** 20;

type Slice = { readonly offset: number; readonly length: number };

/** The bytes of an open file for geotiff, refusing what lies beyond its end instead of answering zeros. */
export function createFileSource(file: FileHandle, fileBytes: number) {
  async function fetchSlice({ offset, length }: Slice) {
    const data = await readSlice(file, fileBytes, offset, length);
    return { data, offset, length };
  }
  return {
    fileSize: fileBytes,
    fetchSlice,
    fetch: async (slices: readonly Slice[]) =>
      Promise.all(slices.map(async (slice) => (await fetchSlice(slice)).data)),
    close: async () => undefined,
  };
}

async function readSlice(
  file: FileHandle,
  fileBytes: number,
  offset: number,
  length: number,
): Promise<ArrayBuffer> {
  // geotiff reads ahead by a few kilobytes at the end of a file; a tag longer than the file is a broken tag.
  if (offset >= fileBytes || length > Math.min(MAX_TAG_BYTES, fileBytes + READ_AHEAD_BYTES)) {
    throw new TesseraError('damaged', 'A tag of the TIFF file points beyond the end of the file.', {
      details: { offset, length, fileBytes },
    });
  }
  const buffer = new ArrayBuffer(Math.min(length, fileBytes - offset));
  let done = 0;
  while (done < buffer.byteLength) {
    const { bytesRead } = await file.read(
      new Uint8Array(buffer),
      done,
      buffer.byteLength - done,
      offset + done,
    );
    if (bytesRead === 0) throw new TesseraError('damaged', 'The TIFF file became shorter while it was read.');
    done += bytesRead;
  }
  return buffer;
}

const READ_AHEAD_BYTES = 4096;
