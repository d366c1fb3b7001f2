import { describe, expect, it } from 'vitest';
import { madeSource, type Pattern, paint, pixelAt, waves } from '../../tests/support/made-pixels.js';
import { createSlideReader } from './reader.js';

/** What the reader allows itself where libvips resamples. */
const MAX_PHASE_ERROR_PX = 0.25;

/** Steep enough that a shift of a tenth of a pixel shows. */
const ramp: Pattern = (x, y) => [4 * x, 4 * y, 100];

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += Math.abs(a[index]! - b[index]!);
  return sum / a.length;
}

describe('createSlideReader: level', () => {
  const source = madeSource(waves, 1024, 768, [1, 2, 4, 8]);
  const reader = createSlideReader(source);

  it.each([
    { asked: 0.5, level: 0 },
    { asked: 1, level: 0 },
    { asked: 1.995, level: 1 }, // half a percent of tolerance
    { asked: 1.98, level: 0 },
    { asked: 2, level: 1 },
    { asked: 3.9, level: 1 },
    { asked: 4, level: 2 },
    { asked: 8, level: 3 },
  ])('reads level $level for a downsample of $asked', async ({ asked, level }) => {
    source.levelsRead.length = 0;
    const side = Math.floor(200 / asked);
    await reader.region(
      { x: 100, y: 100, width: side * asked, height: side * asked },
      { width: side, height: side },
    );
    expect(source.levelsRead).toEqual([level]);
  });
});

describe('createSlideReader: pixels', () => {
  it('returns level pixels untouched where the box is whole', async () => {
    const reader = createSlideReader(madeSource(waves, 301, 203, [1, 2]));
    const whole = await reader.region({ x: 7, y: 9, width: 64, height: 32 }, { width: 64, height: 32 });
    expect(pixelAt(whole, 0, 0)).toEqual(pixelAt(paint(waves, 301, 203), 7, 9));
    const half = await reader.region({ x: 20, y: 40, width: 100, height: 80 }, { width: 50, height: 40 });
    expect(pixelAt(half, 3, 5)).toEqual(pixelAt(paint(waves, 150, 101, 2), 13, 25));
  });

  it.each([
    { x: 10.25, y: 12.75, width: 20, height: 20, out: 20 },
    { x: 10.4, y: 12.6, width: 22.448, height: 22.448, out: 22 },
    { x: 9.9, y: 11.3, width: 30.1, height: 30.1, out: 12 },
    { x: 12.37, y: 10.11, width: 10.5, height: 10.5, out: 33 },
    { x: 8.5, y: 8.3, width: 40, height: 40, out: 40 },
    { x: 8.5, y: 8.5, width: 32, height: 32, out: 1 },
  ])('honours fractions of a pixel: $width at $x, $y to $out', async ({ x, y, width, height, out }) => {
    const reader = createSlideReader(madeSource(ramp, 60, 60));
    const region = await reader.region({ x, y, width, height }, { width: out, height: out });
    const scale = width / out;
    for (const at of [0, Math.floor(out / 2), out - 1]) {
      const [red, green] = pixelAt(region, at, at);
      expect(Math.abs(red - 4 * (x + (at + 0.5) * scale - 0.5))).toBeLessThan(
        1.2 + 4 * scale * MAX_PHASE_ERROR_PX,
      );
      expect(Math.abs(green - 4 * (y + (at + 0.5) * scale - 0.5))).toBeLessThan(
        1.2 + 4 * scale * MAX_PHASE_ERROR_PX,
      );
    }
  });

  it('reaches the last pixel at the right and lower edge', async () => {
    const reader = createSlideReader(madeSource(waves, 301, 203, [1, 2, 4]));
    const corner = await reader.region({ x: 291, y: 198, width: 10, height: 5 }, { width: 10, height: 5 });
    expect(pixelAt(corner, 9, 4)).toEqual(pixelAt(paint(waves, 301, 203), 300, 202));
    const fine = await reader.region({ x: 291, y: 193, width: 10, height: 10 }, { width: 20, height: 20 });
    const [red] = pixelAt(fine, 19, 19);
    expect(Math.abs(red - waves(300, 202)[0])).toBeLessThan(4);
  });

  it.each([
    { round: Math.floor, name: 'down' },
    { round: Math.ceil, name: 'up' },
  ])('agrees across levels whose sizes were rounded $name', async ({ round }) => {
    const width = 1221;
    const height = 967;
    const reader = createSlideReader(madeSource(waves, width, height, [1, 2, 4, 8], round));
    for (const scale of [2, 3, 4, 7.5]) {
      const size = { width: Math.floor(width / scale), height: Math.floor(height / scale) };
      const box = { x: width - size.width * scale, y: height - size.height * scale };
      const region = await reader.region(
        { ...box, width: size.width * scale, height: size.height * scale },
        size,
      );
      const shifted: Pattern = (x, y) => waves(x + box.x, y + box.y);
      expect(meanDifference(region.data, paint(shifted, size.width, size.height, scale).data)).toBeLessThan(
        1.5,
      );
    }
  });

  it('reads a downsample of 2.0005 without drifting', async () => {
    const width = 4443;
    const source = madeSource(waves, width, 60, [1], Math.floor);
    const half = paint(waves, 2221, 30, 2.0005);
    const reader = createSlideReader({
      ...source,
      info: {
        ...source.info,
        levels: [...source.info.levels, { width: 2221, height: 30, downsample: 2.0005 }],
      },
      readLevel: async (level, box) =>
        level === 0 ? source.readLevel(0, box) : createCut(half, box.x, box.y, box.width, box.height),
    });
    const region = await reader.region({ x: 4000, y: 0, width: 440, height: 60 }, { width: 220, height: 30 });
    const shifted: Pattern = (x, y) => waves(x + 4000, y);
    expect(meanDifference(region.data, paint(shifted, 220, 30, 2).data)).toBeLessThan(3);
  });

  it('reads an overview in parts when the slide has no small level', async () => {
    const flat: Pattern = () => [10, 200, 30];
    const source = madeSource(flat, 6000, 4000);
    const region = await createSlideReader(source).region(
      { x: 0, y: 0, width: 6000, height: 4000 },
      { width: 301, height: 200 },
    );
    expect(source.levelsRead.length).toBeGreaterThan(1);
    expect([region.width, region.height]).toEqual([301, 200]);
    expect([...new Set(region.data)].sort((a, b) => a - b)).toEqual([10, 30, 200]);
  });
});

function createCut(
  picture: { width: number; data: Uint8Array },
  x: number,
  y: number,
  width: number,
  height: number,
) {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 3;
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}

describe('createSlideReader: refusals', () => {
  const reader = createSlideReader(madeSource(waves, 100, 80));
  const size = { width: 10, height: 10 };

  it.each([
    { box: { x: -1, y: 0, width: 10, height: 10 }, size },
    { box: { x: 91, y: 0, width: 10, height: 10 }, size },
    { box: { x: 0, y: 71, width: 10, height: 10 }, size },
    { box: { x: 0, y: 0, width: 0, height: 10 }, size },
    { box: { x: Number.NaN, y: 0, width: 10, height: 10 }, size },
    { box: { x: 0, y: 0, width: 10, height: 10 }, size: { width: 0, height: 10 } },
    { box: { x: 0, y: 0, width: 10, height: 10 }, size: { width: 1.5, height: 10 } },
  ])('refuses $box to $size', async ({ box, size: asked }) => {
    await expect(reader.region(box, asked)).rejects.toMatchObject({ tag: 'invalid-input' });
  });

  it('allows half a pixel over the edge', async () => {
    await expect(reader.region({ x: 90.5, y: -0.5, width: 10, height: 10 }, size)).resolves.toMatchObject(
      size,
    );
  });

  it('is cancelled by its signal, and closed once', async () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    await expect(reader.region(box, size, AbortSignal.abort())).rejects.toMatchObject({ tag: 'cancelled' });
    await Promise.all([reader.close(), reader.close()]);
    await expect(reader.region(box, size)).rejects.toMatchObject({ tag: 'unavailable' });
  });
});
