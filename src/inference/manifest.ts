import { z } from 'zod';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';

const words = z.string().trim().min(1);
const channels = z.tuple([z.number(), z.number(), z.number()]);

const scale = z.strictObject({
  mpp: z.number().min(0.05).max(100),
  tilePx: z.int().min(16).max(4096),
});

const described = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'must be lower-case letters, digits, dots and hyphens'),
  kind: z.literal('encoder'),
  name: words,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits'),
  scales: z.array(scale).min(1).refine(areDistinct, 'names the same µm/px and tile side twice'),
  output: words,
  dim: z.int().min(2).max(16_384),
  pooling: words,
  licence: words,
  trainingData: words,
  limits: z.array(words).min(1),
});

const manifest = z.discriminatedUnion('input', [
  described.extend({ input: z.literal('uint8-nhwc') }),
  described.extend({
    input: z.literal('float32-nchw'),
    mean: channels,
    std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  }),
]);

/**
 * Parses what a model.json says.
 *
 * @param text content of the file
 * @param id name of the folder, which the manifest must repeat
 * Errors: `model-refused` with every fault of the manifest in one sentence.
 */
export function parseManifest(text: string, id: string): ModelManifest {
  const parsed = manifest.safeParse(parseJson(text, id));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
    throw new TesseraError(
      'model-refused',
      `model.json of ${id} is not complete or not correct: ${faults.join('; ')}.`,
      {
        hint: 'Write the missing or wrong fields into model.json; models/stain-texture/model.json is an example.',
        details: { id, faults },
      },
    );
  }
  if (parsed.data.id !== id) {
    throw new TesseraError(
      'model-refused',
      `Folder ${id} holds a model that calls itself ${parsed.data.id}.`,
      {
        hint: 'Name the folder like the id in model.json.',
        details: { id, manifestId: parsed.data.id },
      },
    );
  }
  return parsed.data;
}

function parseJson(text: string, id: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TesseraError('model-refused', `model.json of ${id} is not JSON.`, { details: { id }, cause });
  }
}

function areDistinct(scales: readonly { mpp: number; tilePx: number }[]): boolean {
  return new Set(scales.map(({ mpp, tilePx }) => `${mpp}/${tilePx}`)).size === scales.length;
}
