import { TesseraError } from '../../domain/errors.js';
import { EXECUTION_PROVIDERS } from '../../domain/models.js';
import type { ModelUse } from '../../domain/tile-tasks.js';
import { createOnnxEncoder } from '../../inference/onnx-encoder.js';
import type { Encoder } from '../../inference/port.js';

/** Given by app.ts as the second word of the command line, in order of preference. */
export const PROVIDERS = (process.argv[3] ?? 'cpu')
  .split(',')
  .flatMap((word) => EXECUTION_PROVIDERS.filter((known) => known === word));

type Opened = { readonly threads: number; readonly encoder: Promise<Encoder> };

const encoders = new Map<string, Opened>();

/** The encoder of a model folder, open already or opened now; with another number of threads it is opened anew. */
export async function encoderFor({ modelFolder, threads = 1 }: ModelUse): Promise<Encoder> {
  const known = encoders.get(modelFolder);
  if (known?.threads === threads) return known.encoder;
  encoders.delete(modelFolder);
  await known?.encoder.then((encoder) => encoder.close()).catch(() => {});
  const encoder = createOnnxEncoder(modelFolder, { threads, providers: PROVIDERS });
  encoders.set(modelFolder, { threads, encoder });
  encoder.catch(() => encoders.delete(modelFolder));
  return encoder;
}

/** The same with the very weights that are wanted: the folder may hold others by now, and so may this process. */
export async function wantedEncoder(use: ModelUse & { readonly modelSha256: string }): Promise<Encoder> {
  const known = await encoderFor(use);
  if (known.manifest.sha256 === use.modelSha256) return known;
  encoders.delete(use.modelFolder);
  await known.close();
  const found = await encoderFor(use);
  const { id, sha256 } = found.manifest;
  if (sha256 === use.modelSha256) return found;
  throw new TesseraError('model-refused', `The weights of ${id} were replaced while Tessera was running.`, {
    hint: 'Start Tessera again: with other weights it is another model, and its vectors another space.',
    details: { id, wanted: use.modelSha256, found: sha256 },
  });
}
