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

/** A model that may be used: its manifest and where its files are. */
export type UsableModel = { readonly manifest: ModelManifest; readonly folder: string };

/** An encoder from outside that is to be added. */
export type AddRequest = {
  /** An ONNX file, or a folder with one. */
  readonly path: string;
  /** Where the constants come from; without it the folder's own model.json says them. */
  readonly preset?: string | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** What the SHA-256 of the model must be. */
  readonly sha256?: string | undefined;
  /** The output that holds the vectors, where the file has several. */
  readonly output?: string | undefined;
  /** µm/px to use, of those that the preset has; any where it has none. */
  readonly mpp?: readonly number[] | undefined;
  /** Whether a file, links followed, may be read for whoever asks; without it every one may. */
  readonly mayRead?: ((path: string) => boolean) | undefined;
};

/** A model that has been copied and understood, but not yet run. */
export type StagedModel = {
  readonly manifest: ModelManifest;
  readonly folder: string;
  /** The very same model has been added before; there is nothing to keep. */
  readonly isKnown: boolean;
  /** Puts it among the models; `vectors` are those of the reference tiles with the seeds 1, 2 …, made here. */
  keep(tilePx: number, vectors: readonly (readonly number[])[]): Promise<void>;
  discard(): Promise<void>;
};

/** The models of this machine: those that came with Tessera and those that were added to the archive. */
export interface ModelShelf {
  /** All of them by name; unusable ones with the reason. */
  list(): Promise<readonly ModelEntry[]>;
  /** Errors: `not-found`, `model-refused`. */
  open(id: string): Promise<UsableModel>;
  /** Size of a model's files. Errors: those of `open`. */
  bytes(id: string): Promise<number>;
  /**
   * Copies a model beside the others. Whoever stages it keeps or discards it; one at a time.
   * Errors: `model-refused` with what is wrong with the file, `conflict` when another model has the id,
   * `forbidden`, `not-found`, `invalid-input`, `unavailable`.
   */
  stage(request: AddRequest): Promise<StagedModel>;
}

/** Threads of one worker, how many workers there are then, and the tiles that they did together in a second. */
export type ThreadTrial = {
  readonly threads: number;
  readonly workers: number;
  readonly tilesPerSecond: number;
};

/** What was measured of a model on this machine: its trials, the one to use first. */
export interface ThreadMemory {
  /** `undefined` when this model was not measured on this many cores with this many workers. */
  recall(machine: ThreadMachine): Promise<readonly ThreadTrial[] | undefined>;
  remember(machine: ThreadMachine, trials: readonly ThreadTrial[]): Promise<void>;
}

/** What a measurement holds for. */
export type ThreadMachine = {
  readonly modelSha256: string;
  readonly cores: number;
  readonly workers: number;
  readonly providers: readonly string[];
};

/**
 * Product of row vectors with query vectors: scores[i · queryCount + q] = cos(row i, query q).
 * `rows` are float16 bits (unit vectors), `queries` float32 (unit vectors), both row by row.
 */
export type MatMul = (rows: Uint16Array, queries: Float32Array, dim: number) => Promise<Float32Array>;
