import { built } from '../built.mjs';

/** How far a slide's own stain and scanner, a tile's own look, and noise move a vector of length 1. */
const LOOK = 0.3;
const TRAIT = 0.25;
const NOISE = 0.08;

/**
 * Vectors as tiles have them: between two real tiles of one slide, moved along differences of real tiles, a part
 * of them the same for the whole slide. Answers a function that gives the next slide: `tiles` rows of float16
 * bits. The same seed gives the same slides.
 */
export async function makeSlides(base, dim, seed) {
  const { seededRandom } = await built('vectors/testing/clustered-vectors.js');
  const { encodeFloat16 } = await built('domain/float16.js');
  const random = seededRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const tileOf = (slide) => {
    const at = Math.floor(random() * (slide.length / dim)) * dim;
    return slide.subarray(at, at + dim);
  };
  const move = (vector, size) => {
    const [a, b] = [tileOf(pick(base)), tileOf(pick(base))];
    for (let d = 0; d < dim; d++) vector[d] += size * (a[d] - b[d]);
  };

  return (tiles) => {
    const own = pick(base);
    const look = new Float32Array(dim);
    move(look, LOOK);
    const rows = new Float32Array(tiles * dim);
    for (let tile = 0; tile < tiles; tile++) {
      const row = rows.subarray(tile * dim, (tile + 1) * dim);
      const [a, b, share] = [tileOf(own), tileOf(own), random()];
      for (let d = 0; d < dim; d++)
        row[d] = share * a[d] + (1 - share) * b[d] + look[d] + NOISE * (random() - 0.5);
      move(row, TRAIT);
      normalise(row);
    }
    return encodeFloat16(rows);
  };
}

function normalise(row) {
  let square = 0;
  for (const value of row) square += value * value;
  const length = Math.sqrt(square);
  for (let d = 0; d < row.length; d++) row[d] /= length;
}
