import { basename } from 'node:path';
import { TesseraError } from '../domain/errors.js';
import { type ModelScale, spacesOf } from '../domain/models.js';
import { SCALE_TOLERANCE, tooCoarse } from '../domain/scales.js';
import { standardise } from '../domain/standardise.js';
import { normalise } from '../domain/vectors.js';
import type { TileEvaluationParts } from './parts.js';
import { sayFew } from './read-table.js';
import type { ListedTile } from './tile-list.js';

/** The baseline that is no model: mean and deviation of the channels, standardised over what answers. */
export const COLOUR_STATISTICS = 'colour-statistics';

/**
 * Tiles whose µm/px differs from the scale's by less than this factor are taken pixel for pixel: the µm/px of such
 * sets are estimates, and interpolating by so little blurs more than it corrects.
 */
const TAKEN_AS_THEY_ARE = 1.25;
/** 1 / 0.8 is 1.25 and a bit. */
const ROUNDING = 1e-9;

/** Unit vectors of listed pictures, a row per picture, and how they came about. */
export type DescribedTiles = {
  readonly vectors: Float32Array;
  readonly dim: number;
  /** undefined: colour statistics, which know no scale. */
  readonly space: string | undefined;
  readonly modelSha256: string | undefined;
  readonly scale: ModelScale | undefined;
  /** Pictures of about the scale, taken pixel for pixel as if they had it. */
  readonly asTheyAre: number;
  /** Pictures that were brought from their own µm/px to the scale. */
  readonly resampled: number;
  /** Pictures smaller than a tile, completed by mirroring. */
  readonly padded: number;
};

export type Describing = {
  readonly model: string;
  /** Read the tiles as a search would: resampled to the finest scale that they serve within its tolerance. */
  readonly exactScale: boolean;
  /** Places of the tiles that answer. */
  readonly pool: readonly number[];
  readonly onProgress: (done: number, total: number) => void;
};

/** Every picture as a vector. Errors: those of the model, `too-coarse`, and what is wrong with pictures, by name. */
export async function describeTiles(
  parts: TileEvaluationParts,
  tiles: readonly ListedTile[],
  asked: Describing,
): Promise<DescribedTiles> {
  if (asked.model === COLOUR_STATISTICS) return describeColours(parts, tiles, asked);
  const { manifest, folder } = await parts.model(asked.model);
  const tolerance = asked.exactScale ? 1 + SCALE_TOLERANCE : TAKEN_AS_THEY_ARE;
  const scale = chooseScale(tiles, manifest.scales, tolerance);
  await parts.workers.run('warm', { modelFolder: folder }, { lane: 'ingest' }); // A refused model is told once.
  const isNear = ({ mpp }: ListedTile) =>
    !asked.exactScale && ratio(mpp, scale.mpp) <= TAKEN_AS_THEY_ARE + ROUNDING;
  const found = await ofAll(tiles, asked, (tile) => {
    const source = { path: tile.path, mpp: isNear(tile) ? scale.mpp : tile.mpp };
    return parts.workers.run('describe', { source, modelFolder: folder, scale }, { lane: 'ingest' });
  });
  const vectors = new Float32Array(tiles.length * manifest.dim);
  found.forEach(({ vector }, i) => {
    vectors.set(normalise(vector), i * manifest.dim);
  });
  return {
    vectors,
    dim: manifest.dim,
    space: spacesOf(manifest).find(({ mpp, tilePx }) => mpp === scale.mpp && tilePx === scale.tilePx)?.id,
    modelSha256: manifest.sha256,
    scale: { mpp: scale.mpp, tilePx: scale.tilePx },
    asTheyAre: tiles.filter((tile) => isNear(tile) && tile.mpp !== scale.mpp).length,
    resampled: tiles.filter((tile) => !isNear(tile) && tile.mpp !== scale.mpp).length,
    padded: found.filter(({ padded }) => padded).length,
  };
}

async function describeColours(
  { workers }: TileEvaluationParts,
  tiles: readonly ListedTile[],
  asked: Describing,
): Promise<DescribedTiles> {
  const found = await ofAll(tiles, asked, ({ path, mpp }) =>
    workers.run('colour', { source: { path, mpp } }, { lane: 'ingest' }),
  );
  const rows = found.map(({ statistics }) => statistics);
  return {
    vectors: standardise(rows, asked.pool),
    dim: rows[0]?.length ?? 0,
    ...{ space: undefined, modelSha256: undefined, scale: undefined, asTheyAre: 0, resampled: 0, padded: 0 },
  };
}

/** The finest scale that all tiles can serve: all of them must be read alike. */
function chooseScale(
  tiles: readonly ListedTile[],
  scales: readonly ModelScale[],
  tolerance: number,
): ModelScale {
  const coarsest = Math.max(...tiles.map(({ mpp }) => mpp));
  const usable = scales.filter(({ mpp }) => coarsest <= mpp * tolerance + ROUNDING);
  const [finest] = [...usable].sort((a, b) => a.mpp - b.mpp);
  if (finest) return finest;
  throw tooCoarse(coarsest, scales);
}

function ratio(a: number, b: number): number {
  return Math.max(a / b, b / a);
}

/** Does the work for every tile; the workers take them as they are free. All pictures that fail are told together. */
async function ofAll<T>(
  tiles: readonly ListedTile[],
  { onProgress }: Describing,
  work: (tile: ListedTile) => Promise<T>,
): Promise<T[]> {
  let done = 0;
  const found: T[] = [];
  const failed: { readonly name: string; readonly error: TesseraError }[] = [];
  await Promise.all(
    tiles.map(async (tile, i) => {
      try {
        found[i] = await work(tile);
      } catch (error) {
        if (!(error instanceof TesseraError)) throw error;
        failed.push({ name: basename(tile.path), error });
      }
      onProgress(++done, tiles.length);
    }),
  );
  const [first] = failed;
  if (first === undefined) return found;
  const { tag, message, hint } = first.error;
  throw new TesseraError(
    tag,
    `${failed.length} of ${tiles.length} pictures cannot be measured (${sayFew(failed.map(({ name }) => name))}): ${message}`,
    { hint: hint ?? 'Mend these files, or take their rows out of the list.', cause: first.error },
  );
}
