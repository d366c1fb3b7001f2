import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel, readModels } from './read-models.js';
import { modelFolder, tinyFolder, tinyManifest, tinyModel } from './test-models.js';

const bytes = tinyModel();
const whole = tinyManifest(bytes);
const withJson = (json: unknown): Promise<string> =>
  modelFolder({ 'model.onnx': bytes, 'model.json': typeof json === 'string' ? json : JSON.stringify(json) });

const ofFile = (file: string) => ({ file, sha256: whole.sha256 });

describe('readModel', () => {
  it('answers the manifest when the file is the one it describes', async () => {
    expect(await readModel(await tinyFolder())).toEqual(whole);
  });

  const { sha256: _, ...withoutHash } = whole;
  const refusals: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['another file than described', () => tinyFolder({ sha256: 'ab'.repeat(32) }), /SHA-256 differs/],
    ['no model.onnx', () => modelFolder({ 'model.json': JSON.stringify(whole) }), /no readable model\.onnx/],
    ['no model.json', () => modelFolder({ 'model.onnx': bytes }), /no readable model\.json/],
    ['a model.json that is not JSON', () => withJson('{'), /not JSON/],
    ['a list instead of a manifest', () => withJson([]), /not complete/],
    ['a missing field', () => withJson(withoutHash), /sha256/],
    ['a field nobody knows', () => withJson({ ...whole, colour: 'pink' }), /colour/],
    ['a kind nobody knows', () => withJson({ ...whole, kind: 'oracle' }), /kind/],
    ['another id than its folder', () => withJson({ ...whole, id: 'other' }), /calls itself other/],
    ['an id that is a path', () => withJson({ ...whole, id: '../tiny' }), /id: must be/],
    ['no scale', () => withJson({ ...whole, scales: [] }), /scales/],
    ['a scale of zero', () => withJson({ ...whole, scales: [{ mpp: 0, tilePx: 32 }] }), /scales\.0\.mpp/],
    ['half a pixel', () => withJson({ ...whole, scales: [{ mpp: 1, tilePx: 32.5 }] }), /scales\.0\.tilePx/],
    [
      'the same scale twice',
      () => withJson({ ...whole, scales: [whole.scales[0], whole.scales[0]] }),
      /twice/,
    ],
    ['a layout nobody knows', () => withJson({ ...whole, input: 'pixels' }), /input: /],
    ['planes without a mean', () => withJson({ ...whole, mean: undefined }), /mean/],
    ['bytes with a mean', () => withJson({ ...whole, input: 'uint8-nhwc' }), /mean/],
    ['a deviation of zero', () => withJson({ ...whole, std: [1, 0, 1] }), /std\.1/],
    ['two channels', () => withJson({ ...whole, mean: [0, 0] }), /mean/],
    ['a dimension of zero', () => withJson({ ...whole, dim: 0 }), /dim/],
    ['a kernel nobody knows', () => withJson({ ...whole, resize: { px: 32, kernel: 'box' } }), /kernel/],
    ['a centre larger than the tile', () => withJson({ ...whole, crop: 48 }), /crop: is larger/],
    [
      'bytes that are to be resized outside the graph',
      () =>
        withJson({
          ...whole,
          input: 'uint8-nhwc',
          mean: undefined,
          std: undefined,
          resize: { px: 32, kernel: 'bicubic' },
        }),
      /resize/,
    ],
    [
      'tokens nobody knows',
      () => withJson({ ...whole, tokens: { take: 'max', skip: 1, count: 5 } }),
      /tokens\.take/,
    ],
    [
      'class and mean that make an odd number',
      () => withJson({ ...whole, dim: 5, tokens: { take: 'class+mean', skip: 1, count: 5 } }),
      /dim: class and mean/,
    ],
    [
      'a mean of no token',
      () => withJson({ ...whole, tokens: { take: 'mean', skip: 5, count: 5 } }),
      /tokens: leaves no token/,
    ],
    [
      'a file in another folder',
      () => withJson({ ...whole, files: [ofFile('model.onnx'), ofFile('../secret')] }),
      /files\.1\.file/,
    ],
    [
      'weights beside it that are named first',
      () => withJson({ ...whole, files: [ofFile('model.onnx.data'), ofFile('model.onnx')] }),
      /model\.onnx first/,
    ],
    [
      'files that do not make its hash',
      () => withJson({ ...whole, files: [ofFile('model.onnx'), ofFile('model.onnx.data')] }),
      /do not make its SHA-256/,
    ],
    ['no limits', () => withJson({ ...whole, limits: [] }), /limits/],
    ['an empty licence', () => withJson({ ...whole, licence: ' ' }), /licence/],
  ];
  it.each(refusals)('refuses %s', async (_what, make, reason) => {
    await expect(readModel(await make())).rejects.toMatchObject({
      tag: 'model-refused',
      message: expect.stringMatching(reason),
    });
  });
});

describe('readModels', () => {
  it('answers every folder by name, bad ones with the reason', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'tessera-models-'));
    for (const id of ['b-good', 'a-broken', '.hidden']) await mkdir(path.join(root, id));
    await writeFile(path.join(root, 'README.md'), 'models live here');
    await writeFile(path.join(root, 'b-good/model.onnx'), bytes);
    await writeFile(path.join(root, 'b-good/model.json'), JSON.stringify({ ...whole, id: 'b-good' }));
    expect(await readModels(root)).toEqual([
      { id: 'a-broken', folder: path.join(root, 'a-broken'), refused: expect.stringMatching(/model\.json/) },
      { id: 'b-good', folder: path.join(root, 'b-good'), manifest: { ...whole, id: 'b-good' } },
    ]);
  });

  it('finds no models where there is no folder', async () => {
    expect(await readModels('/nowhere/models')).toEqual([]);
  });
});
