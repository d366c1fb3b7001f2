import { describe, expect, it } from 'vitest';
import type { Box, Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import type { SlideReader } from './port.js';

/** A slide whose pixels are known, as a format's test makes or finds it. */
export type Specimen = {
  readonly open: () => Promise<SlideReader>;
  readonly width: number;
  readonly height: number;
  readonly levelCount: number;
  /** Level-0 pixels known from elsewhere. */
  readonly pixels: readonly {
    readonly x: number;
    readonly y: number;
    readonly rgb: readonly [number, number, number];
  }[];
  /** How far a decoded value may be off: 0 for lossless pixels. */
  readonly tolerance: number;
};

/** Mean difference of two levels at one place, in values of 0 to 255: another picture differs by far more. */
const MAX_LEVEL_DIFFERENCE = 40;

/** What every format's reader keeps, whatever is behind it. Call it from the format's test. */
export function describeSlideReader(name: string, specimen: Specimen): void {
  describe(`${name}: a slide reader`, () => {
    it('states sizes that make sense, finest level first', async () =>
      withReader(specimen, async ({ info, files }) => {
        expect([info.width, info.height]).toEqual([specimen.width, specimen.height]);
        expect(info.levels.length).toBe(specimen.levelCount);
        expect(info.levels[0]).toEqual({ width: info.width, height: info.height, downsample: 1 });
        for (const [index, level] of info.levels.entries()) {
          expect(level.width * level.downsample).toBeLessThanOrEqual(info.width + 2 * level.downsample);
          expect(level.downsample).toBeGreaterThan(index === 0 ? 0 : info.levels[index - 1]!.downsample);
        }
        expect((info.mpp === undefined) === (info.mppSource === undefined)).toBe(true);
        expect([...files].sort()).toEqual(files);
        expect(files.length).toBeGreaterThan(0);
      }));

    it('returns level-0 pixels untouched', async () =>
      withReader(specimen, async (reader) => {
        for (const { x, y, rgb } of specimen.pixels) {
          const region = await reader.region({ x, y, width: 1, height: 1 }, { width: 1, height: 1 });
          expect(farthest(region.data, rgb), `pixel ${x}, ${y}`).toBeLessThanOrEqual(specimen.tolerance);
        }
      }));

    it('shows the same picture at the same place through every level', async () =>
      withReader(specimen, async (reader) => {
        for (const { downsample } of reader.info.levels.slice(1)) await expectSamePlace(reader, downsample);
      }));

    it('is exact at the right and lower edge', async () =>
      withReader(specimen, async (reader) => {
        const side = Math.min(40, specimen.width, specimen.height);
        const large = await reader.region(corner(specimen, side), { width: side, height: side });
        const small = await reader.region(corner(specimen, 5), { width: 5, height: 5 });
        expect(small.data).toEqual(cut(large, side - 5, side - 5, 5));
        const enlarged = await reader.region(corner(specimen, 5), { width: 10, height: 10 });
        expect([enlarged.width, enlarged.height, enlarged.data.length]).toEqual([10, 10, 300]);
      }));

    it('refuses what lies outside', async () =>
      withReader(specimen, async (reader) => {
        const size = { width: 4, height: 4 };
        for (const box of outside(specimen)) {
          await expect(reader.region(box, size)).rejects.toMatchObject({ tag: 'invalid-input' });
        }
      }));

    it('answers calls that overlap as it answers one alone', async () =>
      withReader(specimen, async (reader) => {
        const side = Math.min(64, specimen.width, specimen.height);
        const boxes = [0, 1, 2, 3].map((part) => ({
          x: Math.floor(((specimen.width - side) * part) / 3),
          y: Math.floor(((specimen.height - side) * part) / 3),
          width: side,
          height: side,
        }));
        const size = { width: 33, height: 33 };
        const alone: Rgb[] = [];
        for (const box of boxes) alone.push(await reader.region(box, size));
        const together = await Promise.all(boxes.map((box) => reader.region(box, size)));
        for (const [index, region] of together.entries()) {
          expect(Buffer.compare(region.data, alone[index]!.data)).toBe(0);
        }
      }));

    it('is cancelled by its signal', async () =>
      withReader(specimen, async (reader) => {
        const region = reader.region(corner(specimen, 5), { width: 5, height: 5 }, AbortSignal.abort());
        await expect(region).rejects.toMatchObject({ tag: 'cancelled' });
      }));

    it('closes once, however often it is asked to', async () => {
      const reader = await specimen.open();
      await reader.close();
      await expect(reader.close()).resolves.toBeUndefined();
    });
  });
}

async function withReader(specimen: Specimen, use: (reader: SlideReader) => Promise<void>): Promise<void> {
  const reader = await specimen.open();
  try {
    await use(reader);
  } finally {
    await reader.close();
  }
}

/**
 * A coarse level must resemble level 0 at its own place more than two level pixels beside it. No fixed tolerance
 * would do: levels of real slides were filtered and compressed in many ways, and some lie half a pixel off
 * (frames of 500 pixels, shrunk one by one to 62).
 */
async function expectSamePlace(reader: SlideReader, downsample: number): Promise<void> {
  const box = middleOf(reader, downsample);
  if (!box) return;
  const scale = Math.round(downsample);
  const size = { width: box.width / scale, height: box.height / scale };
  const coarse = await reader.region(box, size);
  const step = 2 * scale;
  const differenceAt = async (x: number, y: number) =>
    meanDifference(coarse, shrink(await reader.region({ ...box, x: box.x + x, y: box.y + y }, box), size));
  const here = await differenceAt(0, 0);
  for (const [x, y] of [
    [-step, 0],
    [step, 0],
    [0, -step],
    [0, step],
  ] as const) {
    expect(here, `downsample ${downsample}`).toBeLessThanOrEqual(await differenceAt(x, y));
  }
  expect(here).toBeLessThan(MAX_LEVEL_DIFFERENCE);
}

/** A box in the middle with room around, whole in the level's pixels; undefined where the level is too small. */
function middleOf({ info }: SlideReader, downsample: number): Box | undefined {
  const scale = Math.round(downsample);
  const sidePx = Math.min(64, Math.floor(Math.min(info.width, info.height) / scale / 2));
  if (sidePx < 8) return undefined;
  const side = sidePx * scale;
  const start = (whole: number) => Math.floor((whole - side) / 2 / scale) * scale;
  return { x: start(info.width), y: start(info.height), width: side, height: side };
}

function corner(slide: Size, side: number): Box {
  return { x: slide.width - side, y: slide.height - side, width: side, height: side };
}

function outside({ width, height }: Size): Box[] {
  const box = { x: 0, y: 0, width: 4, height: 4 };
  return [
    { ...box, x: -2 },
    { ...box, y: -2 },
    { ...box, x: width - 2 },
    { ...box, y: height - 2 },
    { ...box, width: 0 },
  ];
}

/** Means of blocks: what a level should look like, whichever way it was made. */
function shrink(picture: Rgb, size: Size): Rgb {
  const scaleX = picture.width / size.width;
  const scaleY = picture.height / size.height;
  const data = new Uint8Array(size.width * size.height * 3);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const block = { x: x * scaleX, y: y * scaleY, width: scaleX, height: scaleY };
        data[(y * size.width + x) * 3 + channel] = blockMean(picture, block, channel);
      }
    }
  }
  return { ...size, data };
}

function blockMean(picture: Rgb, block: Box, channel: number): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(block.y); y < Math.min(block.y + block.height, picture.height); y++) {
    for (let x = Math.floor(block.x); x < Math.min(block.x + block.width, picture.width); x++) {
      sum += picture.data[(y * picture.width + x) * 3 + channel]!;
      count++;
    }
  }
  return Math.round(sum / count);
}

function cut(picture: Rgb, left: number, top: number, side: number): Uint8Array {
  const rows = Array.from({ length: side }, (_, y) => {
    const from = ((top + y) * picture.width + left) * 3;
    return [...picture.data.subarray(from, from + side * 3)];
  });
  return Uint8Array.from(rows.flat());
}

function meanDifference(a: Rgb, b: Rgb): number {
  let sum = 0;
  for (let index = 0; index < a.data.length; index++) sum += Math.abs(a.data[index]! - b.data[index]!);
  return sum / a.data.length;
}

function farthest(actual: Uint8Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)));
}
