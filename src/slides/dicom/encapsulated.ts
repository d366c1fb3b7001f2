import type { FileHandle } from 'node:fs/promises';
import { readUpTo } from '../open-file.js';
import { damagedPixels } from './damage.js';
import type { FrameIndex } from './frame-index.js';
import type { Instance } from './instance.js';
import { ITEM_HEADER_BYTES, readItemHeader, walkItems } from './pixel-items.js';

/**
 * Finds the frames of encapsulated pixels. By the extended offset table, else by the basic one, else by
 * walking from item to item: writers may leave both out, and 32-bit offsets are worthless beyond 4 GiB.
 */
export async function locateEncapsulated(handle: FileHandle, instance: Instance): Promise<FrameIndex> {
  const { pixelData, frameCount } = instance;
  const table = readItemHeader(await readUpTo(handle, pixelData.offset, ITEM_HEADER_BYTES), 0);
  if (table?.kind !== 'item') throw damagedPixels('its pixels do not start with an offset table');
  const first = pixelData.offset + ITEM_HEADER_BYTES + table.length;
  if (first > pixelData.fileBytes) throw damagedPixels('it ends inside its offset table');
  const extended = fromExtendedTable(instance, first);
  if (extended) return extended;
  const offsets = numbers32(await readUpTo(handle, pixelData.offset + ITEM_HEADER_BYTES, table.length));
  const starts = offsets.map((offset) => first + offset);
  if (starts.length === frameCount && starts[0] === first && isRising(starts, pixelData.fileBytes)) {
    return fromStarts(starts, await endOfLastFrame(handle, starts[frameCount - 1]!, pixelData.fileBytes));
  }
  return fromWalk(handle, instance, first);
}

/** In the extended table every frame is one item, and its length is given without padding. */
function fromExtendedTable({ pixelData, frameCount }: Instance, first: number): FrameIndex | undefined {
  const { extendedOffsets: offsets, extendedLengths: lengths, fileBytes } = pixelData;
  if (!offsets || !lengths || offsets.length !== frameCount || lengths.length !== frameCount)
    return undefined;
  const start = (frame: number) => first + offsets[frame]!;
  const end = (frame: number) => start(frame) + ITEM_HEADER_BYTES + lengths[frame]!;
  if (offsets.some((_, frame) => end(frame) > fileBytes))
    throw damagedPixels('it ends before its last frame');
  return { count: frameCount, start, end };
}

function fromStarts(starts: readonly number[], last: number): FrameIndex {
  return {
    count: starts.length,
    start: (frame) => starts[frame]!,
    end: (frame) => starts[frame + 1] ?? last,
  };
}

/** A frame is one item as a rule; of several, each frame's first item begins with the codec's own first marker. */
async function fromWalk(handle: FileHandle, instance: Instance, first: number): Promise<FrameIndex> {
  const { frameCount, pixelData } = instance;
  const all: number[] = [];
  const opening: number[] = [];
  const end = await walkItems(handle, first, pixelData.fileBytes, (start, lead) => {
    all.push(start);
    if (isFirstMarker(lead, instance.codec)) opening.push(start);
  });
  if (all.length === frameCount) return fromStarts(all, end);
  if (frameCount === 1 && all.length > 0) return fromStarts([first], end);
  if (opening.length === frameCount && opening[0] === first) return fromStarts(opening, end);
  throw damagedPixels(`it has ${frameCount} frames but pixels for ${Math.min(all.length, opening.length)}`);
}

/** Start of image of JPEG and JPEG-LS, start of codestream of JPEG 2000. */
function isFirstMarker(lead: number, codec: Instance['codec']): boolean {
  return lead === (codec === 'jpeg2000' ? 0xff4f : 0xffd8);
}

async function endOfLastFrame(handle: FileHandle, start: number, fileBytes: number): Promise<number> {
  return walkItems(handle, start, fileBytes, () => undefined);
}

function isRising(starts: readonly number[], limit: number): boolean {
  return starts.every((start, frame) => start < (starts[frame + 1] ?? limit));
}

function numbers32(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32LE(index * 4));
}
