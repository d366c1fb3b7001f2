import { and, desc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { TesseraError } from '../domain/errors.js';
import { groupBy } from '../domain/group.js';
import type { ChangeLog } from './change-log.js';
import { keyBefore, pageOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import { baseName } from './file-names.js';
import { caseCondition, slideCondition } from './filters.js';
import { keyIn } from './key-set.js';
import { opaqueId } from './opaque-id.js';
import type { SlideRecord, SlideState, SlideStatus, SlideStore } from './port.js';
import { slideFiles, slides } from './schema.js';
import type { Removal } from './slide-removal.js';
import { type SlideRow, toColumns, toSlide } from './slide-rows.js';
import { addUnlistedCase } from './unlisted-case.js';

/** Slides in SQLite. */
export function createSlideStore(
  database: TesseraDatabase,
  parts: { log: ChangeLog; removal: Removal; now: () => number },
): SlideStore {
  const { orm } = database;
  const where = (condition: SQL) => orm.select().from(slides).where(condition);
  const all = (condition: SQL): SlideRecord[] =>
    database.read(() => where(condition).orderBy(slides.key).all().map(toSlide));
  // Every answer and every picture asks these: to put a statement together takes longer than to run it.
  const byId = where(eq(slides.id, sql.placeholder('id'))).prepare();
  const byKeys = where(keyIn(slides.key, sql.placeholder('keys')))
    .orderBy(slides.key)
    .prepare();
  const byCases = where(keyIn(slides.caseKey, sql.placeholder('keys')))
    .orderBy(slides.key)
    .prepare();
  const stampsByKey = orm
    .select({ stamps: slideFiles.stamps })
    .from(slideFiles)
    .where(eq(slideFiles.slideKey, sql.placeholder('key')))
    .prepare();
  const allOf = (statement: typeof byKeys, keys: readonly number[]): SlideRecord[] =>
    database.read(() => statement.all({ keys: JSON.stringify(keys) }).map(toSlide));
  /** Of several copies the archived one, then the first. */
  const best = (condition: SQL): SlideRecord | undefined =>
    database.read(() => {
      const row = where(condition).orderBy(slides.state, slides.key).limit(1).get();
      return row === undefined ? undefined : toSlide(row);
    });

  return {
    // Looking at the file gives these again: an ingest does not wait for the disk with each slide.
    async add({ caseKey, ...slide }) {
      return database.writeBatch(() => {
        const createdAt = parts.now();
        const columns = {
          ...toColumns({ ...slide, name: baseName(slide.name) }),
          id: opaqueId('s_'),
          caseKey: caseKey ?? addUnlistedCase(orm, createdAt),
          createdAt,
        };
        return toSlide(
          orm
            .insert(slides)
            .values(columns as SlideRow)
            .returning()
            .get(),
        );
      });
    },
    async update(key, change) {
      return database.writeBatch(() => {
        const before = orm.select().from(slides).where(eq(slides.key, key)).get();
        if (before === undefined) throw noSlide(key);
        if (Object.keys(change).length === 0) return toSlide(before);
        orm.update(slides).set(toColumns(change)).where(eq(slides.key, key)).run();
        const after = orm.select().from(slides).where(eq(slides.key, key)).get()!;
        if (before.state !== 'archived' && after.state === 'archived') parts.log.addSlide(key);
        if (before.state === 'archived' && after.state !== 'archived') parts.log.removeSlide(key);
        if (before.caseKey !== after.caseKey) parts.removal.removeCaseIfOrphan(before.caseKey);
        return toSlide(after);
      });
    },
    async stamp(key, stamps) {
      database.writeBatch(() => {
        if (orm.select({ key: slides.key }).from(slides).where(eq(slides.key, key)).get() === undefined)
          return;
        const row = { slideKey: key, stamps };
        orm
          .insert(slideFiles)
          .values(row)
          .onConflictDoUpdate({ target: slideFiles.slideKey, set: row })
          .run();
      });
    },
    stampsOf: async (key) => database.read(() => stampsByKey.get({ key })?.stamps),
    async get(id) {
      const row = database.read(() => byId.get({ id }));
      return row === undefined ? undefined : toSlide(row);
    },
    async getByKeys(keys) {
      return new Map(allOf(byKeys, keys).map((slide) => [slide.key, slide]));
    },
    findBySha256: async (sha256) => best(eq(slides.sha256, sha256)),
    findByPath: async (path) => best(eq(slides.path, path)),
    async findByName(nameOrStem) {
      const name = baseName(nameOrStem);
      const exact = all(eq(slides.name, name));
      return exact.length > 0 ? exact : all(eq(slides.stem, name));
    },
    list: async (query) => listSlides(database, query),
    ofCases: async (caseKeys) => groupBy(allOf(byCases, caseKeys), (slide) => slide.caseKey),
    ofCase: async (caseKey) => allOf(byCases, [caseKey]),
    remove: async (key) => database.write(() => parts.removal.removeSlide(key)),
    expired: async (now) => all(and(eq(slides.state, 'visiting'), lte(slides.expiresAt, now))!),
    counts: async () => countSlides(database),
  };
}

function listSlides(database: TesseraDatabase, query: Parameters<SlideStore['list']>[0]) {
  const cases = sql`s.case_key IN (SELECT f.case_key FROM case_filters f WHERE ${caseCondition(query.filters)})`;
  const hasFilters = Object.values(query.filters).some((values) => values !== undefined);
  return database.read(() => {
    const keys = database.orm
      .all<{ key: number }>(sql`
        SELECT s.key FROM slides s
        WHERE s.key < ${keyBefore(query.cursor)}
          AND ${query.state === undefined ? sql`1` : sql`s.state = ${query.state}`}
          AND ${query.status === undefined ? sql`1` : sql`s.status = ${query.status}`}
          AND ${hasFilters ? sql`${slideCondition(query.filters)} AND ${cases}` : sql`1`}
        ORDER BY s.key DESC LIMIT ${query.limit + 1}`)
      .map((row) => row.key);
    const rows = database.orm
      .select()
      .from(slides)
      .where(keyIn(slides.key, keys))
      .orderBy(desc(slides.key))
      .all();
    return pageOf(rows, query.limit, toSlide);
  });
}

function countSlides(database: TesseraDatabase): Record<SlideStatus | SlideState, number> {
  const counts = { pending: 0, indexed: 0, skipped: 0, failed: 0, archived: 0, visiting: 0 };
  const rows = database.read(() =>
    database.orm
      .select({ state: slides.state, status: slides.status, count: sql<number>`count(*)` })
      .from(slides)
      .groupBy(slides.state, slides.status)
      .all(),
  );
  for (const { state, status, count } of rows) {
    counts[state] += count;
    if (state === 'archived') counts[status] += count;
  }
  return counts;
}

function noSlide(key: number): TesseraError {
  return new TesseraError('not-found', 'this slide is not in the catalog any more', { details: { key } });
}
