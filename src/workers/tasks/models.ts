import type { TileAnswer, TileRequest } from '../../domain/tile-tasks.js';
import { createOnnxEncoder } from '../../inference/onnx-encoder.js';
import { findMissingProviders } from '../../inference/providers.js';
import { referenceTile } from '../../inference/reference-tile.js';
import { encoderFor, PROVIDERS } from './encoders.js';

/** Loads a model before it is needed. */
export async function warmUp(request: TileRequest<'warm'>): Promise<TileAnswer<'warm'>> {
  return { dim: (await encoderFor(request)).manifest.dim };
}

/** Opens a model for the first time, with every check, and lets go of it. */
export async function checkModel({ modelFolder, count }: TileRequest<'check'>): Promise<TileAnswer<'check'>> {
  const encoder = await createOnnxEncoder(modelFolder, { providers: PROVIDERS });
  try {
    const tilePx = encoder.manifest.scales[0]?.tilePx ?? 0;
    const tiles = Array.from({ length: count }, (_, i) => referenceTile(i + 1, tilePx));
    const vectors = await encoder.embed(tiles);
    return { tilePx, vectors: vectors.map((vector) => [...vector]) };
  } finally {
    await encoder.close();
  }
}

/** How many made-up tiles the model does; at least two, however slow it is. */
export async function timeModel(request: TileRequest<'time'>): Promise<TileAnswer<'time'>> {
  const encoder = await encoderFor(request);
  const tile = referenceTile(1, encoder.manifest.scales[0]?.tilePx ?? 0);
  const startedAt = Date.now();
  let tiles = 0;
  while (tiles < 2 || Date.now() - startedAt < request.forMs) {
    await encoder.embed([tile]);
    tiles += 1;
  }
  return { tiles, startedAt, endedAt: Date.now() };
}

export async function checkProviders(): Promise<TileAnswer<'providers'>> {
  return { missing: await findMissingProviders(PROVIDERS) };
}
