import { basename } from 'node:path';
import { built } from '../built.mjs';

/** Side of a tile in level-0 pixels of the phantoms (0.5 µm/px). */
const TILE = 224;

/**
 * Regions of `side` × `side` tiles of tissue on the asking slides, one after the other: a different one for each
 * question, so that no answer comes out of a cache of pixels.
 */
export async function createQuestions(askers) {
  const slides = await Promise.all(askers.map(readTissue));
  const { seededRandom } = await built('vectors/testing/clustered-vectors.js');
  const random = seededRandom(7);
  return function next(side) {
    for (let tries = 0; ; tries++) {
      const { path, starts, size } = slides[Math.floor(random() * slides.length)];
      const { x, y } = starts[Math.floor(random() * starts.length)];
      const wide = side * TILE;
      if (x + wide > size || y + wide > size) continue;
      const inside = starts.filter((s) => s.x >= x && s.x < x + wide && s.y >= y && s.y < y + wide);
      // Where it cannot be had whole, a region with some glass will do.
      if (inside.length < side * side && tries < 500) continue;
      return {
        path,
        name: basename(path),
        region: { x, y, width: wide, height: wide },
        boxes: boxesOf(x, y, side),
      };
    }
  };
}

function boxesOf(x, y, side) {
  return Array.from({ length: side * side }, (_, i) => ({
    ...{ x: x + TILE * (i % side), y: y + TILE * Math.floor(i / side) },
    ...{ width: TILE, height: TILE },
  }));
}

/** Starts of tiles that pass quality control: a question about glass is another question. */
async function readTissue(path) {
  const { openSlide } = await built('slides/open.js');
  const { slideFormats } = await built('slides/formats.js');
  const { judgeTile } = await built('slides/tissue/quality.js');
  const reader = await openSlide(path, slideFormats(), { maxPicturePixels: 2e8 });
  const size = reader.info.width;
  const starts = [];
  for (let y = 0; y + TILE <= size; y += TILE) {
    for (let x = 0; x + TILE <= size; x += TILE) {
      const pixels = await reader.region({ x, y, width: TILE, height: TILE }, { width: TILE, height: TILE });
      if (!judgeTile(pixels, 0.5)) starts.push({ x, y });
    }
  }
  await reader.close();
  return { path, starts, size };
}
