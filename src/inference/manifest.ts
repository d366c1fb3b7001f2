import { z } from 'zod';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';

const words = z.string().trim().min(1);
const channels = z.tuple([z.number(), z.number(), z.number()]);

const scale = z.strictObject({
  mpp: z.number().min(0.05).max(100),
  tilePx: z.int().min(16).max(4096),
});

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

const resize = z.strictObject({
  px: z.int().min(16).max(4096),
  kernel: z.enum(['bilinear', 'bicubic', 'lanczos']),
});

const tokens = z.strictObject({
  take: z.enum(['class', 'mean', 'class+mean']),
  skip: z.int().min(0).max(64),
  count: z.int().min(1).max(100_000),
});

/** Files lie in the model's own folder: a name, never a way. */
const file = z.strictObject({
  file: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/, 'must be a file name in the model’s folder'),
  sha256: hash,
});

/** The id of a model is the name of its folder: never a way to another place. */
export const MODEL_ID = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const ID_WORDS = 'must be lower-case letters, digits, dots and hyphens';

const described = z.strictObject({
  id: z.string().regex(MODEL_ID, ID_WORDS),
  kind: z.literal('encoder'),
  name: words,
  sha256: hash,
  files: z
    .array(file)
    .min(2)
    .refine(([first]) => first?.file === 'model.onnx', 'must name model.onnx first')
    .optional(),
  scales: z.array(scale).min(1).refine(areDistinct, 'names the same µm/px and tile side twice'),
  output: words,
  dim: z.int().min(2).max(16_384),
  pooling: words,
  licence: words,
  trainingData: words,
  limits: z.array(words).min(1),
  tokens: tokens.optional(),
  preset: words.optional(),
  source: words.optional(),
});

const either = z.discriminatedUnion('input', [
  described.extend({ input: z.literal('uint8-nhwc') }),
  described.extend({
    input: z.literal('float32-nchw'),
    mean: channels,
    std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
    resize: resize.optional(),
    crop: z.int().min(16).max(4096).optional(),
  }),
]);

const manifest = either
  .refine((told) => told.tokens?.take !== 'class+mean' || told.dim % 2 === 0, {
    path: ['dim'],
    message: 'class and mean have the same length: their sum is even',
  })
  .refine((told) => told.tokens === undefined || told.tokens.skip < told.tokens.count, {
    path: ['tokens'],
    message: 'leaves no token for the mean',
  })
  .refine((told) => told.input === 'uint8-nhwc' || (told.crop ?? 0) <= smallestSide(told), {
    path: ['crop'],
    message: 'is larger than the picture it is cut from',
  });

/**
 * Parses what the model.json of a model folder says.
 *
 * @param text content of the file
 * @param id name of the folder, which the manifest must repeat
 * Errors: `model-refused` with every fault of the manifest in one sentence.
 */
export function parseManifest(text: string, id: string): ModelManifest {
  const told = parseForeignManifest(text, id);
  if (told.id === id) return told;
  throw new TesseraError('model-refused', `Folder ${id} holds a model that calls itself ${told.id}.`, {
    hint: 'Name the folder like the id in model.json.',
    details: { id, manifestId: told.id },
  });
}

/** The same for a folder that is not yet among the models and may be called anything; `place` names it in errors. */
export function parseForeignManifest(text: string, place: string): ModelManifest {
  const parsed = manifest.safeParse(parseJson(text, place));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`);
    throw new TesseraError(
      'model-refused',
      `model.json of ${place} is not complete or not correct: ${faults.join('; ')}.`,
      {
        hint: 'Write the missing or wrong fields into model.json; models/stain-texture/model.json is an example.',
        details: { place, faults },
      },
    );
  }
  return parsed.data;
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TesseraError('model-refused', `model.json of ${place} is not JSON.`, {
      details: { place },
      cause,
    });
  }
}

function areDistinct(scales: readonly { mpp: number; tilePx: number }[]): boolean {
  return new Set(scales.map(({ mpp, tilePx }) => `${mpp}/${tilePx}`)).size === scales.length;
}

function smallestSide(told: {
  readonly resize?: { readonly px: number } | undefined;
  readonly scales: readonly { readonly tilePx: number }[];
}): number {
  return told.resize?.px ?? Math.min(...told.scales.map(({ tilePx }) => tilePx));
}
