import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TesseraError } from '../domain/errors.js';
import { DIM, describeScores, SPACE, TILES } from './contract/scores.js';
import type { VectorIndex } from './port.js';
import { listOf, nearest, type Row } from './testing/brute-force.js';
import { ClusteredVectors } from './testing/clustered-vectors.js';
import type { MemorySource } from './testing/memory-source.js';

/** What a test has: the catalog's side, and `open`, which starts an index over it (again: a restart). */
export type VectorIndexSetting = {
  readonly source: MemorySource;
  open(): Promise<VectorIndex>;
  clean(): Promise<void>;
};

const OTHER = 'texture@2um';

/** The promises of the VectorIndex port; every adapter's test calls it. */
export function describeVectorIndex(name: string, make: () => Promise<VectorIndexSetting>): void {
  describe(`${name} keeps the promises of VectorIndex`, () => {
    const clusters = new ClusteredVectors(DIM, 7);
    let setting: VectorIndexSetting;
    let index: VectorIndex;
    let rows: Row[];

    beforeEach(async () => {
      setting = await make();
      setting.source.open(SPACE, DIM);
      setting.source.open(OTHER, 16);
      rows = [];
      for (let slideKey = 1; slideKey <= 8; slideKey++) addSlide(slideKey, TILES);
      index = await setting.open();
      await index.refresh(SPACE);
    });

    afterEach(async () => {
      await index.close();
      await setting.clean();
    });

    /** Adds a slide in two batches, as an ingest does. */
    function addSlide(slideKey: number, tiles: number): void {
      const vectors = clusters.slide(tiles);
      const ids = Array.from({ length: tiles }, (_, i) => slideKey * 1000 + i + 1);
      const half = Math.floor(tiles / 2);
      setting.source.add(SPACE, slideKey, ids.slice(0, half), vectors.subarray(0, half * DIM));
      setting.source.add(SPACE, slideKey, ids.slice(half), vectors.subarray(half * DIM));
      ids.forEach((tileId, i) => {
        rows.push({ tileId, slideKey, vector: vectors.slice(i * DIM, (i + 1) * DIM) });
      });
    }

    function removeSlide(slideKey: number): void {
      setting.source.remove(SPACE, slideKey);
      rows = rows.filter((row) => row.slideKey !== slideKey);
    }

    describe('search', () => {
      it('finds what a scan in double precision finds, in the same order', async () => {
        const queries = clusters.slide(5);
        const hits = await index.search(SPACE, { queries, k: 10, exact: true });
        expect(hits.searchedRows).toBe(rows.length);
        expect(hits.method).toBe('exact');
        expect(Array.from(hits.offsets)).toEqual([0, 10, 20, 30, 40, 50]);
        for (let q = 0; q < 5; q++) expect(listOf(hits, q)).toEqual(nearest(rows, queries, q, 10));
      });

      it('finds a stored tile first, with similarity 1', async () => {
        const row = rows[100]!;
        const hits = await index.search(SPACE, { queries: row.vector, k: 1 });
        expect(hits.tileIds[0]).toBe(row.tileId);
        expect(hits.slideKeys[0]).toBe(row.slideKey);
        expect(hits.similarities[0]).toBeCloseTo(1, 3);
        expect(hits.similarities[0]).toBeLessThanOrEqual(1);
      });

      it('asks only the slides that may answer', async () => {
        const queries = clusters.slide(3);
        const slides = [2, 5, 5, 404];
        const allowed = rows.filter(({ slideKey }) => slides.includes(slideKey));
        for (const exact of [true, false]) {
          const hits = await index.search(SPACE, { queries, k: 7, slides, exact });
          expect(hits.searchedRows).toBe(allowed.length);
          expect(listOf(hits, 2)).toEqual(nearest(allowed, queries, 2, 7));
        }
        const none = await index.search(SPACE, { queries, k: 7, slides: [] });
        expect(none.searchedRows).toBe(0);
        expect(Array.from(none.offsets)).toEqual([0, 0, 0, 0]);
      });

      it('orders equal rows by tile id', async () => {
        const twin = rows[0]!.vector;
        const vectors = Float32Array.from({ length: 40 * DIM }, (_, i) => twin[i % DIM]!);
        const ids = Array.from({ length: 40 }, (_, i) => 90_040 - i);
        setting.source.add(SPACE, 90, ids, vectors);
        await index.refresh(SPACE);
        const hits = await index.search(SPACE, { queries: twin, k: 5 });
        expect(Array.from(hits.tileIds)).toEqual([rows[0]!.tileId, 90_001, 90_002, 90_003, 90_004]);
      });

      it('gives all rows when k is more than there are', async () => {
        const hits = await index.search(SPACE, { queries: rows[0]!.vector, k: 100_000 });
        expect(hits.tileIds.length).toBe(rows.length);
        expect(new Set(hits.tileIds).size).toBe(rows.length);
      });

      it('answers the same to the same question, asked many at a time', async () => {
        const queries = clusters.slide(4);
        const answers = await Promise.all(
          Array.from({ length: 12 }, () => index.search(SPACE, { queries, k: 9 })),
        );
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      });

      it('leaves the query as it is', async () => {
        const queries = clusters.slide(2);
        const before = queries.slice();
        await index.search(SPACE, { queries, k: 3 });
        expect(queries).toEqual(before);
      });
    });

    describe('refusals', () => {
      it.each([
        ['NaN', [Number.NaN]],
        ['an infinity', [Number.POSITIVE_INFINITY]],
      ])('refuses a query with %s', async (_, bad) => {
        const queries = rows[0]!.vector.slice();
        queries.set(bad, 3);
        await expectTag(index.search(SPACE, { queries, k: 3 }), 'bad-vector');
        await expectTag(index.rescore(SPACE, queries, [[1]]), 'bad-vector');
        await expectTag(index.similarities(SPACE, queries, [1]), 'bad-vector');
      });

      it('refuses a wrong length, a k that counts nothing and a space that is not there', async () => {
        const queries = rows[0]!.vector;
        await expectTag(index.search(SPACE, { queries: queries.subarray(1), k: 3 }), 'bad-vector');
        await expectTag(index.search(SPACE, { queries: new Float32Array(0), k: 3 }), 'bad-vector');
        await expectTag(index.search(SPACE, { queries, k: 0 }), 'invalid-input');
        await expectTag(index.search('nowhere', { queries, k: 3 }), 'not-found');
        await expectTag(index.refresh('nowhere'), 'not-found');
        await expectTag(index.rebuild('nowhere'), 'not-found');
      });

      it('leaves out stored vectors that are not finite, and says so once', async () => {
        const vectors = clusters.slide(3);
        vectors[DIM + 2] = Number.NaN;
        setting.source.add(SPACE, 70, [70_001, 70_002, 70_003], vectors);
        await expectTag(index.refresh(SPACE), 'bad-vector');
        await index.refresh(SPACE);
        const hits = await index.search(SPACE, { queries: rows[0]!.vector, k: 1000, slides: [70] });
        expect(Array.from(hits.tileIds).sort()).toEqual([70_001, 70_003]);
        expect(await index.verify({ repair: false })).toMatchObject([{ spaceId: SPACE, repaired: false }]);
      });
    });

    describe('spaces', () => {
      it('never mix', async () => {
        setting.source.add(OTHER, 1, [1001], Float32Array.of(1, ...new Array(15).fill(0)));
        await index.refresh(OTHER);
        const queries = Float32Array.of(1, ...new Array(15).fill(0));
        const other = await index.search(OTHER, { queries, k: 5 });
        expect(Array.from(other.tileIds)).toEqual([1001]);
        const own = await index.search(SPACE, { queries: rows[0]!.vector, k: 1000 });
        expect(own.tileIds.length).toBe(rows.length);
        await expectTag(
          index.search(OTHER, { queries: rows[0]!.vector.subarray(0, 15), k: 5 }),
          'bad-vector',
        );
      });

      it('can be dropped, with searches under way, and begin anew under the same name', async () => {
        const vector = Float32Array.of(1, ...new Array(15).fill(0));
        setting.source.add(OTHER, 1, [1001, 1002], Float32Array.of(...vector, ...vector));
        await index.refresh(OTHER);
        const underWay = index.search(OTHER, { queries: vector, k: 5 });
        setting.source.drop(OTHER);
        await Promise.all([index.drop(OTHER), index.drop(OTHER), index.drop('nowhere')]);
        expect(Array.from((await underWay).tileIds)).toEqual([1001, 1002]);
        await expectTag(index.search(OTHER, { queries: vector, k: 5 }), 'not-found');
        expect((await index.status()).map(({ spaceId }) => spaceId)).toEqual([SPACE]);
        const own = await index.search(SPACE, { queries: rows[0]!.vector, k: 1000 });
        expect(own.tileIds.length).toBe(rows.length);
        setting.source.open(OTHER, 16);
        setting.source.add(OTHER, 2, [2001], vector);
        await index.refresh(OTHER);
        expect(Array.from((await index.search(OTHER, { queries: vector, k: 5 })).tileIds)).toEqual([2001]);
      });

      it('may be empty', async () => {
        const queries = Float32Array.of(1, ...new Array(15).fill(0));
        const hits = await index.search(OTHER, { queries, k: 5 });
        expect(Array.from(hits.offsets)).toEqual([0, 0]);
        const scores = await index.rescore(OTHER, queries, [[1], []]);
        expect(Array.from(scores.similarities)).toEqual([-1, -1]);
        expect((await index.similarities(OTHER, queries, [1])).tileIds.length).toBe(0);
      });
    });

    describe('following the catalog', () => {
      it('shows nothing new before, and everything after a refresh', async () => {
        addSlide(20, 10);
        const query = rows.at(-1)!;
        const before = await index.search(SPACE, { queries: query.vector, k: 1 });
        expect(before.tileIds[0]).not.toBe(query.tileId);
        await Promise.all([index.refresh(SPACE), index.refresh(SPACE), index.refresh(SPACE)]);
        await index.refresh(SPACE);
        const after = await index.search(SPACE, { queries: query.vector, k: 1000 });
        expect(after.tileIds[0]).toBe(query.tileId);
        expect(after.searchedRows).toBe(rows.length);
        expect(new Set(after.tileIds).size).toBe(rows.length);
      });

      it('loads by itself when the first call is a search', async () => {
        const late = await setting.open();
        const hits = await late.search(SPACE, { queries: rows[0]!.vector, k: 1 });
        expect(hits.tileIds[0]).toBe(rows[0]!.tileId);
        await late.close();
      });

      it('never shows removed rows again, also after a restart', async () => {
        const gone = rows.find(({ slideKey }) => slideKey === 3)!;
        removeSlide(3);
        await index.refresh(SPACE);
        await expectGone(gone.vector, 3);
        await index.close();
        index = await setting.open();
        await expectGone(gone.vector, 3);
      });

      async function expectGone(queries: Float32Array, slideKey: number): Promise<void> {
        const hits = await index.search(SPACE, { queries, k: 1000 });
        expect(hits.tileIds.length).toBe(rows.length);
        expect(hits.slideKeys.includes(slideKey)).toBe(false);
        const scores = await index.rescore(SPACE, queries, [[slideKey]]);
        expect(Array.from(scores.tileIds)).toEqual([0]);
      }

      it('shows no row twice and none that was removed before, however calls overlap', async () => {
        const searches: Promise<void>[] = [];
        const removed = new Set<number>();
        const look = async (before: ReadonlySet<number>) => {
          const hits = await index.search(SPACE, { queries: clusters.slide(1), k: 300 });
          expect(new Set(hits.tileIds).size).toBe(hits.tileIds.length);
          expect([...hits.slideKeys].filter((slideKey) => before.has(slideKey))).toEqual([]);
        };
        for (let round = 1; round <= 8; round++) {
          addSlide(100 + round, 20);
          removeSlide(round);
          searches.push(look(new Set(removed)));
          const refreshed = index.refresh(SPACE);
          searches.push(look(new Set(removed)));
          await refreshed;
          removed.add(round);
          searches.push(look(new Set(removed)));
        }
        await Promise.all(searches);
        const all = await index.search(SPACE, { queries: clusters.slide(1), k: 1000 });
        expect(all.tileIds.length).toBe(rows.length);
      });

      it('takes a removed slide back, also under the same tile ids', async () => {
        removeSlide(3);
        addSlide(3, TILES);
        await index.refresh(SPACE);
        const query = rows.at(-1)!;
        const hits = await index.search(SPACE, { queries: query.vector, k: 1000 });
        expect(hits.tileIds[0]).toBe(query.tileId);
        expect(hits.tileIds.length).toBe(rows.length);
      });

      it('takes a new vector for a tile that it has', async () => {
        const vector = clusters.slide(1);
        setting.source.add(SPACE, 4, [4001], vector);
        await index.refresh(SPACE);
        const hits = await index.search(SPACE, { queries: vector, k: 1000 });
        expect(hits.tileIds[0]).toBe(4001);
        expect(hits.similarities[0]).toBeCloseTo(1, 3);
        expect(hits.tileIds.length).toBe(rows.length);
      });

      it('agrees with the catalog when asked to compare', async () => {
        expect(await index.verify({ repair: false })).toEqual([]);
        const status = (await index.status()).find(({ spaceId }) => spaceId === SPACE);
        expect(status).toMatchObject({ dim: DIM, rows: rows.length, change: setting.source.head(SPACE) });
        expect(status!.bytes).toBeGreaterThanOrEqual(rows.length * DIM * 2);
      });
    });

    describeScores(() => ({ source: setting.source, index, rows, clusters }));
  });
}

async function expectTag(work: Promise<unknown>, tag: TesseraError['tag']): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: 'TesseraError', tag });
}
