import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';
import { hashFile } from './hash-files.js';
import type { ModelSource } from './model-source.js';
import { REFERENCE_SEEDS, type Reference } from './reference.js';

const STAGING = '.adding-';

/** A model that lies beside the others under a hidden name, whole, until it is kept or given up. */
export type StagedFolder = {
  readonly folder: string;
  /** Moves it to its place, with vectors that this machine made of the reference tiles. */
  keep(reference: Reference): Promise<string>;
  discard(): Promise<void>;
};

/**
 * Copies a model into `root` under a hidden name, every file on disk before it is believed; the last step is one
 * rename, so that there is never half a model.
 * Errors: `unavailable` when the disk is full or read-only, `model-refused` when a file changed while it was read.
 */
export async function stageModel(root: string, source: ModelSource): Promise<StagedFolder> {
  const { id } = source.manifest;
  const staging = path.join(root, `${STAGING}${randomUUID()}`);
  const folder = path.join(staging, id);
  const discard = () => rm(staging, { recursive: true, force: true });
  try {
    await mkdir(folder, { recursive: true });
    for (const { from, file, sha256 } of source.files) await copyWhole(from, path.join(folder, file), sha256);
    for (const { from, file } of source.companions) await copyFile(from, path.join(folder, file));
    await write(path.join(folder, 'model.json'), `${JSON.stringify(source.manifest, undefined, 2)}\n`);
    const hasCard = source.companions.some(({ file }) => file === 'CARD.md');
    if (!hasCard) await write(path.join(folder, 'CARD.md'), card(source.manifest));
  } catch (error) {
    await discard();
    throw asFault(error, root);
  }
  return {
    folder,
    discard,
    async keep(reference) {
      const hasReference = source.companions.some(({ file }) => file === 'reference.json');
      if (!hasReference) await write(path.join(folder, 'reference.json'), `${JSON.stringify(reference)}\n`);
      const place = path.join(root, id);
      await rename(folder, place);
      await syncFolder(root);
      await discard();
      return place;
    },
  };
}

/** What an adding left that was ended in the middle. */
export async function dropStaged(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(STAGING))) {
    await rm(path.join(root, name), { recursive: true, force: true });
  }
}

/** Seeds of the reference tiles of an added model: one, since a large network takes seconds for each. */
export const ADDED_SEEDS = REFERENCE_SEEDS.slice(0, 1);

async function copyWhole(from: string, to: string, sha256: string): Promise<void> {
  const file = await open(to, 'wx');
  try {
    for await (const piece of createReadStream(from, { highWaterMark: 1 << 20 })) {
      await file.writeFile(piece as Buffer);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if ((await hashFile(to)) === sha256) return;
  throw new TesseraError('model-refused', `${path.basename(from)} changed while it was copied.`, {
    hint: 'Add it again when nothing writes to it any more.',
  });
}

async function write(to: string, text: string): Promise<void> {
  const file = await open(to, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  // Windows opens no folders; there the rename is what there is.
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function asFault(error: unknown, root: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof TesseraError || code === undefined) return error;
  return new TesseraError('unavailable', `The model cannot be written to ${root} (${code}).`, {
    hint: code === 'ENOSPC' ? 'Free some space: the model is copied whole.' : 'Let this user write there.',
    details: { code },
    cause: error,
  });
}

function card({
  name,
  source,
  licence,
  pooling,
  scales,
  dim,
  limits,
  preset,
  sha256,
}: ModelManifest): string {
  return [
    `# ${name}`,
    '',
    `Added to this archive${preset ? ` with the preset \`${preset}\`` : ''}. SHA-256 \`${sha256}\`.`,
    '',
    ...(source ? [`- Weights: ${source}`] : []),
    `- Licence, as its makers state it: ${licence}`,
    `- Tiles: ${scales.map(({ mpp, tilePx }) => `${tilePx} px at ${mpp} µm/px`).join(', ')}`,
    `- Vector: ${pooling}, ${dim} numbers, unit length`,
    ...limits.map((limit) => `- ${limit}`),
    '',
  ].join('\n');
}
