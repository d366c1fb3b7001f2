import { createRoute, z } from '@hono/zod-openapi';
import { networkSide } from '../../domain/models.js';
import { addEncoder } from '../../encoders/add-encoder.js';
import { measureThreads } from '../../encoders/measure-threads.js';
import { poolingInWords } from '../../inference/preset-manifest.js';
import { presets } from '../../inference/presets.js';
import { isInside } from '../access.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody } from '../router.js';
import { addedModel, addModelRequest, presetList, threadTrials } from '../schemas/model.js';
import { modelView } from '../views/system.js';

const tags = ['Models'];

const addRoute = createRoute({
  method: 'post',
  path: '/models',
  tags,
  summary: 'Adds an encoder: copied, checked and run once before it counts',
  request: { body: jsonBody(addModelRequest) },
  responses: answers(201, 'The model', addedModel),
});
const presetsRoute = createRoute({
  method: 'get',
  path: '/models/presets',
  tags,
  summary: 'Public encoders whose constants are known; their weights are not here',
  responses: answers(200, 'Presets', presetList),
});
const threadsRoute = createRoute({
  method: 'post',
  path: '/models/{modelId}/threads',
  tags,
  summary: 'Measures how many threads each worker should give to a model, and remembers it; takes seconds',
  request: { params: z.object({ modelId: z.string() }) },
  responses: answers(200, 'What was measured', threadTrials),
});

/** Encoders from outside. */
export function modelRoutes(parts: ApiParts) {
  return createRouter()
    .openapi(presetsRoute, (c) => c.json({ items: presetViews(), nextCursor: null }, 200))
    .openapi(addRoute, async (c) => {
      // As for slides: whoever reaches the server may name what lies in the configured folders, and nothing else.
      const mayRead = (path: string) => c.get('trusted') || isInside(path, parts.access.slideFolders);
      const request = { ...c.req.valid('json'), mayRead };
      const { manifest, isKnown } = await addEncoder(parts.encoders, request, c.get('actor'));
      const entry = { id: manifest.id, folder: '', manifest };
      return c.json({ model: await modelView(entry, parts), added: !isKnown }, 201);
    })
    .openapi(threadsRoute, async (c) => {
      const trials = await measureThreads(parts.encoders, c.req.valid('param').modelId);
      return c.json({ best: trials[0]?.threads ?? 1, trials: [...trials] }, 200);
    });
}

function presetViews() {
  return Object.entries(presets()).map(
    ([id, { tokens, note, gated, mean, std, resize, crop, mpp, ...facts }]) => ({
      id,
      ...facts,
      mpp: [...mpp],
      networkPx: networkSide({ input: 'float32-nchw', mean, std, resize, crop }, facts.tilePx),
      pooling: poolingInWords(tokens),
      gated: gated === true,
      note: note ?? null,
    }),
  );
}
