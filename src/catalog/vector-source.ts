import Database from 'better-sqlite3';
import type { TilePlaces } from '../domain/tile-grid.js';
import { toUint16, toUint32 } from './packed.js';
import { translateFault } from './sqlite-faults.js';
import { preparePlaces } from './tile-places.js';

/** An entry of a space's change log, as vector indexes follow it (`VectorChange` of their port). */
export type CatalogChange =
  | {
      readonly kind: 'add';
      readonly change: number;
      readonly slideKey: number;
      readonly tileIds: Uint32Array;
      /** float16 bits, rows × dim. */
      readonly vectors: Uint16Array;
    }
  | { readonly kind: 'remove'; readonly change: number; readonly slideKey: number };

/**
 * What vector indexes read of the catalog: `VectorSource` of their port, with `close`. Parts do not import each
 * other, so the shape is told again here; tests/contract/vector-source.test.ts holds the two together.
 */
export type CatalogVectors = {
  spaces(): readonly { readonly id: string; readonly dim: number }[];
  head(spaceId: string): number;
  changes(spaceId: string, after: number): Iterable<CatalogChange>;
  count(spaceId: string): number;
  places(spaceId: string, slideKey: number): TilePlaces;
  close(): void;
};

/** Rows of one slide that follow each other in the log are given together, up to about this many. */
const ROWS_TOGETHER = 4_096;

/**
 * Opens the catalog's file for reading only, with a connection of its own: made in the thread that reads. The file
 * must be there (the catalog makes it).
 *
 * @example const source = createVectorSource(join(dataDir, 'tessera.db'));
 */
export function createVectorSource(file: string): CatalogVectors {
  const guard = <T>(body: () => T): T => {
    try {
      return body();
    } catch (error) {
      throw translateFault(error, file);
    }
  };
  const connection = guard(() => new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 }));
  const spaces = guard(() => connection.prepare('SELECT id, dim FROM spaces WHERE leaving = 0 ORDER BY key'));
  const head = connection.prepare('SELECT head FROM spaces WHERE id = ?').pluck();
  const count = connection
    .prepare(
      `SELECT coalesce(sum(l.indexed), 0) FROM spaces p
       JOIN slide_spaces l ON l.space_key = p.key JOIN slides s ON s.key = l.slide_key
       WHERE p.id = ? AND s.state = 'archived'`,
    )
    .pluck();
  const keyOf = connection.prepare('SELECT key FROM spaces WHERE id = ?').pluck();
  const places = preparePlaces(connection);
  return {
    places: (spaceId, slideKey) =>
      guard(() => places(slideKey, (keyOf.get(spaceId) as number | undefined) ?? 0)),
    spaces: () => guard(() => spaces.all() as { id: string; dim: number }[]),
    head: (spaceId) => guard(() => (head.get(spaceId) as number | undefined) ?? 0),
    count: (spaceId) => guard(() => count.get(spaceId) as number),
    changes: (spaceId, after) => together(readLog(connection, spaceId, after, guard)),
    close: () => connection.close(),
  };
}

type LogRow = {
  readonly change: number;
  readonly slideKey: number;
  readonly ids: Buffer | null;
  readonly vectors: Buffer | null;
};

/**
 * One statement, so one moment of the catalog: additions and removals merged by their number, each side read along
 * its index. From the start there is nothing to remove: what a removal took is not there any more, and what is there
 * came after it.
 */
const LOG = `
  SELECT v.change, v.slide_key AS slideKey, v.tile_ids AS ids, v.vectors
  FROM vectors v WHERE v.space_key = $space AND v.change > $after
  UNION ALL
  SELECT r.change, r.slide_key, NULL, NULL
  FROM removals r WHERE r.space_key = $space AND r.change > $after AND $after > 0
  ORDER BY 1`;

function* readLog(
  connection: Database.Database,
  spaceId: string,
  after: number,
  guard: <T>(body: () => T) => T,
): Generator<CatalogChange> {
  const space = guard(() => connection.prepare('SELECT key FROM spaces WHERE id = ?').pluck().get(spaceId));
  if (space === undefined) return;
  const rows = guard(() => connection.prepare<unknown[], LogRow>(LOG).iterate({ space, after }));
  try {
    for (let next = guard(() => rows.next()); next.done !== true; next = guard(() => rows.next())) {
      const { change, slideKey, ids, vectors } = next.value;
      if (ids === null || vectors === null) yield { kind: 'remove', change, slideKey };
      else yield { kind: 'add', change, slideKey, tileIds: toUint32(ids), vectors: toUint16(vectors) };
    }
  } finally {
    rows.return?.();
  }
}

type Addition = Extract<CatalogChange, { kind: 'add' }>;

/** Joins neighbouring additions of a slide; the joined one has the number of its last. */
function* together(log: Iterable<CatalogChange>): Generator<CatalogChange> {
  let waiting: Addition[] = [];
  let rows = 0;
  for (const change of log) {
    const goesOn = change.kind === 'add' && change.slideKey === waiting[0]?.slideKey && rows < ROWS_TOGETHER;
    if (!goesOn && waiting.length > 0) {
      yield joined(waiting, rows);
      waiting = [];
      rows = 0;
    }
    if (change.kind === 'remove') {
      yield change;
    } else {
      waiting.push(change);
      rows += change.tileIds.length;
    }
  }
  if (waiting.length > 0) yield joined(waiting, rows);
}

function joined(parts: readonly Addition[], rows: number): Addition {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const tileIds = new Uint32Array(rows);
  const vectors = new Uint16Array((first.vectors.length / first.tileIds.length) * rows);
  let row = 0;
  let value = 0;
  for (const part of parts) {
    tileIds.set(part.tileIds, row);
    vectors.set(part.vectors, value);
    row += part.tileIds.length;
    value += part.vectors.length;
  }
  return { kind: 'add', change: parts.at(-1)!.change, slideKey: first.slideKey, tileIds, vectors };
}
