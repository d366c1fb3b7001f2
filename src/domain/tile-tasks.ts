import type { ErrorRecord } from './errors.js';
import type { Box, Size } from './geometry.js';
import type { ExecutionProvider, ModelScale } from './models.js';
import type { SlideInfo, SlideSource, SlideStamps } from './slides.js';

/** Why a tile has no vector. */
export type TileSkip = 'background' | 'blur' | 'pen' | 'fold';

/** A tile of the grid: a box in level-0 pixels (integers), and the share of it that the mask calls tissue. */
export type PlannedTile = Box & { readonly tissue: number };

export type EmbeddedTile =
  | { readonly status: 'indexed' }
  | { readonly status: 'skipped'; readonly reason: TileSkip }
  | { readonly status: 'failed'; readonly error: ErrorRecord };

/** The model that a task works with, and how many threads it takes for it; one where nothing is said. */
export type ModelUse = { readonly modelFolder: string; readonly threads?: number | undefined };

/**
 * What a tile worker can be asked: kind → [request, answer]. Only plain values, vectors and encoded pictures
 * cross the border. A new kind (judging, re-embedding) is a new row here and a handler in workers/.
 */
export type TileTasks = {
  /** Opens the slide and says what it is; with `hash` also reads it whole for its SHA-256. */
  inspect: [
    { readonly source: SlideSource; readonly hash: boolean },
    { readonly info: SlideInfo; readonly sha256: string | undefined; readonly stamps: SlideStamps },
  ];
  /** Tissue mask and tile grid, one list per scale asked. */
  survey: [
    { readonly source: SlideSource; readonly scales: readonly ModelScale[] },
    { readonly tissueFraction: number; readonly tiles: readonly (readonly PlannedTile[])[] },
  ];
  /**
   * Reads the boxes at the scale, judges their quality unless told not to, embeds what passes.
   * `vectors`: float16 bits, one row of `dim` per box with status `indexed`, in order.
   * A box that reaches beyond the slide is completed by mirroring.
   * `model-refused` when the folder's model has other weights than `modelSha256` by now.
   */
  embed: [
    ModelUse & {
      readonly source: SlideSource;
      readonly modelSha256: string;
      readonly scale: ModelScale;
      readonly boxes: readonly Box[];
      readonly checkQuality: boolean;
    },
    { readonly tiles: readonly EmbeddedTile[]; readonly dim: number; readonly vectors: Uint16Array },
  ];
  /**
   * A labelled picture as one vector: the tiles that a question about all of it would ask, and the mean of their
   * vectors. `padded`: the picture is smaller than a tile and was completed by mirroring.
   */
  describe: [
    ModelUse & { readonly source: SlideSource; readonly scale: ModelScale },
    { readonly vector: Float32Array; readonly tiles: number; readonly padded: boolean },
  ];
  /** Mean and deviation of R, G and B over a whole picture, 0-255: all that colour alone knows. */
  colour: [{ readonly source: SlideSource }, { readonly statistics: readonly number[] }];
  /** Loads a model, so that the first question need not wait for it. */
  warm: [ModelUse, { readonly dim: number }];
  /**
   * Opens a model that nobody has used yet, with every check, and answers its vectors of the reference tiles 1 to
   * `count`. It is closed again.
   */
  check: [
    ModelUse & { readonly count: number },
    { readonly tilePx: number; readonly vectors: readonly (readonly number[])[] },
  ];
  /** Runs a model over made-up tiles for about so long; times are those of the machine's clock, ms. */
  time: [
    ModelUse & { readonly forMs: number },
    { readonly tiles: number; readonly startedAt: number; readonly endedAt: number },
  ];
  /** Which of the execution providers that this worker was told to use it cannot, and why. */
  providers: [
    Readonly<Record<string, never>>,
    { readonly missing: readonly { readonly provider: ExecutionProvider; readonly problem: string }[] },
  ];
  /** A box as JPEG (quality 1-100). */
  render: [
    { readonly source: SlideSource; readonly box: Box; readonly size: Size; readonly quality: number },
    { readonly jpeg: Uint8Array },
  ];
};

export type TileTaskKind = keyof TileTasks;
export type TileRequest<K extends TileTaskKind> = TileTasks[K][0];
export type TileAnswer<K extends TileTaskKind> = TileTasks[K][1];
