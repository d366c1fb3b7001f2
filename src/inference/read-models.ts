import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { ModelFile, ModelManifest } from '../domain/models.js';
import { hashFile, hashOfFiles } from './hash-files.js';
import { parseManifest } from './manifest.js';
import type { ModelEntry } from './port.js';

/**
 * Every model folder under `root`, by name: usable, or refused with the reason. One bad folder never hides
 * the others; a root that does not exist holds no models.
 */
export async function readModels(root: string): Promise<ModelEntry[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const ids = names.map(({ name }) => name).sort();
  return Promise.all(ids.map((id) => readEntry(id, path.join(root, id))));
}

/**
 * The manifest of one model folder, its SHA-256 checked against the model.onnx beside it. Weights in further files,
 * which may be many gigabytes, are read by `loadModel` alone.
 * Errors: `model-refused` when a file is missing, the manifest is wrong or the hash differs.
 */
export async function readModel(folder: string): Promise<ModelManifest> {
  const { id, manifest } = await readManifest(folder);
  const found = await hashFile(path.join(folder, 'model.onnx')).catch((cause: unknown) => {
    throw missingPart(id, 'model.onnx', cause);
  });
  compare(id, { file: 'model.onnx', sha256: manifest.files?.[0]?.sha256 ?? manifest.sha256 }, found);
  return manifest;
}

/**
 * Manifest and checked model: the bytes of a single file, so that what was hashed is what gets run; the path of
 * model.onnx where its weights lie beside it, which only the runtime can put together.
 */
export async function loadModel(
  folder: string,
): Promise<{ manifest: ModelManifest; model: Uint8Array | string }> {
  const { id, manifest } = await readManifest(folder);
  if (manifest.files !== undefined) {
    for (const part of manifest.files) {
      const found = await hashFile(path.join(folder, part.file)).catch((cause: unknown) => {
        throw missingPart(id, part.file, cause);
      });
      compare(id, part, found);
    }
    return { manifest, model: path.join(folder, 'model.onnx') };
  }
  const model = await readPart(folder, id, 'model.onnx');
  const found = createHash('sha256').update(model).digest('hex');
  compare(id, { file: 'model.onnx', sha256: manifest.sha256 }, found);
  return { manifest, model };
}

async function readManifest(folder: string): Promise<{ id: string; manifest: ModelManifest }> {
  const id = path.basename(path.resolve(folder));
  const manifest = parseManifest((await readPart(folder, id, 'model.json')).toString('utf8'), id);
  if (manifest.files !== undefined && hashOfFiles(manifest.files) !== manifest.sha256) {
    throw new TesseraError('model-refused', `model.json of ${id} names files that do not make its SHA-256.`, {
      hint: 'Add the model again with `tessera models add`, which writes both.',
      details: { id },
    });
  }
  return { id, manifest };
}

function compare(id: string, { file, sha256 }: ModelFile, found: string): void {
  if (found === sha256) return;
  throw new TesseraError(
    'model-refused',
    `${file} of ${id} is not the file its model.json describes (SHA-256 differs).`,
    {
      hint: `Restore ${file}, or write its SHA-256 into model.json if the change is meant: old vectors then belong to another space.`,
      details: { id, file, expected: sha256, found },
    },
  );
}

async function readEntry(id: string, folder: string): Promise<ModelEntry> {
  try {
    return { id, folder, manifest: await readModel(folder) };
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    return {
      id,
      folder,
      refused: error.hint === undefined ? error.message : `${error.message} ${error.hint}`,
    };
  }
}

async function readPart(folder: string, id: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (cause) {
    throw missingPart(id, name, cause);
  }
}

function missingPart(id: string, file: string, cause: unknown): TesseraError {
  return new TesseraError('model-refused', `Model folder ${id} has no readable ${file}.`, {
    hint: 'A model is a folder with model.json, model.onnx and CARD.md.',
    details: { id, file },
    cause,
  });
}
