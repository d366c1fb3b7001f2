import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOnnxEncoder } from './onnx-encoder.js';
import type { AddRequest, ModelShelf } from './port.js';
import { referenceTile } from './reference-tile.js';
import { createModelShelf } from './shelf.js';
import { splitModel, tinyFolder, tinyManifest, tinyModel, tokenModel } from './test-models.js';

let root: string;
let shelf: ModelShelf;
const at = (...parts: string[]) => path.join(root, ...parts);
const addedNames = () => readdir(at('added')).catch(() => []);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tessera-shelf-'));
  shelf = createModelShelf({ shipped: at('shipped'), added: at('added') });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(at(name), content);
  return at(name);
}

/** Adds as the feature does: the staged model is run, then kept. */
async function add(request: AddRequest) {
  const staged = await shelf.stage(request);
  if (staged.isKnown) {
    await staged.discard();
    return staged;
  }
  const encoder = await createOnnxEncoder(staged.folder);
  const { tilePx } = staged.manifest.scales[0]!;
  const vectors = await encoder.embed([referenceTile(1, tilePx)]);
  await encoder.close();
  await staged.keep(
    tilePx,
    vectors.map((vector) => [...vector]),
  );
  return staged;
}

/** Hibou-B from outside. */
const hibou = () => tokenModel({ side: 224, width: 768, prefix: 5, grid: 16 });

describe('adding a model', () => {
  it('with a preset makes a folder that says everything, and that is found at once', async () => {
    const onnx = await file('export.onnx', hibou());
    expect(await shelf.list()).toEqual([]);
    await add({ path: onnx, preset: 'hibou-b', name: 'Our Hibou' });
    expect((await readdir(at('added', 'hibou-b'))).sort()).toEqual([
      'CARD.md',
      'model.json',
      'model.onnx',
      'reference.json',
    ]);
    const { manifest } = await shelf.open('hibou-b');
    expect(manifest).toMatchObject({
      name: 'Our Hibou',
      preset: 'hibou-b',
      scales: [{ mpp: 0.5, tilePx: 224 }],
      resize: { px: 224, kernel: 'bicubic' },
      tokens: { take: 'class', skip: 5, count: 261 },
      licence: 'Apache-2.0',
    });
    expect(await readFile(at('added', 'hibou-b', 'CARD.md'), 'utf8')).toMatch(
      /histai\/hibou-b.*Research Use Only/s,
    );
    const again = await createOnnxEncoder(at('added', 'hibou-b'));
    await again.close();
    expect(await addedNames()).toEqual(['hibou-b']);
  });

  it('with its own manifest needs no preset, keeps its reference and can take another name', async () => {
    const folder = await tinyFolder({}, {}, { 'CARD.md': '# Tiny', 'secret.txt': 'not ours' });
    await add({ path: folder, id: 'foreign' });
    expect((await shelf.open('foreign')).manifest).toEqual({ ...tinyManifest(tinyModel()), id: 'foreign' });
    expect((await readdir(at('added', 'foreign'))).sort()).not.toContain('secret.txt');
    expect(await readFile(at('added', 'foreign', 'CARD.md'), 'utf8')).toBe('# Tiny');
  });

  it('twice changes nothing', async () => {
    const onnx = await file('export.onnx', hibou());
    expect((await add({ path: onnx, preset: 'hibou-b' })).isKnown).toBe(false);
    expect((await add({ path: onnx, preset: 'hibou-b' })).isKnown).toBe(true);
    expect(await addedNames()).toEqual(['hibou-b']);
  });

  it('brings weights that lie beside the file, and what they hold is part of what the model is', async () => {
    const { model, weights } = splitModel('tiny.data');
    const own = { ...tinyManifest(model), output: 'vector' };
    const parts = async (folder: string, content: Uint8Array) => {
      await mkdir(at(folder));
      await file(`${folder}/model.onnx`, model);
      await file(`${folder}/tiny.data`, content);
      await file(`${folder}/model.json`, JSON.stringify(own));
      return at(folder);
    };
    await add({ path: await parts('one', weights), id: 'one' });
    await add({
      path: await parts(
        'two',
        weights.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
      ),
      id: 'two',
    });
    const [one, two] = [(await shelf.open('one')).manifest, (await shelf.open('two')).manifest];
    expect(one.files!.map((part) => part.file)).toEqual(['model.onnx', 'tiny.data']);
    expect(one.sha256).not.toBe(two.sha256);
    await writeFile(at('added', 'one', 'tiny.data'), new Uint8Array(weights.length));
    await expect(createOnnxEncoder(at('added', 'one'))).rejects.toMatchObject({
      message: expect.stringMatching(/tiny\.data of one.*SHA-256/),
    });
  });

  it('one after another when several come at once', async () => {
    const onnx = await file('export.onnx', hibou());
    const known = await Promise.all([1, 2, 3].map(() => add({ path: onnx, preset: 'hibou-b' })));
    expect(known.map(({ isKnown }) => isKnown)).toEqual([false, true, true]);
  });

  it('that was ended in the middle leaves nothing for long', async () => {
    await mkdir(at('added', '.adding-of-a-killed-process', 'big'), { recursive: true });
    await add({ path: await tinyFolder() });
    expect(await readdir(at('added'))).toEqual(['tiny']);
  });

  it('can be given up', async () => {
    const staged = await shelf.stage({ path: await tinyFolder() });
    await staged.discard();
    expect(await addedNames()).toEqual([]);
    expect(await shelf.list()).toEqual([]);
  });

  it('never takes the place of another model', async () => {
    await mkdir(at('shipped'));
    await add({ path: await tinyFolder() });
    await expect(add({ path: await tinyFolder({}, { factor: 2 }) })).rejects.toMatchObject({
      tag: 'conflict',
      hint: expect.stringMatching(/--id/),
    });
    await mkdir(at('shipped', 'twin'));
    for (const name of ['model.onnx', 'CARD.md'])
      await copyFile(at('added', 'tiny', name), at('shipped', 'twin', name));
    await file(
      'shipped/twin/model.json',
      JSON.stringify({ ...tinyManifest(tinyModel()), id: 'twin', name: 'Twin' }),
    );
    shelf = createModelShelf({ shipped: at('shipped'), added: at('added') });
    expect((await shelf.list()).map(({ id }) => id)).toEqual(['tiny', 'twin']);
    await expect(add({ path: await tinyFolder(), id: 'twin' })).rejects.toMatchObject({ tag: 'conflict' });
    expect(await addedNames()).toEqual(['tiny']);
  });
});
