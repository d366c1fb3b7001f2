import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { TesseraError } from '../domain/errors.js';
import type { ModelManifest } from '../domain/models.js';
import type { Rgb } from '../domain/slides.js';
import { normalise, rowOf } from '../domain/vectors.js';
import { checkSignature } from './check-signature.js';
import { openSession, type SessionOptions } from './open-session.js';
import { pooledLength, poolTokens } from './pool-tokens.js';
import type { Encoder } from './port.js';
import { preparation } from './preparation.js';
import { loadModel } from './read-models.js';
import { checkReference } from './reference.js';

export type OnnxEncoderOptions = SessionOptions & {
  /** Most tiles run at once; one where the model's batch is fixed to 1. */
  readonly batch?: number;
};

/**
 * Opens the model of a folder as an encoder. Before it answers, the file's hash, the names and shapes of input
 * and output and the length of a vector are checked, and the reference vectors where the folder has them.
 * Errors: `model-refused` with the reason.
 */
export async function createOnnxEncoder(folder: string, options: OnnxEncoderOptions = {}): Promise<Encoder> {
  const { manifest, model } = await loadModel(folder);
  const session = await openSession(manifest.id, model, options);
  try {
    const { inputName, fixedBatch } = checkSignature(manifest, session);
    const encoder = encoderOf(manifest, session, inputName, fixedBatch ? 1 : (options.batch ?? 1));
    await checkReference(folder, encoder);
    return encoder;
  } catch (error) {
    await session.release();
    throw error;
  }
}

function encoderOf(
  manifest: ModelManifest,
  session: InferenceSession,
  inputName: string,
  batch: number,
): Encoder {
  const prepare = preparation(manifest);
  const sides = new Set(manifest.scales.map(({ tilePx }) => tilePx));

  const run = async (tiles: readonly Rgb[], side: number): Promise<Float32Array[]> => {
    const { [manifest.output]: answer } = await session.run({ [inputName]: prepare(tiles, side) });
    return vectorsOf(answer as Tensor, tiles.length, manifest).map(normalise);
  };

  return {
    manifest,
    async embed(tiles) {
      const side = checkTiles(tiles, sides, manifest.id);
      const vectors: Float32Array[] = [];
      for (let i = 0; i < tiles.length; i += batch) {
        vectors.push(...(await run(tiles.slice(i, i + batch), side)));
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

/** One vector per tile out of what the network answered. */
function vectorsOf({ data, dims }: Tensor, tiles: number, manifest: ModelManifest): Float32Array[] {
  const { id, dim, tokens } = manifest;
  const isFloat = data instanceof Float32Array && dims[0] === tiles;
  if (isFloat && tokens === undefined && dims.length === 2 && dims[1] === dim) {
    return Array.from({ length: tiles }, (_, i) => rowOf(data, dim, i));
  }
  const [, count = 0, width = 0] = dims;
  if (isFloat && tokens?.count === count && dims.length === 3 && pooledLength(width, tokens) === dim) {
    return poolTokens(data, { tiles, tokens: count, width }, tokens);
  }
  const promised = tokens ? `${tiles}×${tokens.count} tokens that make ${dim} numbers` : `${tiles}×${dim}`;
  throw new TesseraError(
    'model-refused',
    `Model ${id} answered ${dims.join('×')} for ${tiles} tiles, not ${promised}.`,
    { details: { id, dims: [...dims], dim } },
  );
}

/** Answers the side that all tiles share; 0 for no tiles. */
function checkTiles(tiles: readonly Rgb[], sides: ReadonlySet<number>, id: string): number {
  const side = tiles[0]?.width ?? 0;
  for (const { width, height, data } of tiles) {
    if (width === side && height === side && sides.has(side) && data.length === side * side * 3) continue;
    throw new TesseraError(
      'model-refused',
      `Model ${id} takes square RGB tiles of ${[...sides].join(' or ')} px, all alike; it was given ${width}×${height} px (${data.length} bytes).`,
      { details: { id, width, height, bytes: data.length, sides: [...sides] } },
    );
  }
  return side;
}
