import type { FileHandle } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';
import type { Box, Size } from '../../domain/geometry.js';
import type { Rgb } from '../../domain/slides.js';
import { openForReading } from '../open-file.js';
import { damagedPixels } from './damage.js';
import { decodeFrame } from './decode-frame.js';
import { readFrameBytes } from './frame-bytes.js';
import type { FrameCache } from './frame-cache.js';
import { type FrameGrid, layFullGrid, laySparseGrid, type PlacedFrame } from './frame-grid.js';
import type { FrameIndex } from './frame-index.js';
import type { FramePositions } from './frame-positions.js';
import type { Instance } from './instance.js';
import { locateFrames } from './locate-frames.js';

/** One resolution of a DICOM slide, open for reading. */
export type DicomLevel = {
  readonly size: Size;
  /** Pixels of an integer box inside the level; white where no frame lies. */
  read(box: Box, signal: AbortSignal | undefined): Promise<Rgb>;
  close(): Promise<void>;
};

/** A file of the level with its frames: `first` of them lie in the files before. */
type Part = {
  readonly instance: Instance;
  readonly handle: FileHandle;
  readonly index: FrameIndex;
  readonly first: number;
};

/** Frames decoded at the same time, so that a large box does not hold all of them in memory at once. */
const DECODES_AT_ONCE = 8;
const WHITE = 255;

/**
 * Opens the file of a level, or its files in order when it is split (a concatenation), and finds every frame.
 * @param name makes its frames' keys in the cache unique
 */
export async function openLevel(
  name: string,
  instances: readonly Instance[],
  cache: FrameCache,
): Promise<DicomLevel> {
  const parts: Part[] = [];
  const close = async () => {
    await Promise.all(parts.map(({ handle }) => handle.close()));
  };
  try {
    for (const instance of instances) parts.push(await openPart(instance, parts));
    const { matrix, frame } = instances[0]!;
    const grid = layGrid(parts);
    const decode = (number: number) => cache.take(`${name}/${number}`, () => readFrame(parts, number));
    return { size: matrix, close, read: (box, signal) => readBox(grid, frame, decode, box, signal) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPart(instance: Instance, before: readonly Part[]): Promise<Part> {
  const last = before.at(-1);
  const first = last ? last.first + last.index.count : 0;
  const stated = instance.concatenation?.firstFrame ?? first;
  if (stated !== first) throw damagedPixels('a part of the level is missing');
  const handle = await openForReading(instance.path);
  try {
    return { instance, handle, index: await locateFrames(handle, instance), first };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function layGrid(parts: readonly Part[]): FrameGrid {
  const instances = parts.map(({ instance }) => instance);
  const frameCount = parts.reduce((sum, { index }) => sum + index.count, 0);
  const sparse = instances.every(({ positions }) => positions !== undefined);
  if (!sparse) return layFullGrid(instances[0]!, frameCount);
  const joined = joinPositions(instances.flatMap(({ positions }) => positions ?? []));
  if (joined.columns.length !== frameCount) {
    throw damagedPixels(`it has ${frameCount} frames but places for ${joined.columns.length}`);
  }
  return laySparseGrid(instances[0]!, joined);
}

function joinPositions(all: readonly FramePositions[]): FramePositions {
  return {
    columns: all.flatMap(({ columns }) => columns),
    rows: all.flatMap(({ rows }) => rows),
    depthsUm: all.flatMap(({ depthsUm }) => depthsUm),
    spacingMm: [],
  };
}

async function readFrame(parts: readonly Part[], frame: number): Promise<Uint8Array> {
  const part = parts.findLast(({ first }) => first <= frame)!;
  const { handle, index, instance, first } = part;
  return decodeFrame(await readFrameBytes(handle, index, instance, frame - first), instance);
}

async function readBox(
  grid: FrameGrid,
  frame: Size,
  decode: (frame: number) => Promise<Uint8Array>,
  box: Box,
  signal: AbortSignal | undefined,
): Promise<Rgb> {
  const { width, height } = box;
  const rgb: Rgb = { width, height, data: new Uint8Array(width * height * 3).fill(WHITE) };
  const placed = grid.covering(box);
  for (let at = 0; at < placed.length; at += DECODES_AT_ONCE) {
    if (signal?.aborted) throw new TesseraError('cancelled', 'Reading the region was cancelled.');
    const batch = placed.slice(at, at + DECODES_AT_ONCE);
    const decoded = await Promise.all(batch.map((one) => decode(one.frame)));
    batch.forEach((one, index) => {
      paint(rgb, box, decoded[index]!, one, frame);
    });
  }
  return rgb;
}

/** Copies the part of a frame that lies in the box. */
function paint(rgb: Rgb, box: Box, pixels: Uint8Array, place: PlacedFrame, frame: Size): void {
  const left = Math.max(box.x, place.x);
  const right = Math.min(box.x + box.width, place.x + frame.width);
  const bottom = Math.min(box.y + box.height, place.y + frame.height);
  for (let y = Math.max(box.y, place.y); y < bottom; y++) {
    const from = ((y - place.y) * frame.width + left - place.x) * 3;
    const to = ((y - box.y) * box.width + left - box.x) * 3;
    rgb.data.set(pixels.subarray(from, from + (right - left) * 3), to);
  }
}
