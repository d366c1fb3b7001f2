import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { Rgb } from '../../src/domain/slides.js';
import { type Pattern, paint } from './made-pixels.js';
import { type MadeImage, type MadeTag, TYPE } from './tiff-writer.js';

/** A folder for the files of one test file, gone afterwards. */
export function scratchFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-slides-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** An image of deflated tiles that shows a pattern, each pixel `scale` level-0 pixels wide. */
export function deflatedImage(
  pattern: Pattern,
  size: { width: number; height: number },
  scale = 1,
  tags: readonly MadeTag[] = [],
  tileSide = 64,
): MadeImage {
  const picture = paint(pattern, size.width, size.height, scale);
  const tiles: Uint8Array[] = [];
  for (let y = 0; y < size.height; y += tileSide) {
    for (let x = 0; x < size.width; x += tileSide) tiles.push(deflateSync(cutTile(picture, x, y, tileSide)));
  }
  const compression = { tag: 259, type: TYPE.short, values: [8] };
  return { ...size, tileSide, tiles, tags: [compression, ...tags] };
}

/** One strip of raw pixels. */
export function strippedImage(
  pattern: Pattern,
  size: { width: number; height: number },
  scale = 1,
  tags: readonly MadeTag[] = [],
): MadeImage {
  return { ...size, tiles: [paint(pattern, size.width, size.height, scale).data], tags };
}

export function describedAs(text: string): MadeTag {
  return { tag: 270, type: TYPE.ascii, values: text };
}

/** Pixels beyond the picture stay black, as writers leave them. */
function cutTile(picture: Rgb, left: number, top: number, side: number): Uint8Array {
  const tile = new Uint8Array(side * side * 3);
  const width = Math.min(side, picture.width - left);
  for (let y = 0; y < Math.min(side, picture.height - top); y++) {
    const from = ((top + y) * picture.width + left) * 3;
    tile.set(picture.data.subarray(from, from + width * 3), y * side * 3);
  }
  return tile;
}
