import { describe, expect, it } from 'vitest';
import type { VectorIndex } from '../port.js';
import { nearest, product, type Row } from '../testing/brute-force.js';
import type { ClusteredVectors } from '../testing/clustered-vectors.js';
import { type MemorySource, TILE_SIDE, TILES_PER_ROW } from '../testing/memory-source.js';

export const DIM = 32;
export const SPACE = 'texture@1um';
/** Tiles per slide. */
export const TILES = 60;

export type ScoreSetting = {
  readonly source: MemorySource;
  readonly index: VectorIndex;
  /** What the index holds. */
  readonly rows: readonly Row[];
  readonly clusters: ClusteredVectors;
};

/** The part of the index's promises that is about all rows of given slides. */
export function describeScores(setting: () => ScoreSetting): void {
  describe('scores of whole slides', () => {
    it('gives the best row of each group and query', async () => {
      const { index, rows, clusters } = setting();
      const queries = clusters.slide(3);
      const groups = [[1], [2, 6], [], [404], [8, 2]];
      const scores = await index.rescore(SPACE, queries, groups);
      groups.forEach((group, g) => {
        const own = rows.filter(({ slideKey }) => group.includes(slideKey));
        for (let q = 0; q < 3; q++) {
          const best = nearest(own, queries, q, 1)[0] ?? { tileId: 0, similarity: -1 };
          expect(scores.tileIds[g * 3 + q]).toBe(best.tileId);
          expect(scores.similarities[g * 3 + q]).toBeCloseTo(best.similarity, 5);
        }
      });
      expect(scores.rows).toBe(5 * TILES);
    });

    it('gives every row its best query', async () => {
      const { index, rows, clusters } = setting();
      const queries = clusters.slide(3);
      const map = await index.similarities(SPACE, queries, [6, 404]);
      const own = rows.filter(({ slideKey }) => slideKey === 6);
      expect(Array.from(map.tileIds).sort()).toEqual(own.map(({ tileId }) => tileId).sort());
      expect(new Set(map.slideKeys)).toEqual(new Set([6]));
      map.tileIds.forEach((id, i) => {
        const row = own.find(({ tileId }) => tileId === id)!;
        const scores = [0, 1, 2].map((q) => product(row.vector, queries, q));
        expect(map.similarities[i]).toBeCloseTo(Math.max(...scores), 5);
        expect(map.queries[i]).toBe(scores.indexOf(Math.max(...scores)));
      });
    });

    it('finds the windows of a slide where its best tiles lie', async () => {
      const { index, rows, clusters } = setting();
      const queries = clusters.slide(2);
      const size = { width: TILE_SIDE * TILES_PER_ROW, height: TILE_SIDE * Math.ceil(TILES / TILES_PER_ROW) };
      const window = { width: TILE_SIDE, height: TILE_SIDE };
      const asked = [6, 404, 2].map((slideKey) => ({ slideKey, size, window }));
      const found = await index.windows(SPACE, { queries, slides: asked });
      expect(found.map(({ slideKey }) => slideKey)).toEqual([6, 2]);
      for (const { slideKey, windows } of found) {
        const own = rows.filter((row) => row.slideKey === slideKey);
        const best = own
          .map(({ tileId, vector }) => ({
            tileId,
            similarity: Math.max(product(vector, queries, 0), product(vector, queries, 1)),
          }))
          .sort((a, b) => b.similarity - a.similarity)
          .slice(0, 3);
        expect(windows.map(({ tileId }) => tileId)).toEqual(best.map(({ tileId }) => tileId));
        windows.forEach(({ tileId, x, y, similarity }, i) => {
          expect(similarity).toBeCloseTo(best[i]!.similarity, 5);
          const at = tileId - slideKey * 1000 - 1;
          expect([x, y]).toEqual([
            TILE_SIDE * (at % TILES_PER_ROW),
            TILE_SIDE * Math.floor(at / TILES_PER_ROW),
          ]);
        });
      }
    });

    it('finds windows among tiles that came after the slide was last asked', async () => {
      const { index, source, clusters } = setting();
      const queries = clusters.slide(1);
      const ask = { slideKey: 3, size: { width: 1000, height: 1000 }, window: { width: 100, height: 100 } };
      const [before] = await index.windows(SPACE, { queries, slides: [ask] });
      expect(before!.windows[0]!.tileId).toBeLessThan(3900);
      source.add(SPACE, 3, [3900], queries);
      await index.refresh(SPACE);
      const [after] = await index.windows(SPACE, { queries, slides: [ask] });
      expect(after!.windows[0]).toMatchObject({ tileId: 3900, y: TILE_SIDE * (TILES / TILES_PER_ROW) });
    });
  });
}
