import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { measureColour } from './colour.js';

it('measures mean and deviation of each channel over the whole picture, whatever its scale', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tessera-colour-')), 'four.png');
  // Red 0, 0, 200, 200; green 10, 20, 30, 40; blue 7 everywhere.
  const pixels = [0, 10, 7, 0, 20, 7, 200, 30, 7, 200, 40, 7];
  await sharp(Uint8Array.from(pixels), { raw: { width: 2, height: 2, channels: 3 } })
    .png()
    .toFile(path);
  const { statistics } = await measureColour({ source: { path, mpp: 3 } });
  const expected = [100, 100, 25, Math.sqrt(125), 7, 0];
  expect(statistics).toHaveLength(6);
  expected.forEach((value, i) => {
    expect(statistics[i]).toBeCloseTo(value, 9);
  });
});
