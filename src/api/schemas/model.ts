import { z } from '@hono/zod-openapi';
import { model } from './system.js';

export const addModelRequest = z
  .object({
    path: z
      .string()
      .min(1)
      .openapi({ description: 'An ONNX file, or a folder with one, on the server’s machine' }),
    preset: z
      .string()
      .min(1)
      .optional()
      .openapi({ description: 'Constants from a preset; without it the folder’s own model.json says them' }),
    id: z.string().optional(),
    name: z.string().trim().min(1).optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits')
      .optional()
      .openapi({ description: 'What the SHA-256 must be' }),
    output: z
      .string()
      .min(1)
      .optional()
      .openapi({ description: 'The output that holds the vectors, where the file has several' }),
    mpp: z
      .array(z.number().positive().max(100))
      .min(1)
      .optional()
      .openapi({ description: 'µm/px to use, of those of the preset; any where it has none' }),
  })
  .strict()
  .openapi('AddModelRequest');

export const addedModel = z
  .object({
    model,
    added: z.boolean().openapi({ description: 'False when the very same model was here before' }),
  })
  .openapi('AddedModel');

export const presetList = z
  .object({
    items: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          source: z.string(),
          gated: z.boolean().openapi({ description: 'Whoever wants the weights must ask its makers' }),
          licence: z.string(),
          params: z.string(),
          mpp: z.array(z.number()),
          tilePx: z.number().int(),
          networkPx: z.number().int(),
          dim: z.number().int(),
          pooling: z.string(),
          note: z.string().nullable(),
        })
        .openapi('Preset'),
    ),
    nextCursor: z.null(),
  })
  .openapi('PresetList');

export const threadTrials = z
  .object({
    best: z.number().int().openapi({ description: 'Threads per worker that are used from now on' }),
    trials: z.array(
      z.object({ threads: z.number().int(), workers: z.number().int(), tilesPerSecond: z.number() }),
    ),
  })
  .openapi('ThreadTrials');
