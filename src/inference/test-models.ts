import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelManifest } from '../domain/models.js';
import { onnxGraph } from './onnx/graph.js';

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
