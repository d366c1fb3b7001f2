import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tokenModel } from '../../src/inference/test-models.js';
import type { Row } from './row.js';

/** Models that break their promise, and files that are to become models and cannot. */

const MODELS = resolve(import.meta.dirname, '../../models');

function models(change: (folder: string) => void): (file: string) => void {
  return (file) => {
    cpSync(join(MODELS, 'stain-texture'), join(file, 'stain-texture'), { recursive: true });
    change(join(file, 'stain-texture'));
  };
}

function flipByte(folder: string): void {
  const file = join(folder, 'model.onnx');
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  writeFileSync(file, bytes);
}

function manifest(change: (told: Record<string, unknown>) => unknown): (folder: string) => void {
  return (folder) => {
    const file = join(folder, 'model.json');
    const told = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify(change(told)));
  };
}

const ingestWith: Row['deed'] = ({ file, folder, allowed }) => ({
  cli: ['ingest', allowed, '--data', join(folder, 'data')],
  env: { TESSERA_MODELS: file, TESSERA_MODEL: 'stain-texture' },
});
const model = (name: string, change: (folder: string) => void, says: RegExp): Row => ({
  name: `model: ${name}`,
  file: 'models',
  make: models(change),
  deed: ingestWith,
  tag: 'model-refused',
  says,
});

/** Runs nowhere but on the systems of its maker. */
const foreignProvider = process.platform === 'win32' ? 'coreml' : 'dml';

const PRESENT_ROWS: readonly Row[] = [
  model('one bit of the weights is another', flipByte, /SHA-256.*Restore model\.onnx/s),
  model(
    'the weights of another file',
    (folder) => writeFileSync(join(folder, 'model.onnx'), 'no model'),
    /SHA-256/,
  ),
  model(
    'a manifest without licence',
    manifest(({ licence: _, ...rest }) => rest),
    /licence/,
  ),
  model(
    'a manifest of another id',
    manifest((told) => ({ ...told, id: 'other' })),
    /other.*folder/is,
  ),
  model(
    'a manifest that is no JSON',
    (folder) => writeFileSync(join(folder, 'model.json'), '{"id":'),
    /JSON/,
  ),
  {
    name: 'model: none of that name',
    file: 'models',
    make: (file) => mkdirSync(file),
    deed: ingestWith,
    tag: 'not-found',
    says: /stain-texture.*none.*models add/s,
  },
  {
    name: 'model: to be run by something that is not here',
    deed: ({ folder, allowed }) => ({
      cli: ['ingest', allowed, '--data', join(folder, 'data'), '--providers', `${foreignProvider},cpu`],
    }),
    tag: 'unavailable',
    says: new RegExp(`“${foreignProvider}” is asked for.*TESSERA_EXECUTION_PROVIDERS=cpu`, 's'),
  },
];

const hibou = (changes = {}) => tokenModel({ side: 224, width: 768, prefix: 5, grid: 16, ...changes });

const add = (
  name: string,
  content: () => string | Uint8Array,
  says: RegExp,
  { tag = 'model-refused', flags = ['--preset', 'hibou-b'] }: { tag?: Row['tag']; flags?: string[] } = {},
): Row => ({
  name: `adding a model: ${name}`,
  file: 'export.onnx',
  make: (file) => writeFileSync(file, content()),
  deed: ({ file }) => ({ cli: ['models', 'add', file, ...flags] }),
  tag,
  says,
});

const ADD_ROWS: readonly Row[] = [
  add('JSON', () => '{"name": "tessera"}', /is not an ONNX file.*torch\.onnx\.export/s),
  add('half a file', () => hibou().subarray(0, 1000), /is not an ONNX file/),
  add('of another width', () => hibou({ width: 1024 }), /not Hibou-B.*1024 numbers, not 768/s),
  add('with other registers', () => hibou({ prefix: 1 }), /257 tokens, not 261/),
  add('for another side', () => hibou({ side: 448 }), /\[448, 448\] px, not 224/),
  add('another file than promised', hibou, /SHA-256 of the model is.*Copy the file again/s, {
    flags: ['--preset', 'hibou-b', '--sha256', 'ab'.repeat(32)],
  }),
  add('a hash that is none', hibou, /64 hex digits/, {
    tag: 'invalid-input',
    flags: ['--preset', 'hibou-b', '--sha256', 'abc'],
  }),
  add('a preset that nobody knows', hibou, /“hiboo”.*Presets: phikon/s, {
    tag: 'not-found',
    flags: ['--preset', 'hiboo'],
  }),
  add('no preset', hibou, /how .* takes its pictures.*--preset/s, { tag: 'invalid-input', flags: [] }),
  add('an id that leads elsewhere', hibou, /cannot be the id.*lower-case/s, {
    tag: 'invalid-input',
    flags: ['--preset', 'hibou-b', '--id', '../../elsewhere'],
  }),
  add('under the name of one that came with Tessera', hibou, /another model “stain-texture”.*--id/s, {
    tag: 'conflict',
    flags: ['--preset', 'hibou-b', '--id', 'stain-texture'],
  }),
  add('a scale that is no number', hibou, /--mpp.*fine/s, {
    tag: 'invalid-input',
    flags: ['--preset', 'hibou-b', '--mpp', 'fine'],
  }),
  {
    name: 'adding a model: one that does not give its makers’ vectors here',
    file: 'foreign',
    make: (folder) => {
      cpSync(join(MODELS, 'stain-texture'), folder, { recursive: true });
      // The reference vectors are those of other weights.
      const reference = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as {
        tiles: { vector: number[] }[];
      };
      for (const tile of reference.tiles) tile.vector.reverse();
      writeFileSync(join(folder, 'reference.json'), JSON.stringify(reference));
    },
    deed: ({ file }) => ({ cli: ['models', 'add', file, '--id', 'foreign'] }),
    tag: 'model-refused',
    says: /does not reproduce its reference vector/,
  },
  {
    name: 'adding a model: over HTTP from elsewhere',
    file: 'export.onnx',
    make: (file) => writeFileSync(file, hibou()),
    deed: ({ file }) => ({ method: 'POST', path: '/models', body: { path: file, preset: 'hibou-b' } }),
    tag: 'forbidden',
    says: /TESSERA_SLIDE_FOLDERS/,
  },
  {
    name: 'measuring a model that is not there',
    deed: () => ({ method: 'POST', path: '/models/none/threads' }),
    tag: 'not-found',
    says: /“none”/,
  },
];

export const MODEL_ROWS: readonly Row[] = [...PRESENT_ROWS, ...ADD_ROWS];
