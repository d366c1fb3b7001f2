import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { TesseraError } from '../domain/errors.js';
import { readModelSource } from './model-source.js';
import type { AddRequest, ModelEntry, ModelShelf, StagedModel } from './port.js';
import { readModels } from './read-models.js';
import { ADDED_SEEDS, dropStaged, stageModel } from './stage-model.js';

export type ShelfOptions = {
  /** Models that came with the installation; never written to. */
  readonly shipped: string;
  /** Models that were added: a folder of the data directory. */
  readonly added: string;
};

/**
 * Models as they lie on disk, read once and again after one was added: a changed weights file is another model and
 * needs a restart.
 */
export function createModelShelf({ shipped, added }: ShelfOptions): ModelShelf {
  let reading: Promise<ModelEntry[]> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const list = () => {
    reading ??= readBoth(shipped, added);
    return reading;
  };

  async function open(id: string) {
    const entries = await list();
    const entry = entries.find((candidate) => candidate.id === id);
    if (!entry) {
      throw new TesseraError('not-found', `There is no model “${id}”.`, {
        hint: `Models here: ${entries.map((one) => one.id).join(', ') || 'none'}. Others come with \`tessera models add\`.`,
      });
    }
    if ('refused' in entry) throw new TesseraError('model-refused', entry.refused);
    return { manifest: entry.manifest, folder: entry.folder };
  }

  async function stage(request: AddRequest, over: () => void): Promise<StagedModel> {
    await mkdir(added, { recursive: true });
    await dropStaged(added);
    const source = await readModelSource(request);
    const { manifest } = source;
    const namesake = (await list()).find(({ id }) => id === manifest.id);
    if (namesake !== undefined) {
      if ('manifest' in namesake && isDeepStrictEqual(namesake.manifest, manifest)) {
        return {
          manifest,
          folder: namesake.folder,
          isKnown: true,
          keep: async () => over(),
          discard: async () => over(),
        };
      }
      throw taken(manifest.id, namesake);
    }
    const staged = await stageModel(added, source);
    return {
      manifest,
      folder: staged.folder,
      isKnown: false,
      async keep(tilePx, vectors) {
        const tiles = ADDED_SEEDS.map((seed, i) => ({ seed, vector: [...(vectors[i] ?? [])] }));
        try {
          await staged.keep({ tilePx, tiles });
        } finally {
          reading = undefined;
          over();
        }
      },
      async discard() {
        await staged.discard();
        over();
      },
    };
  }

  return {
    list,
    open,
    async bytes(id) {
      const { manifest, folder } = await open(id);
      const names = manifest.files?.map(({ file }) => file) ?? ['model.onnx'];
      const facts = await Promise.all(names.map((name) => stat(path.join(folder, name))));
      return facts.reduce((sum, { size }) => sum + size, 0);
    },
    stage(request) {
      let over = () => {};
      const finished = new Promise<void>((resolve) => {
        over = resolve;
      });
      const staging = last.then(() => stage(request, over));
      staging.catch(over);
      last = finished;
      return staging;
    },
  };
}

/** Both shelves by name. Of two models of one name the one that came with the installation holds. */
async function readBoth(shipped: string, added: string): Promise<ModelEntry[]> {
  const first = await readModels(shipped);
  const ids = new Set(first.map(({ id }) => id));
  const second = shipped === added ? [] : await readModels(added);
  const entries = second.filter(({ id }) => !ids.has(id));
  return [...first, ...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function taken(id: string, { folder }: ModelEntry): TesseraError {
  return new TesseraError('conflict', `There is another model “${id}” in ${path.dirname(folder)}.`, {
    hint: 'Give this one a name of its own with --id; vectors of two models never mix.',
    details: { id },
  });
}
