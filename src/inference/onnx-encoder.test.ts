import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dot } from '../domain/vectors.js';
import { describeEncoder } from './contract.js';
import { createOnnxEncoder } from './onnx-encoder.js';
import { referenceTile } from './reference-tile.js';
import { modelFolder, type TinyModel, tinyFolder, tinyManifest, tinyModel } from './test-models.js';

const stainTexture = fileURLToPath(new URL('../../models/stain-texture', import.meta.url));

describeEncoder('stain-texture', () => createOnnxEncoder(stainTexture));
describeEncoder('stain-texture, four tiles at a time', () => createOnnxEncoder(stainTexture, { batch: 4 }));

describe('createOnnxEncoder', () => {
  it('prepares pixels with the manifest’s mean and deviation', async () => {
    const folder = await tinyFolder({ mean: [0.5, 0, 0], std: [0.5, 1, 2] });
    const encoder = await createOnnxEncoder(folder);
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => [255, 51, 102][i % 3]!);
    const [vector] = await encoder.embed([{ width: 32, height: 32, data }]);
    await encoder.close();
    const raw = [1, 0.2, 0.2, 1.4];
    const length = Math.hypot(...raw);
    expect([...vector!]).toEqual(raw.map((value) => expect.closeTo(value / length, 5)));
  });

  it('hands bytes over as they are where the graph prepares them', async () => {
    const encoder = await createOnnxEncoder(await bytesFolder({ type: 'uint8' }), { batch: 2 });
    const tile = (colour: readonly number[]) => ({
      width: 32,
      height: 32,
      data: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => colour[i % 3]!),
    });
    const [first, second] = await encoder.embed([tile([255, 51, 102]), tile([0, 0, 7])]);
    await encoder.close();
    const length = Math.hypot(255, 51, 102, 408);
    expect([...first!]).toEqual([255, 51, 102, 408].map((value) => expect.closeTo(value / length, 5)));
    expect([...second!]).toEqual([0, 0, Math.SQRT1_2, Math.SQRT1_2].map((v) => expect.closeTo(v, 5)));
  });

  it('rejects vectors that have no direction', async () => {
    const encoder = await createOnnxEncoder(await tinyFolder());
    const black = { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) };
    await expect(encoder.embed([black])).rejects.toMatchObject({ tag: 'bad-vector' });
    await encoder.close();
  });

  it('accepts a reference that it reproduces', async () => {
    const plain = await createOnnxEncoder(await tinyFolder());
    const [vector] = await plain.embed([referenceTile(7, 32)]);
    await plain.close();
    const folder = await tinyFolder({}, {}, { 'reference.json': referenceOf([...vector!]) });
    await (await createOnnxEncoder(folder)).close();
  });

  const refusals: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['a file that is no model', () => brokenModel(), /ONNX Runtime cannot open/],
    ['another length than promised', () => tinyFolder({ dim: 5 }), /promises \[batch, 5\]/],
    ['another side than promised', () => tinyFolder({ scales: [{ mpp: 1, tilePx: 64 }] }), /tiles of 64 px/],
    ['bytes promised, planes taken', () => bytesFolder({}), /of type float32, not uint8/],
    ['planes promised, bytes taken', () => tinyFolder({}, { type: 'uint8' }), /of type uint8, not float32/],
    [
      'bytes of another side than promised',
      () => bytesFolder({ type: 'uint8', side: 64 }),
      /\[64, 64\] px, but/,
    ],
    ['an output it does not have', () => tinyFolder({ output: 'y' }), /no output named y \(it has vector\)/],
    ['input of another type', () => tinyFolder({}, { type: 'float16' }), /float16, not float32/],
    ['vectors that are not finite', () => tinyFolder({}, { factor: Number.NaN }), /fails on a tile of 32 px/],
    [
      'a reference it does not reproduce',
      () => tinyFolder({}, {}, { 'reference.json': referenceOf([1, -1, 0, 0]) }),
      /reference vector 7/,
    ],
    [
      'a reference of another length',
      () => tinyFolder({}, {}, { 'reference.json': referenceOf([1]) }),
      /reference vector 7/,
    ],
    ['a broken reference', () => tinyFolder({}, {}, { 'reference.json': '{}' }), /cannot be understood/],
  ];
  it.each(refusals)('refuses %s', async (_what, make, reason) => {
    await expect(createOnnxEncoder(await make())).rejects.toMatchObject({
      tag: 'model-refused',
      message: expect.stringMatching(reason),
    });
  });

  it('tells turned and flipped tissue from other tissue', async () => {
    const encoder = await createOnnxEncoder(stainTexture);
    const tile = referenceTile(1, 224);
    const [vector, turned, other] = await encoder.embed([tile, quarterTurn(tile), referenceTile(2, 224)]);
    await encoder.close();
    expect(dot(vector!, turned!)).toBeGreaterThan(0.98);
    expect(dot(vector!, other!)).toBeLessThan(dot(vector!, turned!));
  });
});

/** A tiny model whose manifest promises to take bytes. */
function bytesFolder(model: TinyModel): Promise<string> {
  const bytes = tinyModel(model);
  const { input: _, mean: __, std: ___, ...rest } = tinyManifest(bytes) as Record<string, unknown>;
  return modelFolder({
    'model.onnx': bytes,
    'model.json': JSON.stringify({ ...rest, input: 'uint8-nhwc' }),
  });
}

function brokenModel(): Promise<string> {
  const bytes = tinyModel().subarray(0, 100);
  return modelFolder({ 'model.onnx': bytes, 'model.json': JSON.stringify(tinyManifest(bytes)) });
}

function referenceOf(vector: number[]): string {
  return JSON.stringify({ tilePx: 32, tiles: [{ seed: 7, vector }] });
}

function quarterTurn({ width, height, data }: ReturnType<typeof referenceTile>) {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      turned.set(
        data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
        (x * height + height - 1 - y) * 3,
      );
    }
  }
  return { width: height, height: width, data: turned };
}
