import type { ModelManifest } from '../domain/models.js';
import type { Rgb } from '../domain/slides.js';

/** Tiles in, unit vectors out. `embed` blocks its thread while it computes: use it in a worker. */
export interface Encoder {
  readonly manifest: ModelManifest;
  /**
   * Each tile is square with the side of one of the manifest's scales (all of one call alike).
   * Answers one unit vector of `manifest.dim` per tile, in order.
   * Errors: `bad-vector` when the model gives a non-finite or zero vector, `model-refused` for a wrong shape.
   */
  embed(tiles: readonly Rgb[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** A model folder as found on disk: usable, or refused with the reason. */
export type ModelEntry =
  | { readonly id: string; readonly folder: string; readonly manifest: ModelManifest }
  | { readonly id: string; readonly folder: string; readonly refused: string };

/**
 * Product of row vectors with query vectors: scores[i · queryCount + q] = cos(row i, query q).
 * `rows` are float16 bits (unit vectors), `queries` float32 (unit vectors), both row by row.
 */
export type MatMul = (rows: Uint16Array, queries: Float32Array, dim: number) => Promise<Float32Array>;
