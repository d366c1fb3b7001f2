import { sql } from 'drizzle-orm';
import type { Space } from '../domain/models.js';
import { SCALE_TOLERANCE } from '../domain/scales.js';
import type { TesseraDatabase } from './database.js';
import type { SpaceCoverage } from './port.js';

/** A slide whose scan is fine enough for a space enters it (domain/scales.ts). */
const ENTERS = sql`s.state = 'archived' AND s.mpp <= p.mpp * ${1 + SCALE_TOLERANCE}`;
/** Nothing is left to do for it: every tile is decided, or it is known why it has none. */
const DONE = sql`(l.absent IS NOT NULL OR (l.laid = 1 AND l.planned = l.indexed + l.skipped + l.failed))`;

/** Of the slides that were read to an outcome: how many enter each space, and of how many all tiles are decided. */
export function readCoverage(database: TesseraDatabase): SpaceCoverage[] {
  return database.read(() =>
    database.orm.all<SpaceCoverage>(sql`
      SELECT p.id AS spaceId, count(s.key) AS slides, coalesce(sum(${DONE}), 0) AS done
      FROM spaces p
      LEFT JOIN slides s ON ${ENTERS} AND s.status IN ('indexed', 'skipped')
      LEFT JOIN slide_spaces l ON l.space_key = p.key AND l.slide_key = s.key
      WHERE p.leaving = 0
      GROUP BY p.key ORDER BY p.key`),
  );
}

/** Ids of the archived slides that are not done in each of these spaces that they enter; unreadable ones left out. */
export function readMissing(database: TesseraDatabase, wanted: readonly Space[]): string[] {
  const ids = JSON.stringify(wanted.map((space) => space.id));
  return database.read(() =>
    database.orm
      .all<{ id: string }>(sql`
        SELECT DISTINCT s.id, s.key FROM spaces p
        JOIN slides s ON ${ENTERS} AND s.status <> 'failed'
        LEFT JOIN slide_spaces l ON l.space_key = p.key AND l.slide_key = s.key
        WHERE p.leaving = 0 AND p.id IN (SELECT value FROM json_each(${ids}))
          AND coalesce(${DONE}, 0) = 0
        ORDER BY s.key`)
      .map((row) => row.id),
  );
}
