import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';
import type { AddRequest, ThreadTrial } from '../inference/port.js';
import { measureThreads } from './measure-threads.js';
import type { EncoderParts } from './parts.js';

export type AddedEncoder = {
  readonly manifest: ModelManifest;
  /** The very same model was here before. */
  readonly isKnown: boolean;
  /** How many threads a worker should give it, best first; empty when it was not measured now. */
  readonly trials: readonly ThreadTrial[];
  /** Why the measurement failed; the model is there all the same and runs with one thread per worker. */
  readonly unmeasured?: string | undefined;
};

/**
 * Brings an encoder from outside among the models: understood, copied, run once in a worker, where a network that
 * ends its process ends nothing else, and only then moved to its place. Threads are measured now, when nobody waits
 * for tiles; start-up and ingest never pay for it.
 * Errors: those of `ModelShelf.stage`; `model-refused`, `worker-crashed`, `too-large`, `timeout` when it does not run.
 */
export async function addEncoder(
  parts: EncoderParts,
  request: AddRequest,
  { actor, signal }: { readonly actor: string; readonly signal?: AbortSignal | undefined },
): Promise<AddedEncoder> {
  const staged = await parts.shelf.stage(request);
  const { manifest } = staged;
  if (staged.isKnown) {
    await staged.discard();
    return { manifest, isKnown: true, trials: [] };
  }
  try {
    const check = { modelFolder: staged.folder, count: 1 };
    const { tilePx, vectors } = await parts.workers.run('check', check, { lane: 'query', signal });
    await staged.keep(tilePx, vectors);
  } catch (error) {
    await staged.discard();
    throw error;
  }
  await parts.catalog.audit.write({
    actor,
    action: 'add-model',
    subject: manifest.id,
    details: { sha256: manifest.sha256, preset: manifest.preset },
  });
  return { manifest, isKnown: false, ...(await tryToMeasure(parts, manifest.id, signal)) };
}

async function tryToMeasure(
  parts: EncoderParts,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Pick<AddedEncoder, 'trials' | 'unmeasured'>> {
  try {
    return { trials: await measureThreads(parts, id, signal) };
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    return { trials: [], unmeasured: error.message };
  }
}
