/** One scale a model works at. */
export type ModelScale = {
  /** µm per pixel of the model's input. */
  readonly mpp: number;
  /** Side of the square input, in pixels at `mpp`. */
  readonly tilePx: number;
};

/**
 * How a model takes its pixels. `uint8-nhwc`: interleaved RGB bytes [batch, y, x, 3], every preparation inside the
 * graph, so that it cannot drift. `float32-nchw`: planes [batch, 3, y, x] of (value / 255 − mean) / std per channel.
 */
export type ModelInput =
  | { readonly input: 'uint8-nhwc' }
  | {
      readonly input: 'float32-nchw';
      readonly mean: readonly [number, number, number];
      readonly std: readonly [number, number, number];
    };

/** What `models/<id>/model.json` says; checked against the file beside it. */
export type ModelManifest = ModelInput & {
  readonly id: string;
  readonly kind: 'encoder';
  readonly name: string;
  /** SHA-256 of model.onnx, hex. */
  readonly sha256: string;
  readonly scales: readonly ModelScale[];
  /** Name of the output that holds the vectors. */
  readonly output: string;
  /** Length of a vector. */
  readonly dim: number;
  /** How a tile becomes one vector, in words. */
  readonly pooling: string;
  readonly licence: string;
  readonly trainingData: string;
  readonly limits: readonly string[];
};

/** (model, µm/px, tile side). Vectors of two spaces never meet. */
export type Space = {
  /** Stable text id: `<modelId>-<first 8 of sha256>@<mpp>um-<tilePx>px`. */
  readonly id: string;
  readonly modelId: string;
  readonly modelSha256: string;
  readonly mpp: number;
  readonly tilePx: number;
  readonly dim: number;
};

export function spacesOf(manifest: ModelManifest): Space[] {
  return manifest.scales.map(({ mpp, tilePx }) => ({
    id: `${manifest.id}-${manifest.sha256.slice(0, 8)}@${mpp}um-${tilePx}px`,
    modelId: manifest.id,
    modelSha256: manifest.sha256,
    mpp,
    tilePx,
    dim: manifest.dim,
  }));
}

/** Physical side of a space's tile, µm. */
export function tileSideUm(scale: ModelScale): number {
  return scale.mpp * scale.tilePx;
}
