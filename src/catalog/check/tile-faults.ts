import type Database from 'better-sqlite3';
import type { TileFault } from './faults.js';

type Row = Pick<TileFault, 'slideKey' | 'slideId' | 'name' | 'spaceId'> & {
  /** Tiles that are there, and those of them that say to be indexed. */
  readonly planned: number;
  readonly indexed: number;
  /** Rows that the batches of vectors have between them. */
  readonly rows: number;
  /** Batches whose bytes are not those of so many tiles. */
  readonly cut: number;
  /** Indexed tiles whose batch is not there. */
  readonly lost: number;
  readonly miscounted: number;
};

/**
 * Slides and spaces whose tiles, vectors and ledger do not agree. Half laid grids, which nobody sees yet, and spaces that
 * are being dropped are left out. `length` of a blob reads its header only.
 */
const COMPARED = `
  WITH counted AS (
    SELECT t.slide_key, t.space_key, count(*) AS planned, sum(t.state = 'indexed') AS indexed,
      sum(t.state = 'skipped') AS skipped, sum(t.state = 'failed') AS failed,
      sum(t.state = 'indexed' AND NOT EXISTS (
        SELECT 1 FROM vectors v WHERE v.key = t.vectors_key AND v.slide_key = t.slide_key AND v.space_key = t.space_key
      )) AS lost
    FROM tiles t GROUP BY t.slide_key, t.space_key
  ), held AS (
    SELECT v.slide_key, v.space_key, sum(v.tiles) AS rows,
      sum(length(v.tile_ids) <> 4 * v.tiles OR length(v.vectors) <> 2 * p.dim * v.tiles) AS cut
    FROM vectors v JOIN spaces p ON p.key = v.space_key GROUP BY v.slide_key, v.space_key
  ), every AS (
    SELECT slide_key, space_key FROM slide_spaces WHERE laid = 1
    UNION SELECT slide_key, space_key FROM held
  )
  SELECT s.key AS slideKey, s.id AS slideId, s.name, p.id AS spaceId,
    coalesce(c.planned, 0) AS planned, coalesce(c.indexed, 0) AS indexed,
    coalesce(h.rows, 0) AS rows, coalesce(h.cut, 0) AS cut, coalesce(c.lost, 0) AS lost,
    l.slide_key IS NULL OR l.laid = 0 OR coalesce(c.planned, 0) <> l.planned OR coalesce(c.indexed, 0) <> l.indexed
      OR coalesce(c.skipped, 0) <> l.skipped OR coalesce(c.failed, 0) <> l.failed AS miscounted
  FROM every e
  JOIN slides s ON s.key = e.slide_key
  JOIN spaces p ON p.key = e.space_key AND p.leaving = 0
  LEFT JOIN slide_spaces l ON l.slide_key = e.slide_key AND l.space_key = e.space_key
  LEFT JOIN counted c ON c.slide_key = e.slide_key AND c.space_key = e.space_key
  LEFT JOIN held h ON h.slide_key = e.slide_key AND h.space_key = e.space_key
  ORDER BY slideKey, spaceId`;

/** Indexed slides of which no space has a tile: all that was kept of them is gone. */
const EMPTY = `
  SELECT s.key AS slideKey, s.id AS slideId, s.name FROM slides s
  WHERE s.state = 'archived' AND s.status = 'indexed'
    AND NOT EXISTS (SELECT 1 FROM tiles t WHERE t.slide_key = s.key)
    AND EXISTS (SELECT 1 FROM kept_models WHERE serving = 1)`;

export function findTileFaults(connection: Database.Database): TileFault[] {
  const rows = connection.prepare(COMPARED).all() as Row[];
  const empty = connection.prepare(EMPTY).all() as Pick<Row, 'slideKey' | 'slideId' | 'name'>[];
  return [
    ...rows.flatMap((row) => toFault(row) ?? []),
    ...empty.map(
      (slide): TileFault => ({
        ...slide,
        kind: 'vectors',
        spaceId: 'catalog',
        problem: 'indexed, but without tiles',
      }),
    ),
  ];
}

function toFault(row: Row): TileFault | undefined {
  const { slideKey, slideId, name, spaceId, planned, indexed, rows, cut, lost, miscounted } = row;
  const fault = { slideKey, slideId, name, spaceId };
  if (cut > 0)
    return { ...fault, kind: 'vectors', problem: `${cut} batches of vectors have the wrong length` };
  if (rows !== indexed || lost > 0) {
    return { ...fault, kind: 'vectors', problem: `${indexed} tiles are indexed, ${rows} have a vector` };
  }
  if (planned === 0) return { ...fault, kind: 'vectors', problem: 'its tiles are gone' };
  return miscounted
    ? { ...fault, kind: 'ledger', problem: 'its ledger does not count its tiles' }
    : undefined;
}
