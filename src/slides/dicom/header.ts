import type { FileHandle } from 'node:fs/promises';
import { readUpTo } from '../open-file.js';
import type { Attributes } from './attributes.js';
import type { FramePositions } from './frame-positions.js';
import { isDicom, type ParsedHeader, parseHeader } from './parse-header.js';
import { type PixelData, readPixelData } from './pixel-data.js';
import { TAG } from './tags.js';

/** All of a DICOM file but its pixels. */
export type Header = {
  readonly attributes: Attributes;
  readonly transferSyntax: string;
  readonly positions: FramePositions | undefined;
  /** Undefined for objects without pixels, and for files that end before them. */
  readonly pixelData: PixelData | undefined;
  /** True when the file ends inside its header. */
  readonly cut: boolean;
};

const FIRST_READ_BYTES = 64 * 1024;
const GROWTH = 4;
/** Positions of a million frames take about 250 MB; a longer header is no header. */
const MAX_HEADER_BYTES = 512 * 2 ** 20;

/**
 * Reads a header: the file's first bytes, four times more as long as the pixels have not been met, never the pixels.
 * @returns undefined when the file is not DICOM.
 */
export async function readHeader(handle: FileHandle): Promise<Header | undefined> {
  const fileBytes = (await handle.stat()).size;
  const grown = await parseGrowing(handle, fileBytes, TAG.extendedOffsets, MAX_HEADER_BYTES);
  if (!grown) return undefined;
  const { attributes, transferSyntax, positions, cut, stop } = grown;
  const pixelData =
    stop === undefined ? undefined : await readPixelData(handle, stop, transferSyntax, fileBytes);
  return { attributes, transferSyntax, positions, pixelData, cut };
}

/** Parses up to `stopTag`, reading more of the file as long as it takes and `maxBytes` allows. */
export async function parseGrowing(
  handle: FileHandle,
  fileBytes: number,
  stopTag: string,
  maxBytes: number,
): Promise<ParsedHeader | undefined> {
  for (let wanted = FIRST_READ_BYTES; ; wanted *= GROWTH) {
    const bytes = await readUpTo(handle, 0, Math.min(wanted, maxBytes, fileBytes));
    if (!isDicom(bytes)) return undefined;
    const parsed = parseHeader(bytes, stopTag);
    const done = parsed.stop !== undefined || bytes.length >= Math.min(fileBytes, maxBytes);
    if (done) return parsed;
  }
}
