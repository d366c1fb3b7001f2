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

/** Ways in which tiles differ: far fewer than a vector has values, as in real embeddings. */
const RANK = 32;

/**
 * Vectors as tiles have them: a few tissue patterns, each slide's own stain and scanner on top, neighbours
 * alike, all within few directions of the space; unit length, rounded as they are stored, so that a stored row
 * and its query are the same numbers.
 */
export class ClusteredVectors {
  readonly #dim: number;
  readonly #random: () => number;
  /** RANK × dim: the directions in which tiles differ. */
  readonly #directions: Float64Array;
  readonly #patterns: readonly Float64Array[];

  constructor(dim: number, seed: number, patterns = 24) {
    this.#dim = dim;
    this.#random = seededRandom(seed);
    this.#directions = this.#noise(1, RANK * dim);
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
      const traits = this.#noise(0.6);
      for (let i = 0; i < RANK; i++) traits[i]! += a[i]! * share + b[i]! * (1 - share) + look[i]!;
      vectors.set(asStored(this.#vectorOf(traits)), tile * this.#dim);
    }
    return vectors;
  }

  #pick(): Float64Array {
    return this.#patterns[Math.floor(this.#random() * this.#patterns.length)]!;
  }

  #vectorOf(traits: Float64Array): Float64Array {
    const vector = this.#noise(0.05, this.#dim);
    for (let i = 0; i < RANK; i++) {
      for (let d = 0; d < this.#dim; d++) vector[d]! += traits[i]! * this.#directions[i * this.#dim + d]!;
    }
    return vector;
  }

  #noise(size: number, length = RANK): Float64Array {
    const noise = new Float64Array(length);
    // Sum of three uniforms: close enough to a normal, and cheap.
    for (let i = 0; i < length; i++) {
      noise[i] = (this.#random() + this.#random() + this.#random() - 1.5) * size;
    }
    return noise;
  }
}

function asStored(vector: Float64Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return decodeFloat16(encodeFloat16(Float32Array.from(vector, (value) => value / length)));
}
