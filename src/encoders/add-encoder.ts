import type { ModelManifest } from '../domain/models.js';
import type { AddRequest } from '../inference/port.js';
import type { EncoderParts } from './parts.js';

export type AddedEncoder = {
  readonly manifest: ModelManifest;
  /** The very same model was here before. */
  readonly isKnown: boolean;
};

/**
 * Brings an encoder from outside among the models: understood, copied, run once in a worker, where a network that
 * ends its process ends nothing else, and only then moved to its place.
 * Errors: those of `ModelShelf.stage`; `model-refused`, `worker-crashed`, `too-large`, `timeout` when it does not run.
 */
export async function addEncoder(
  { shelf, workers, catalog }: EncoderParts,
  request: AddRequest,
  actor: string,
): Promise<AddedEncoder> {
  const staged = await shelf.stage(request);
  const { manifest } = staged;
  if (staged.isKnown) {
    await staged.discard();
    return { manifest, isKnown: true };
  }
  try {
    const check = { modelFolder: staged.folder, count: 1 };
    const { tilePx, vectors } = await workers.run('check', check, { lane: 'query' });
    await staged.keep(tilePx, vectors);
  } catch (error) {
    await staged.discard();
    throw error;
  }
  await catalog.audit.write({
    actor,
    action: 'add-model',
    subject: manifest.id,
    details: { sha256: manifest.sha256, preset: manifest.preset },
  });
  return { manifest, isKnown: false };
}
