import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelManifest } from '../domain/models.js';
import { createRng } from '../domain/rng.js';
import { onnxGraph } from './onnx/graph.js';
import { bytesField, type Field, message, textField, varintField } from './onnx/protobuf.js';

/** Bytes of a tiny encoder: the mean of each channel and their sum, scaled. For tests. */
export function tinyModel({ side = 32, factor = 1, type = 'float32' }: TinyModel = {}): Uint8Array {
  const graph = onnxGraph('tiny');
  const areBytes = type === 'uint8';
  const pixels = graph.input('pixels', type, areBytes ? ['batch', side, side, 3] : ['batch', 3, side, side]);
  const wide = type === 'float32' ? pixels : graph.op('Cast', [pixels], { to: 1 });
  const means = graph.op('ReduceMean', [wide], { axes: areBytes ? [1, 2] : [2, 3], keepdims: 0 });
  const sum = graph.op('ReduceSum', [means, graph.ints([1])], { keepdims: 1 });
  const joined = graph.op('Concat', [means, sum], { axis: 1 });
  graph.output(graph.op('Mul', [joined, graph.floats([factor])]), 'float32', ['batch', 4], 'vector');
  return graph.toModel(17);
}

export type TinyModel = {
  readonly side?: number;
  readonly factor?: number;
  /** Element type of the input; bytes are taken interleaved. */
  readonly type?: 'float32' | 'float16' | 'uint8';
};

/** A float manifest with other values, whatever they are. */
type Changes = Partial<Extract<ModelManifest, { input: 'float32-nchw' }>>;

/** A manifest that fits `tinyModel()`; its hash is that of `bytes`. */
export function tinyManifest(bytes: Uint8Array, changes: Changes = {}): ModelManifest {
  return {
    input: 'float32-nchw',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    id: 'tiny',
    kind: 'encoder',
    name: 'Tiny',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    scales: [{ mpp: 1, tilePx: 32 }],
    output: 'vector',
    dim: 4,
    pooling: 'mean',
    licence: 'Apache-2.0',
    trainingData: 'none',
    limits: ['for tests'],
    ...changes,
  };
}

/** A new folder `<temporary>/tiny` with the given parts; answers its path. */
export async function modelFolder(parts: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'tessera-model-')), 'tiny');
  await mkdir(folder);
  for (const [name, content] of Object.entries(parts)) await writeFile(path.join(folder, name), content);
  return folder;
}

/** The folder of a tiny model, whole or with changes. */
export function tinyFolder(
  changes: Changes = {},
  model: TinyModel = {},
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const bytes = tinyModel(model);
  return modelFolder({
    'model.onnx': bytes,
    'model.json': JSON.stringify(tinyManifest(bytes, changes)),
    ...extra,
  });
}

/** What a made-up transformer looks like from outside. */
export type TokenModel = {
  readonly side: number;
  readonly width: number;
  /** Leading tokens: class and registers. */
  readonly prefix: number;
  /** Places along one side of the picture. */
  readonly grid: number;
  readonly batch?: number | string;
  readonly outputName?: string;
};

/**
 * A network with random weights and the signature of a vision transformer: the mean colour of each place, turned by
 * a random matrix, is its token; before them stand tokens made of the mean colour of the whole picture.
 */
export function tokenModel(shape: TokenModel): Uint8Array {
  const { side, width, prefix, grid, batch = 'batch', outputName = 'last_hidden_state' } = shape;
  const { places, lead } = tokenWeights(shape);
  const graph = onnxGraph('tokens');
  const pixels = graph.input('pixel_values', 'float32', [batch, 3, side, side]);
  const px = side / grid;
  const pooled = graph.op('AveragePool', [pixels], { kernel_shape: [px, px], strides: [px, px] });
  const flat = graph.op('Reshape', [pooled, graph.ints([0, 3, -1])]);
  const colours = graph.op('Transpose', [flat], { perm: [0, 2, 1] });
  const patches = graph.op('MatMul', [colours, graph.floats(places, [3, width])]);
  const mean = graph.op('ReduceMean', [pixels], { axes: [2, 3], keepdims: 0 });
  const leading = graph.op('MatMul', [mean, graph.floats(lead, [3, prefix * width])]);
  const tokens = graph.op('Reshape', [leading, graph.ints([-1, prefix, width])]);
  const all = graph.op('Concat', [tokens, patches], { axis: 1 });
  graph.output(all, 'float32', [batch, prefix + grid * grid, width], outputName);
  return graph.toModel(17);
}

/** The random matrices of `tokenModel`, [3, width] and [3, prefix · width]. */
export function tokenWeights({ width, prefix }: Pick<TokenModel, 'width' | 'prefix'>) {
  const rng = createRng(width + prefix);
  const random = (length: number) => Float32Array.from({ length }, () => rng() - 0.5);
  return { places: random(3 * width), lead: random(3 * prefix * width) };
}

/** A network with random weights that pools by itself: the mean colour, turned into `dim` numbers. */
export function pooledModel({ side, dim }: { side: number; dim: number }): Uint8Array {
  const graph = onnxGraph('pooled');
  const pixels = graph.input('x', 'float32', ['batch', 3, side, side]);
  const mean = graph.op('ReduceMean', [pixels], { axes: [2, 3], keepdims: 0 });
  const { places } = tokenWeights({ width: dim, prefix: 1 });
  graph.output(
    graph.op('MatMul', [mean, graph.floats(places, [3, dim])]),
    'float32',
    ['batch', dim],
    'embedding',
  );
  return graph.toModel(17);
}

/**
 * A model whose weights lie in a file beside it, as exporters write those above 2 GB: the mean colour times the
 * [3, 4] matrix in `location`.
 */
export function splitModel(location: string): { model: Uint8Array; weights: Uint8Array } {
  const node = (type: string, inputs: string[], output: string, attributes: Field[] = []) =>
    bytesField(
      1,
      message([
        ...inputs.map((input) => textField(1, input)),
        textField(2, output),
        textField(4, type),
        ...attributes,
      ]),
    );
  const axes = message([textField(1, 'axes'), varintField(8, 2), varintField(8, 3), varintField(20, 7)]);
  const keep = message([textField(1, 'keepdims'), varintField(3, 0), varintField(20, 2)]);
  const value = (name: string, dims: readonly (number | string)[]) => {
    const sizes = dims.map((dim) =>
      bytesField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim)),
    );
    const tensor = message([varintField(1, 1), bytesField(2, message(sizes))]);
    return message([textField(1, name), bytesField(2, bytesField(1, tensor))]);
  };
  const matrix = message([
    ...[varintField(1, 3), varintField(1, 4), varintField(2, 1), textField(8, 'matrix')],
    bytesField(13, message([textField(1, 'location'), textField(2, location)])),
    varintField(14, 1),
  ]);
  const graph = message([
    node('ReduceMean', ['pixels'], 'mean', [bytesField(5, axes), bytesField(5, keep)]),
    node('MatMul', ['mean', 'matrix'], 'vector'),
    textField(2, 'split'),
    bytesField(5, matrix),
    bytesField(11, value('pixels', ['batch', 3, 32, 32])),
    bytesField(12, value('vector', ['batch', 4])),
  ]);
  const operators = message([textField(1, ''), varintField(2, 17)]);
  return {
    model: message([varintField(1, 8), bytesField(7, graph), bytesField(8, operators)]),
    weights: new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i + 1).buffer),
  };
}
