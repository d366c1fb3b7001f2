/** One scale a model works at. */
export type ModelScale = {
  /** µm per pixel of the model's input. */
  readonly mpp: number;
  /** Side of the square input, in pixels at `mpp`. */
  readonly tilePx: number;
};

/** How a tile is brought to another side before a network sees it; the kernel is that of its makers. */
export type Resize = { readonly px: number; readonly kernel: 'bilinear' | 'bicubic' | 'lanczos' };

/**
 * How a model takes its pixels. `uint8-nhwc`: interleaved RGB bytes [batch, y, x, 3], every preparation inside the
 * graph, so that it cannot drift. `float32-nchw`: planes [batch, 3, y, x] of (value / 255 − mean) / std per channel,
 * after resizing the tile and cutting out its centre where the model asks for that.
 */
export type ModelInput =
  | { readonly input: 'uint8-nhwc' }
  | {
      readonly input: 'float32-nchw';
      readonly mean: readonly [number, number, number];
      readonly std: readonly [number, number, number];
      readonly resize?: Resize | undefined;
      /** Side of the centre that is cut out, px. */
      readonly crop?: number | undefined;
    };

/** How the tokens [batch, token, width] of a transformer become one vector; absent where the graph does it. */
export type TokenPooling = {
  /** The first token, the mean of the picture's tokens, or both, one after the other. */
  readonly take: 'class' | 'mean' | 'class+mean';
  /** Leading tokens that stand for no place of the picture (class, registers): the mean leaves them out. */
  readonly skip: number;
  /** How many tokens there are: another number of them means other registers, and another mean. */
  readonly count: number;
};

/** A file of a model whose weights lie beside model.onnx. */
export type ModelFile = { readonly file: string; readonly sha256: string };

/** What `models/<id>/model.json` says; checked against the file beside it. */
export type ModelManifest = ModelInput & {
  readonly id: string;
  readonly kind: 'encoder';
  readonly name: string;
  /** SHA-256 of model.onnx, hex; of a model of several files, of the list of their names and hashes. */
  readonly sha256: string;
  /** All files of a model of several; model.onnx is the first. */
  readonly files?: readonly ModelFile[] | undefined;
  readonly scales: readonly ModelScale[];
  /** Name of the output that holds the vectors. */
  readonly output: string;
  /** Length of a vector. */
  readonly dim: number;
  /** How a tile becomes one vector, in words. */
  readonly pooling: string;
  readonly tokens?: TokenPooling | undefined;
  readonly licence: string;
  readonly trainingData: string;
  readonly limits: readonly string[];
  /** The preset that its constants come from. */
  readonly preset?: string | undefined;
  /** Where the weights are to be had. */
  readonly source?: string | undefined;
};

/** Side of the picture that the network sees of a tile of `tilePx`. */
export function networkSide(model: ModelInput, tilePx: number): number {
  return model.input === 'uint8-nhwc' ? tilePx : (model.crop ?? model.resize?.px ?? tilePx);
}

/** A model with the very weights that it had: with others it is another model, and its vectors are others. */
export type ModelVersion = { readonly modelId: string; readonly modelSha256: string };

/** (model, µm/px, tile side). Vectors of two spaces never meet. */
export type Space = ModelVersion & {
  /** Stable text id: `<modelId>-<first 8 of sha256>@<mpp>um-<tilePx>px`. */
  readonly id: string;
  readonly mpp: number;
  readonly tilePx: number;
  readonly dim: number;
};

export function spacesOf(manifest: ModelManifest): Space[] {
  return manifest.scales.map(({ mpp, tilePx }) => ({
    id: `${versionName(versionOf(manifest))}@${mpp}um-${tilePx}px`,
    ...versionOf(manifest),
    mpp,
    tilePx,
    dim: manifest.dim,
  }));
}

export function versionOf({ id, sha256 }: ModelManifest): ModelVersion {
  return { modelId: id, modelSha256: sha256 };
}

/** How people tell versions of a model apart: `<modelId>-<first 8 of sha256>`, as in the ids of its spaces. */
export function versionName({ modelId, modelSha256 }: ModelVersion): string {
  return `${modelId}-${modelSha256.slice(0, 8)}`;
}

export function isSameVersion(a: ModelVersion, b: ModelVersion): boolean {
  return a.modelId === b.modelId && a.modelSha256 === b.modelSha256;
}

/** Physical side of a space's tile, µm. */
export function tileSideUm(scale: ModelScale): number {
  return scale.mpp * scale.tilePx;
}

/** What can run a network, as ONNX Runtime calls it: the processor, NVIDIA, Windows graphics, Apple. */
export const EXECUTION_PROVIDERS = ['cpu', 'cuda', 'dml', 'coreml'] as const;
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];
