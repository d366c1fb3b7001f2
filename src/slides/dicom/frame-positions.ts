import type { ByteStream, Element } from 'dicom-parser';
import { type Attributes, createAttributes } from './attributes.js';
import { readElement } from './read-element.js';
import { TAG } from './tags.js';

/** Where each frame lies, from the per-frame functional groups: one entry per frame. */
export type FramePositions = {
  /** Left column of the frame in the level, 0-based; NaN when the frame does not say. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** Height of the focal plane, µm; NaN when the frame does not say. */
  readonly depthsUm: readonly number[];
  /** Row and column spacing, mm, of the first frame that has its own. */
  readonly spacingMm: readonly number[];
};

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const END_OF_ITEM = 0xfffee00d;
const END_OF_SEQUENCE = 0xfffee0dd;

/**
 * Reads the Per-frame Functional Groups Sequence at the stream's position. Each item is dropped once its
 * position is known: half a million frames as objects would not fit in memory.
 * @returns undefined when the bytes end before the sequence does.
 */
export function readFramePositions(
  stream: ByteStream,
  bytes: Buffer,
  explicit: boolean,
): FramePositions | undefined {
  const start = stream.position;
  const headerBytes = explicit ? 12 : 8;
  if (start + headerBytes > bytes.length) return undefined;
  const length = bytes.readUInt32LE(start + headerBytes - 4);
  const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : start + headerBytes + length;
  if (end !== Number.POSITIVE_INFINITY && end > bytes.length) return undefined;
  stream.position = start + headerBytes;
  const found: Writable<FramePositions> = { columns: [], rows: [], depthsUm: [], spacingMm: [] };
  while (stream.position < end) {
    if (stream.position + 8 > bytes.length) return undefined;
    const header = stream.position;
    const tag = tagAt(bytes, header);
    stream.position = header + 8;
    if (tag === END_OF_SEQUENCE) break;
    if (tag !== ITEM) return undefined;
    const elements = readItem(stream, bytes, explicit, bytes.readUInt32LE(header + 4));
    if (!elements) return undefined;
    collect(found, createAttributes(bytes, elements));
  }
  return found;
}

function readItem(
  stream: ByteStream,
  bytes: Buffer,
  explicit: boolean,
  length: number,
): Record<string, Element> | undefined {
  const end = length === UNDEFINED_LENGTH ? Number.POSITIVE_INFINITY : stream.position + length;
  const elements: Record<string, Element> = {};
  while (stream.position < end) {
    if (stream.position + 8 > bytes.length) return undefined;
    if (tagAt(bytes, stream.position) === END_OF_ITEM) {
      stream.position += 8;
      break;
    }
    if (!readElement(stream, bytes, explicit, elements)) return undefined;
  }
  return elements;
}

/** A tag as a number: its text form costs more than the rest of an item. */
function tagAt(bytes: Buffer, at: number): number {
  return bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2);
}

function collect(found: Writable<FramePositions>, frame: Attributes): void {
  const place = frame.items(TAG.planePositionSlide)[0];
  // Positions in the file count from 1.
  found.columns.push((place?.signed(TAG.columnPosition) ?? Number.NaN) - 1);
  found.rows.push((place?.signed(TAG.rowPosition) ?? Number.NaN) - 1);
  found.depthsUm.push(place?.decimals(TAG.zOffset)[0] ?? Number.NaN);
  if (found.spacingMm.length > 0) return;
  found.spacingMm.push(...(frame.items(TAG.pixelMeasures)[0]?.decimals(TAG.pixelSpacing) ?? []));
}

type Writable<T> = { [K in keyof T]: T[K] extends readonly (infer V)[] ? V[] : T[K] };
