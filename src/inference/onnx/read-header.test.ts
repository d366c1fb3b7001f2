import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { splitModel, tinyModel, tokenModel } from '../test-models.js';
import { bytesField, message, textField, varintField } from './protobuf.js';
import { readOnnxHeader } from './read-header.js';

const folder = await mkdtemp(path.join(tmpdir(), 'tessera-header-'));
let files = 0;

async function written(content: string | Uint8Array): Promise<string> {
  const file = path.join(folder, `${files++}.onnx`);
  await writeFile(file, content);
  return file;
}

describe('readOnnxHeader', () => {
  it.each(['stain-texture', 'tessera-s'])('says of %s what ONNX Runtime says', async (id) => {
    const file = fileURLToPath(new URL(`../../../models/${id}/model.onnx`, import.meta.url));
    const session = await InferenceSession.create(file);
    const facts = (values: readonly InferenceSession.ValueMetadata[]) =>
      values.map((value) => [value.name, value.isTensor && value.shape]);
    const { inputs, outputs, weightFiles } = await readOnnxHeader(file);
    expect(inputs.map(({ name, shape }) => [name, shape])).toEqual(facts(session.inputMetadata));
    expect(outputs.map(({ name, shape }) => [name, shape])).toEqual(facts(session.outputMetadata));
    expect(weightFiles).toEqual([]);
    await session.release();
  });

  it('reads types, fixed and open sizes', async () => {
    const bytes = await readOnnxHeader(await written(tinyModel({ type: 'uint8', side: 48 })));
    expect(bytes.inputs).toEqual([{ name: 'pixels', type: 2, shape: ['batch', 48, 48, 3] }]);
    const tokens = tokenModel({ side: 32, width: 8, prefix: 5, grid: 4, batch: 1 });
    expect((await readOnnxHeader(await written(tokens))).outputs).toEqual([
      { name: 'last_hidden_state', type: 1, shape: [1, 21, 8] },
    ]);
  });

  it('names the files that hold the weights', async () => {
    const { model } = splitModel('weights.bin');
    expect((await readOnnxHeader(await written(model))).weightFiles).toEqual(['weights.bin']);
  });

  it('does not take weights for inputs, though old exporters list them there', async () => {
    const named = (name: string) => message([textField(1, name)]);
    const graph = message([
      bytesField(5, message([textField(8, 'weight')])),
      ...['picture', 'weight'].map((name) => bytesField(11, named(name))),
      bytesField(12, named('vector')),
    ]);
    const file = await written(message([varintField(1, 3), bytesField(7, graph)]));
    expect((await readOnnxHeader(file)).inputs.map(({ name }) => name)).toEqual(['picture']);
  });

  it('takes −1 for an open size', async () => {
    const shape = message([bytesField(1, varintField(1, -1)), bytesField(1, varintField(1, 3))]);
    const type = bytesField(1, message([varintField(1, 1), bytesField(2, shape)]));
    const value = message([textField(1, 'x'), bytesField(2, type)]);
    const graph = message([bytesField(11, value), bytesField(12, value)]);
    const file = await written(message([varintField(1, 8), bytesField(7, graph)]));
    expect((await readOnnxHeader(file)).inputs[0]!.shape).toEqual(['', 3]);
  });

  const strangers: readonly (readonly [string, string | Uint8Array])[] = [
    ['JSON', '{"name": "tessera"}'],
    ['nothing', ''],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['a zip file, as PyTorch writes checkpoints', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0, 0])],
    ['zeros', new Uint8Array(4096)],
    ['text', 'A model is a folder with model.json, model.onnx and CARD.md.'],
    ['half a model', tinyModel().subarray(0, 150)],
    ['a model without a graph', varintField(1, 8)],
  ];
  it.each(strangers)('refuses %s', async (_what, content) => {
    await expect(readOnnxHeader(await written(content))).rejects.toMatchObject({
      tag: 'model-refused',
      message: expect.stringMatching(/is not an ONNX file/),
      hint: expect.stringMatching(/torch\.onnx\.export/),
    });
  });

  it('says that a file is not there', async () => {
    await expect(readOnnxHeader('/nowhere/model.onnx')).rejects.toMatchObject({ tag: 'not-found' });
  });
});
