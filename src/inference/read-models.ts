import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';
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
 * The manifest of one model folder, its SHA-256 checked against the model.onnx beside it.
 * Errors: `model-refused` when a file is missing, the manifest is wrong or the hash differs.
 */
export async function readModel(folder: string): Promise<ModelManifest> {
  return (await loadModel(folder)).manifest;
}

/** Manifest and checked bytes: what was hashed is what gets run. */
export async function loadModel(folder: string): Promise<{ manifest: ModelManifest; bytes: Uint8Array }> {
  const id = path.basename(path.resolve(folder));
  const manifest = parseManifest((await readPart(folder, id, 'model.json')).toString('utf8'), id);
  const bytes = await readPart(folder, id, 'model.onnx');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new TesseraError(
      'model-refused',
      `model.onnx of ${id} is not the file its model.json describes (SHA-256 differs).`,
      {
        hint: 'Restore model.onnx, or write its SHA-256 into model.json if the change is meant: old vectors then belong to another space.',
        details: { id, expected: manifest.sha256, found: sha256 },
      },
    );
  }
  return { manifest, bytes };
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
    throw new TesseraError('model-refused', `Model folder ${id} has no readable ${name}.`, {
      hint: 'A model is a folder with model.json, model.onnx and CARD.md.',
      details: { id, file: name },
      cause,
    });
  }
}
