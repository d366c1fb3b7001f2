import { existsSync, realpathSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { onnxGraph } from './onnx/graph.js';
import type { AddRequest, ModelShelf } from './port.js';
import { createModelShelf } from './shelf.js';
import { splitModel, tinyFolder, tinyManifest, tinyModel, tokenModel } from './test-models.js';

let root: string;
let shelf: ModelShelf;
const at = (...parts: string[]) => path.join(root, ...parts);
const addedNames = () => readdir(at('added')).catch(() => []);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tessera-source-'));
  shelf = createModelShelf({ shipped: at('shipped'), added: at('added') });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(at(name), content);
  return at(name);
}

/** Hibou-B from outside, with small changes. */
const hibou = (changes: Partial<Parameters<typeof tokenModel>[0]> = {}) =>
  tokenModel({ side: 224, width: 768, prefix: 5, grid: 16, ...changes });

function twoOutputs(): Uint8Array {
  const graph = onnxGraph('two');
  const x = graph.input('x', 'float32', ['batch', 3, 224, 224]);
  const mean = graph.op('ReduceMean', [x], { axes: [2, 3], keepdims: 0 });
  const vector = graph.op('MatMul', [mean, graph.floats(new Float32Array(3 * 768), [3, 768])]);
  graph.output(vector, 'float32', ['batch', 768], 'last_hidden_state');
  graph.output(vector, 'float32', ['batch', 768], 'pooler_output');
  return graph.toModel(17);
}

describe('a model that is not what it should be is refused, and nothing is left', () => {
  const fromFile = (content: string | Uint8Array, rest: Omit<AddRequest, 'path'> = { preset: 'hibou-b' }) => {
    return async (): Promise<AddRequest> => ({ path: await file('export.onnx', content), ...rest });
  };
  const fromFolder = (make: () => Promise<string>, rest: Omit<AddRequest, 'path'> = {}) => {
    return async (): Promise<AddRequest> => ({ path: await make(), ...rest });
  };
  const split = async (location: string) => {
    const { model } = splitModel(location);
    await file('model.onnx', model);
    await file('model.json', JSON.stringify(tinyManifest(model)));
    return root;
  };
  const refusals: readonly (readonly [string, () => Promise<AddRequest>, string, RegExp])[] = [
    ['a file that is JSON', fromFile('{"name":"tessera"}'), 'model-refused', /is not an ONNX file/],
    ['nothing there', async () => ({ path: at('none'), preset: 'uni' }), 'not-found', /nothing at/],
    ['a preset nobody knows', fromFile(hibou(), { preset: 'uni9' }), 'not-found', /no preset “uni9”/],
    ['no preset for a file', fromFile(hibou(), {}), 'invalid-input', /how .* takes its pictures.*--preset/s],
    [
      'another width',
      fromFile(hibou({ width: 1024 })),
      'model-refused',
      /not Hibou-B .*tokens of 1024 numbers, not 768.*preset of this network/s,
    ],
    [
      'other registers',
      fromFile(hibou({ prefix: 1 })),
      'model-refused',
      /257 tokens, not 261.*register tokens/s,
    ],
    [
      'another side',
      fromFile(hibou({ side: 448 })),
      'model-refused',
      /\[448, 448\] px, not 224.*Export it for 224/s,
    ],
    ['a fixed batch', fromFile(hibou({ batch: 8 })), 'model-refused', /exactly 8 pictures.*open batch/s],
    [
      'channels last',
      fromFile(tinyModel({ type: 'uint8', side: 224 })),
      'model-refused',
      /channels last \(NHWC\).*channels first.*uint8-nhwc/s,
    ],
    [
      'half the precision',
      fromFile(tinyModel({ type: 'float16', side: 224 })),
      'model-refused',
      /takes float16, not float32/,
    ],
    [
      'vectors of another length',
      fromFile(tinyModel({ side: 224 })),
      'model-refused',
      /vectors of 4 numbers, not 768.*all 261 tokens/s,
    ],
    [
      'tokens where the network must pool',
      fromFile(hibou(), { preset: 'conch-v1-5' }),
      'model-refused',
      /px, not 448/,
    ],
    [
      'several outputs',
      fromFile(twoOutputs()),
      'model-refused',
      /last_hidden_state, pooler_output.*--output/s,
    ],
    [
      'an output that it has not',
      fromFile(twoOutputs(), { preset: 'hibou-b', output: 'cls' }),
      'model-refused',
      /no output cls \(it has last_hidden_state, pooler_output\)/,
    ],
    [
      'another hash than promised',
      fromFile(hibou(), { preset: 'hibou-b', sha256: 'ab'.repeat(32) }),
      'model-refused',
      /SHA-256 of the model is [0-9a-f]{64}, not abab.*Copy the file again/s,
    ],
    [
      'another hash than its model.json says',
      fromFolder(() => tinyFolder({ sha256: 'cd'.repeat(32) })),
      'model-refused',
      /not cdcd/,
    ],
    [
      'a scale it was not made for',
      fromFile(hibou(), { preset: 'hibou-b', mpp: [2] }),
      'invalid-input',
      /not made for 2 µm\/px; it has 0\.5/,
    ],
    [
      'no scale where one must be chosen',
      fromFile(tokenModel({ side: 224, width: 384, prefix: 1, grid: 16 }), { preset: 'dinov2-s14' }),
      'invalid-input',
      /no µm\/px of its own.*--mpp/s,
    ],
    [
      'weights that are not beside it',
      fromFolder(() => split('gone.data')),
      'model-refused',
      /needs the file gone\.data/,
    ],
    [
      'weights in another folder',
      fromFolder(() => split('../secret')),
      'model-refused',
      /weights in “\.\.\/secret”.*one file/s,
    ],
    [
      'weights called like the manifest',
      fromFolder(() => split('model.json')),
      'model-refused',
      /“model\.json”/,
    ],
    [
      'an empty folder',
      fromFolder(() => mkdtemp(at('empty-')), { preset: 'uni' }),
      'model-refused',
      /no ONNX file/,
    ],
    [
      'a scale beside a manifest',
      fromFolder(() => tinyFolder(), { mpp: [1] }),
      'invalid-input',
      /go with a preset/,
    ],
    ['a manifest with faults', fromFolder(() => tinyFolder({ licence: '' })), 'model-refused', /licence/],
    [
      'an id that is a path',
      fromFolder(() => tinyFolder(), { id: '../up' }),
      'invalid-input',
      /lower-case letters/,
    ],
  ];
  it.each(refusals)('%s', async (_what, make, tag, says) => {
    const request = await make();
    const before = (await readdir(root)).sort();
    const error = (await shelf.stage(request).catch((refused: unknown) => refused)) as Error & {
      tag: string;
      hint?: string;
    };
    expect(`${error.message}\n${error.hint ?? ''}`).toMatch(says);
    expect(error.tag).toBe(tag);
    expect(await addedNames()).toEqual([]);
    await rm(at('added'), { recursive: true, force: true });
    expect((await readdir(root)).sort()).toEqual(before);
    // The next one is not held up.
    await (await shelf.stage({ path: await tinyFolder() })).discard();
  });
});

describe('a model whose files may not be read by whoever asks', () => {
  const insideRoot = (file: string) => {
    const real = existsSync(file) ? realpathSync(file) : file;
    return real.startsWith(`${realpathSync(root)}/`);
  };
  const refused = { tag: 'forbidden', hint: expect.stringMatching(/TESSERA_SLIDE_FOLDERS/) };

  it('is refused, and a link that leads out of the folder is another file', async () => {
    const elsewhere = await tinyFolder();
    const add = (from: string) => shelf.stage({ path: from, preset: undefined, mayRead: insideRoot });
    await expect(add(elsewhere)).rejects.toMatchObject(refused);
    for (const part of ['model.onnx', 'model.json', 'CARD.md']) {
      const folder = await mkdtemp(at('linked-'));
      for (const name of ['model.onnx', 'model.json'])
        await copyFile(path.join(elsewhere, name), path.join(folder, name));
      await rm(path.join(folder, part), { force: true });
      await writeFile(path.join(elsewhere, 'CARD.md'), 'secret');
      await symlink(path.join(elsewhere, part), path.join(folder, part));
      await expect(add(folder), part).rejects.toMatchObject(refused);
    }
    expect(await addedNames()).toEqual([]);
  });

  it('is none where every file lies inside', async () => {
    const folder = await mkdtemp(at('own-'));
    const source = await tinyFolder();
    for (const name of ['model.onnx', 'model.json'])
      await copyFile(path.join(source, name), path.join(folder, name));
    const staged = await shelf.stage({ path: folder, mayRead: insideRoot });
    expect(staged.manifest.id).toBe('tiny');
    await staged.discard();
  });
});
