import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { ModelFile, ModelManifest } from '../domain/models.js';
import { hashFile, hashOfFiles } from './hash-files.js';
import { MODEL_ID, parseForeignManifest } from './manifest.js';
import { type OnnxHeader, readOnnxHeader } from './onnx/read-header.js';
import type { AddRequest } from './port.js';
import { presetManifest, type Unsealed } from './preset-manifest.js';
import { presetOf } from './presets.js';

/** A model somewhere on this machine, understood: what its manifest will say, and which files make it. */
export type ModelSource = {
  readonly manifest: ModelManifest;
  /** Where each file lies, and how it will be called; model.onnx first. */
  readonly files: readonly (ModelFile & { readonly from: string })[];
  /** What its makers sent along: card and reference vectors. */
  readonly companions: readonly { readonly file: string; readonly from: string }[];
};

const COMPANIONS = ['CARD.md', 'reference.json'];
/** Names that a model folder gives to other things than weights. */
const TAKEN = new Set(['model.onnx', 'model.json', ...COMPANIONS]);
const ONE_FOLDER =
  'Save it again with all weights in one file beside it (Python: onnx.save_model(…, save_as_external_data=True, location="model.onnx.data")).';

/**
 * Understands what is to be added: an ONNX file or a folder with one, with constants from a preset or from a
 * model.json of its own. Nothing is written.
 * Errors: `model-refused` with what is wrong with the file, `not-found`, `invalid-input` for what was asked.
 */
export async function readModelSource(request: AddRequest): Promise<ModelSource> {
  checkId(request.id);
  const { onnx, folder, told } = await locate(request);
  checkMayRead(request, [onnx]);
  const header = await readOnnxHeader(onnx);
  const names = weightNames(header, onnx);
  const companions = told ? await findCompanions(folder) : [];
  checkMayRead(request, [
    ...names.map((name) => path.join(folder, name)),
    ...companions.map(({ from }) => from),
  ]);
  const unsealed = told ? fromFolder(told, request) : fromPreset(header, request);
  const files = await hashAll(onnx, names);
  const manifest = seal(unsealed, files);
  checkHash(manifest, files, request.sha256, told?.sha256);
  return { manifest, files, companions };
}

function checkId(id: string | undefined): void {
  if (id === undefined || MODEL_ID.test(id)) return;
  throw new TesseraError('invalid-input', `“${id}” cannot be the id of a model.`, {
    hint: 'Use lower-case letters, digits, dots and hyphens, at most 64.',
  });
}

/** A link in an allowed folder may lead out of it. */
function checkMayRead({ mayRead }: AddRequest, paths: readonly string[]): void {
  if (mayRead === undefined || paths.every(mayRead)) return;
  throw new TesseraError('forbidden', 'Models may be added only from the configured folders.', {
    hint: 'List the folder in TESSERA_SLIDE_FOLDERS, or use `tessera models add` on this machine.',
  });
}

/** The ONNX file, and the manifest beside it where no preset is to give the constants. */
async function locate(request: AddRequest) {
  const { path: source, preset } = request;
  checkMayRead(request, [source]);
  const facts = await stat(source).catch((cause: unknown) => {
    throw new TesseraError('not-found', `There is nothing at ${source}.`, { cause });
  });
  const folder = facts.isDirectory() ? source : path.dirname(source);
  const onnx = facts.isDirectory() ? await onlyOnnx(source) : source;
  if (preset !== undefined) return { onnx, folder, told: undefined };
  const ownManifest = path.join(folder, 'model.json');
  const text = facts.isDirectory() ? await readFile(ownManifest, 'utf8').catch(() => undefined) : undefined;
  if (text !== undefined) {
    checkMayRead(request, [ownManifest]);
    return { onnx, folder, told: parseForeignManifest(text, folder) };
  }
  throw new TesseraError('invalid-input', `Nothing says how ${source} takes its pictures.`, {
    hint: 'Name a preset with --preset (`tessera models presets` lists them), or give a folder with model.onnx and a model.json.',
  });
}

async function onlyOnnx(folder: string): Promise<string> {
  const found = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  const [first] = found.includes('model.onnx') ? ['model.onnx'] : found;
  if (first !== undefined && (found.length === 1 || first === 'model.onnx')) return path.join(folder, first);
  throw new TesseraError(
    'model-refused',
    found.length === 0
      ? `The folder ${folder} holds no ONNX file.`
      : `The folder ${folder} holds several ONNX files (${found.join(', ')}).`,
    { hint: found.length === 0 ? 'Export the network to ONNX first.' : 'Name the file itself.' },
  );
}

function fromPreset(header: OnnxHeader, { preset = '', id, ...choices }: AddRequest): Unsealed {
  return presetManifest(id ?? preset, preset, presetOf(preset), header, choices);
}

function fromFolder(told: ModelManifest, { id, name, mpp, output }: AddRequest): Unsealed {
  if (mpp !== undefined || output !== undefined) {
    throw new TesseraError(
      'invalid-input',
      '--mpp and --output go with a preset; here model.json says both.',
    );
  }
  return { ...told, id: id ?? told.id, name: name ?? told.name };
}

/** Files beside model.onnx that it reads its weights from. */
function weightNames({ weightFiles }: OnnxHeader, onnx: string): readonly string[] {
  const odd = weightFiles.find(
    (name) => path.basename(name) !== name || TAKEN.has(name) || name.startsWith('.'),
  );
  if (odd === undefined) return weightFiles;
  throw new TesseraError('model-refused', `${path.basename(onnx)} keeps weights in “${odd}”.`, {
    hint: ONE_FOLDER,
    details: { file: odd },
  });
}

async function hashAll(onnx: string, names: readonly string[]): Promise<ModelSource['files']> {
  const files: (ModelFile & { from: string })[] = [];
  for (const [file, from] of [
    ['model.onnx', onnx],
    ...names.map((name) => [name, path.join(path.dirname(onnx), name)]),
  ] as [string, string][]) {
    const sha256 = await hashFile(from).catch((cause: unknown) => {
      throw new TesseraError(
        'model-refused',
        `${path.basename(onnx)} needs the file ${file}, which is not beside it.`,
        {
          hint: 'Weights of large models lie in files of their own: bring all of them, in one folder.',
          details: { file },
          cause,
        },
      );
    });
    files.push({ file, from, sha256 });
  }
  return files;
}

function seal(unsealed: Unsealed, files: ModelSource['files']): ModelManifest {
  const plain = files.map(({ file, sha256 }) => ({ file, sha256 }));
  const { files: _, ...rest } = unsealed as ModelManifest;
  return plain.length === 1
    ? { ...rest, sha256: plain[0]!.sha256 }
    : { ...rest, sha256: hashOfFiles(plain), files: plain };
}

/** What was promised of the hash, by whoever adds the model or by its own model.json, holds. */
function checkHash(
  { sha256 }: ModelManifest,
  files: ModelSource['files'],
  ...promised: (string | undefined)[]
): void {
  const found = [sha256, files[0]?.sha256];
  const broken = promised.find((hash) => hash !== undefined && !found.includes(hash.toLowerCase()));
  if (broken === undefined) return;
  throw new TesseraError(
    'model-refused',
    `The SHA-256 of the model is ${sha256}, not ${broken}: it is another file, or it was damaged on its way.`,
    {
      hint: 'Copy the file again and compare with whoever gave you the hash.',
      details: { expected: broken, found: sha256 },
    },
  );
}

async function findCompanions(folder: string): Promise<ModelSource['companions']> {
  const there = new Set(await readdir(folder));
  return COMPANIONS.filter((file) => there.has(file)).map((file) => ({
    file,
    from: path.join(folder, file),
  }));
}
