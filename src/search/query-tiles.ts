import { TesseraError } from '../domain/errors.js';
import { decodeFloat16 } from '../domain/float16.js';
import { type Box, type Polygon, type Region, regionBounds, type Size } from '../domain/geometry.js';
import { findMedoids, MOSAIC_TILES } from '../domain/medoids.js';
import type { Space } from '../domain/models.js';
import { checkRegion } from '../domain/region.js';
import { coveredArea, layQueryTiles, layTiles, tileSidePx } from '../domain/tiles.js';
import { gatherRows } from '../domain/vectors.js';
import type { SearchParts } from './parts.js';
import type { Subject } from './subject.js';

/** Tiles that are embedded for the question about a whole visiting slide or picture, spread over all of it. */
const MAX_SAMPLED_TILES = 256;
/** Tiles of one task: a question's tiles are shared among the workers. */
const BATCH = 16;
/** Side of the answer window for a whole slide, in tiles: a field, not a point. */
const WHOLE_SLIDE_WINDOW_TILES = 4;

/** The tiles that stand for a question in one space. */
export type QueryTiles = {
  readonly space: Space;
  /** Unit vectors, a row per tile. */
  readonly vectors: Float32Array;
  /** Tiles that each one stands for. */
  readonly weights: readonly number[];
  /** Where they lie on the asking slide or picture, level-0 px. */
  readonly boxes: readonly Box[];
  readonly padded: boolean;
  /** Mean similarity of a tile to its medoid; undefined when every tile was asked. */
  readonly coverage: number | undefined;
  /** Size of the window that answers, µm. */
  readonly windowUm: Size;
};

type Chosen = Omit<QueryTiles, 'padded' | 'windowUm'>;
type Embedded = { readonly vectors: Float32Array; readonly boxes: readonly Box[] };

/** Lays and embeds the tiles of a question in a space. Errors: `invalid-input`, `too-small`, decoding tags. */
export async function queryTiles(
  parts: SearchParts,
  subject: Subject,
  asked: { regions?: readonly Box[] | undefined; polygon?: Polygon | undefined },
  space: Space,
): Promise<QueryTiles> {
  const regions: Region[] = asked.polygon ? [asked.polygon] : [...(asked.regions ?? [])];
  if (regions.length === 0) return wholeTiles(parts, subject, space);
  const checked = regions.map((region) => checkRegion(region, subject.size));
  const laid = checked.map((region) => layQueryTiles(region, subject.size, space));
  const boxes = laid.flatMap((tiles) => tiles.boxes);
  const bounds = regionBounds(checked[0]!);
  const where = {
    padded: laid.some((tiles) => tiles.padded),
    windowUm: { width: bounds.width * subject.size.mpp, height: bounds.height * subject.size.mpp },
  };
  const stored = boxes.length > MOSAIC_TILES && (await storedMosaic(parts, subject, space, checked));
  if (stored) return { ...stored, ...where };
  const embedded = await embedWithTissue(parts, subject, space, spread(boxes, MAX_SAMPLED_TILES));
  return { ...condense(embedded, space), ...where };
}

/** The whole slide: its stored vectors where it is archived; else tiles spread over its tissue. */
async function wholeTiles(parts: SearchParts, subject: Subject, space: Space): Promise<QueryTiles> {
  const stored = await storedMosaic(parts, subject, space);
  const side = WHOLE_SLIDE_WINDOW_TILES * space.mpp * space.tilePx;
  const windowUm = {
    width: Math.min(side, subject.size.width * subject.size.mpp),
    height: Math.min(side, subject.size.height * subject.size.mpp),
  };
  if (stored) return { ...stored, padded: false, windowUm };
  const [surveyed = []] = (
    await parts.workers.run('survey', { source: subject.source, scales: [space] }, { lane: 'query' })
  ).tiles;
  const whole = { x: 0, y: 0, width: subject.size.width, height: subject.size.height };
  const fallback = layTiles(subject.size, space);
  // Nothing that the mask calls tissue: the person asked all the same, so the picture is asked as it is.
  const boxes = surveyed.length > 0 ? surveyed : fallback;
  const laid = boxes.length > 0 ? boxes : layQueryTiles(whole, subject.size, space).boxes;
  const sidePx = tileSidePx(subject.size, space);
  const padded = Math.min(subject.size.width, subject.size.height) < Math.floor(sidePx);
  const embedded = await embedWithTissue(parts, subject, space, spread(laid, MAX_SAMPLED_TILES));
  return { ...condense(embedded, space), padded, windowUm };
}

/**
 * A mosaic of the slide's own stored tiles (of those with half of their area in a region, where there are some):
 * what is large enough to be stood for by medoids need not be embedded again. Undefined where none are stored.
 */
async function storedMosaic(
  { catalog, index }: SearchParts,
  { slide }: Subject,
  space: Space,
  regions: readonly Region[] = [],
): Promise<Chosen | undefined> {
  if (slide?.status !== 'indexed' || slide.state !== 'archived') return undefined;
  const ledger = await catalog.tiles.ledger(slide.key);
  // Half of its tiles do not stand for a slide that is still being filled in.
  if (ledger.some((entry) => entry.spaceId === space.id && entry.pending > 0)) return undefined;
  const places = await catalog.tiles.placesOf(slide.key, space.id);
  const inside = (box: Box) =>
    regions.some((region) => coveredArea(region, box) >= (box.width * box.height) / 2);
  const asked = regions.length === 0 ? places : places.filter(inside);
  if (asked.length === 0) return undefined;
  const byId = new Map(asked.map((place) => [place.tileId, place]));
  const found = await index.mosaic(space.id, {
    slides: [slide.key],
    count: MOSAIC_TILES,
    tileIds: [...byId.keys()],
  });
  return {
    space,
    vectors: found.vectors,
    weights: [...found.weights],
    boxes: [...found.tileIds].map((tileId) => boxOf(byId.get(tileId) as Box)),
    coverage: found.rows > MOSAIC_TILES ? found.coverage : undefined,
  };
}

function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

/** Tiles without tissue, or with ink, folds or blur, are left out unless none remain. */
async function embedWithTissue(
  parts: SearchParts,
  subject: Subject,
  space: Space,
  boxes: readonly Box[],
): Promise<Embedded> {
  const judged = await embedAll(parts, subject, space, boxes, true);
  if (judged.boxes.length > 0) return judged;
  const all = await embedAll(parts, subject, space, boxes, false);
  if (all.boxes.length > 0) return all;
  throw new TesseraError('damaged', 'None of the tiles asked about could be decoded.', {
    hint: 'Copy the file again from the scanner, or export it anew.',
  });
}

async function embedAll(
  { workers, model }: SearchParts,
  { source }: Subject,
  space: Space,
  boxes: readonly Box[],
  checkQuality: boolean,
): Promise<Embedded> {
  const { folder } = await model(space.modelId);
  const { modelSha256 } = space;
  const scale = { mpp: space.mpp, tilePx: space.tilePx };
  const batches = Array.from({ length: Math.ceil(boxes.length / BATCH) }, (_, i) =>
    boxes.slice(i * BATCH, (i + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map((batch) =>
      workers.run(
        'embed',
        { source, modelFolder: folder, modelSha256, scale, boxes: batch, checkQuality },
        { lane: 'query' },
      ),
    ),
  );
  const rows = answers.map((answer) => decodeFloat16(answer.vectors));
  const vectors = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    vectors.set(row, at);
    at += row.length;
  }
  const kept = answers.flatMap((answer, i) =>
    batches[i]!.filter((_, tile) => answer.tiles[tile]?.status === 'indexed').map(boxOf),
  );
  return { vectors, boxes: kept };
}

/** At most `limit` of the items, evenly spread in their order. */
function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)] as T);
}

function condense({ vectors, boxes }: Embedded, space: Space): Chosen {
  if (boxes.length <= MOSAIC_TILES) {
    return { space, vectors, boxes, weights: boxes.map(() => 1), coverage: undefined };
  }
  const mosaic = findMedoids(vectors, space.dim);
  return {
    space,
    vectors: gatherRows(vectors, space.dim, mosaic.medoids),
    boxes: mosaic.medoids.map((i) => boxes[i] as Box),
    weights: mosaic.weights,
    coverage: mosaic.coverage,
  };
}
