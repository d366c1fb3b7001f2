import type { TesseraDatabase } from './database.js';
import type { Grid } from './tile-laying.js';

/** Tiles read at a time. */
const PIECE = 4_000;

type Row = {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tissue: number;
  readonly skip: string | null;
};

/**
 * The grid that a slide has in another space with the same µm/px and tile side, where all of its tiles are decided:
 * two models look at the same tiles, and what was found blurred or empty for one is so for the other.
 */
export function createSharedGrids({ connection }: TesseraDatabase) {
  const twin = connection.prepare(
    `SELECT l.space_key AS spaceKey, l.absent FROM slide_spaces l
     JOIN spaces p ON p.key = l.space_key
     JOIN spaces own ON own.key = $space
     WHERE l.slide_key = $slide AND p.key <> own.key AND p.leaving = 0
       AND p.mpp = own.mpp AND p.tile_px = own.tile_px
       AND (l.absent IS NOT NULL OR (l.laid = 1 AND l.failed = 0 AND l.planned = l.indexed + l.skipped))
     ORDER BY p.key LIMIT 1`,
  );
  const tiles = connection.prepare(
    `SELECT id, x, y, width, height, tissue, CASE state WHEN 'skipped' THEN reason END AS skip
     FROM tiles WHERE slide_key = ? AND space_key = ? AND id > ? ORDER BY id LIMIT ${PIECE}`,
  );
  const judged = connection
    .prepare('SELECT judged FROM slide_spaces WHERE slide_key = ? AND space_key = ?')
    .pluck();

  function* read(slideKey: number, spaceKey: number) {
    for (let after = 0; ; ) {
      const rows = tiles.all(slideKey, spaceKey, after) as Row[];
      if (rows.length === 0) return;
      after = rows.at(-1)!.id;
      yield rows.map(({ tissue, skip, ...box }) => ({
        ...box,
        tissue: tissue / 1000,
        skip: skip ?? undefined,
      }));
    }
  }

  return {
    /** The twin's grid, or why the slide has none there; undefined when there is no twin. */
    find(slideKey: number, spaceKey: number): Grid | { readonly absent: string } | undefined {
      const found = twin.get({ slide: slideKey, space: spaceKey }) as
        | { spaceKey: number; absent: string | null }
        | undefined;
      if (found === undefined) return undefined;
      if (found.absent !== null) return { absent: found.absent };
      return { pieces: read(slideKey, found.spaceKey), judged: true };
    },
    isJudged: (slideKey: number, spaceKey: number) => judged.get(slideKey, spaceKey) === 1,
  };
}
