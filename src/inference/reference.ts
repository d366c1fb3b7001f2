import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { TesseraError } from '../domain/errors.js';
import { dot, normalise } from '../domain/vectors.js';
import type { Encoder } from './port.js';
import { referenceTile } from './reference-tile.js';

/** Least cosine between a reference vector and what this machine computes. */
export const REFERENCE_COSINE = 0.999;

/** Seeds of the tiles in a reference.json. */
export const REFERENCE_SEEDS = [1, 2, 3] as const;

const reference = z.object({
  tilePx: z.int().positive(),
  tiles: z.array(z.object({ seed: z.int().positive(), vector: z.array(z.number()) })).min(1),
});

/** What reference.json holds: vectors of `referenceTile(seed, tilePx)`, written where the model was made. */
export type Reference = z.infer<typeof reference>;

/**
 * Runs the encoder on the reference tiles and compares with the reference.json of its folder: a runtime, a
 * processor or constants (mean, std) that change what a tile means are found before the first vector is kept.
 * Without the file, one tile per side is run to see that vectors have the promised length and are finite.
 * Errors: `model-refused`.
 */
export async function checkReference(folder: string, encoder: Encoder): Promise<void> {
  const { id, dim, scales } = encoder.manifest;
  for (const side of new Set(scales.map(({ tilePx }) => tilePx))) await tryOnce(encoder, side);
  const known = await readReference(folder, id);
  if (known === undefined) return;
  const vectors = await encoder.embed(known.tiles.map(({ seed }) => referenceTile(seed, known.tilePx)));
  known.tiles.forEach(({ seed, vector }, i) => {
    const cosine =
      vector.length === dim ? dot(normalise(Float32Array.from(vector)), vectors[i]!) : Number.NaN;
    if (cosine >= REFERENCE_COSINE) return;
    throw new TesseraError(
      'model-refused',
      `Model ${id} does not reproduce its reference vector ${seed} here (cosine ${cosine.toFixed(4)}, at least ${REFERENCE_COSINE} is needed).`,
      {
        hint: 'Check mean and std in model.json against the model’s own preparation; then write the reference again.',
        details: { id, seed, cosine },
      },
    );
  });
}

async function tryOnce(encoder: Encoder, side: number): Promise<void> {
  try {
    await encoder.embed([referenceTile(1, side)]);
  } catch (cause) {
    if (cause instanceof TesseraError && cause.tag === 'model-refused') throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TesseraError(
      'model-refused',
      `Model ${encoder.manifest.id} fails on a tile of ${side} px: ${reason}`,
      { cause },
    );
  }
}

async function readReference(folder: string, id: string): Promise<Reference | undefined> {
  const text = await readFile(path.join(folder, 'reference.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (text === undefined) return undefined;
  try {
    return reference.parse(JSON.parse(text));
  } catch (cause) {
    throw new TesseraError('model-refused', `reference.json of ${id} cannot be understood.`, {
      details: { id },
      cause,
    });
  }
}
