import { decodeFloat16, encodeFloat16 } from '../../domain/float16.js';

/** Seeded numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Vectors as tiles have them: a few tissue patterns, each slide's own stain and scanner on top, neighbours
 * alike; unit length, rounded as they are stored, so that a stored row and its query are the same numbers.
 */
export class ClusteredVectors {
  readonly #dim: number;
  readonly #random: () => number;
  readonly #patterns: readonly Float64Array[];

  constructor(dim: number, seed: number, patterns = 24) {
    this.#dim = dim;
    this.#random = seededRandom(seed);
    this.#patterns = Array.from({ length: patterns }, () => this.#noise(1));
  }

  /** The tiles of one slide: n × dim. */
  slide(tiles: number): Float32Array {
    const look = this.#noise(0.5);
    const own = Array.from({ length: 3 }, () => this.#pick());
    const vectors = new Float32Array(tiles * this.#dim);
    for (let tile = 0; tile < tiles; tile++) {
      const [a, b] = [own[tile % own.length]!, own[(tile * 7 + 1) % own.length]!];
      const share = this.#random();
      const noise = this.#noise(0.6);
      const vector = Float64Array.from(
        a,
        (value, d) => value * share + b[d]! * (1 - share) + look[d]! + noise[d]!,
      );
      vectors.set(asStored(vector), tile * this.#dim);
    }
    return vectors;
  }

  #pick(): Float64Array {
    return this.#patterns[Math.floor(this.#random() * this.#patterns.length)]!;
  }

  #noise(size: number): Float64Array {
    // Sum of three uniforms: close enough to a normal, and cheap.
    return Float64Array.from({ length: this.#dim }, () => {
      return (this.#random() + this.#random() + this.#random() - 1.5) * size;
    });
  }
}

function asStored(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  return decodeFloat16(encodeFloat16(Float32Array.from(vector, (value) => value / length)));
}
