import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import {
  addIndexed,
  blurred,
  broken,
  grid,
  importRows,
  indexed,
  indexTiles,
  newSlide,
  OTHER_SPACE,
  row,
  SPACE,
  vectorsFor,
} from './fixtures.js';

export function describeTiles(make: MakeCatalog): void {
  async function planned(count: number) {
    const catalog = await make();
    await catalog.tiles.ensureSpaces([SPACE, OTHER_SPACE]);
    const slide = await catalog.slides.add(newSlide('a.svs'));
    await catalog.tiles.plan(slide.key, SPACE.id, grid(count));
    const ids = (await catalog.tiles.pending(slide.key, SPACE.id, count)).map((tile) => tile.tileId);
    return { catalog, tiles: catalog.tiles, slide, ids };
  }

  describe('tiles', () => {
    it('lays a grid once, in order, with ids from 1', async () => {
      const { tiles, slide, ids } = await planned(3);
      expect(ids).toEqual([1, 2, 3]);
      await tiles.plan(slide.key, SPACE.id, grid(5));
      const pending = await tiles.pending(slide.key, SPACE.id, 2);
      expect(pending).toEqual([
        { tileId: 1, slideKey: slide.key, x: 0, y: 0, width: 448, height: 448 },
        { tileId: 2, slideKey: slide.key, x: 448, y: 0, width: 448, height: 448 },
      ]);
      expect(await tiles.ledger(slide.key)).toMatchObject([{ planned: 3, pending: 3 }]);
      expect(await tiles.pending(slide.key, OTHER_SPACE.id, 9)).toEqual([]);
      await expect(tiles.pending(slide.key, 'nowhere', 9)).rejects.toMatchObject({ tag: 'not-found' });
    });

    it('lays a large grid as one', async () => {
      const { tiles, slide } = await planned(0);
      const first = tiles.plan(slide.key, OTHER_SPACE.id, grid(9000));
      const again = tiles.plan(slide.key, OTHER_SPACE.id, grid(9000));
      expect(await tiles.pending(slide.key, OTHER_SPACE.id, 10)).toEqual([]);
      await Promise.all([first, again]);
      expect((await tiles.ledger(slide.key)).map((entry) => entry.planned)).toEqual([0, 9000]);
    });

    it('takes a batch: states, reasons and vectors', async () => {
      const { tiles, slide, ids } = await planned(4);
      await tiles.commit(slide.key, SPACE.id, {
        tileIds: ids.slice(0, 3),
        tiles: [indexed, blurred, indexed],
        vectors: vectorsFor([1, 3]),
        dim: 4,
      });
      await tiles.commit(slide.key, SPACE.id, {
        tileIds: [4],
        tiles: [broken],
        vectors: new Uint16Array(0),
        dim: 4,
      });
      await tiles.noteAbsent(slide.key, OTHER_SPACE.id, 'the slide is too coarse');
      expect(await tiles.ledger(slide.key)).toEqual([
        {
          spaceId: SPACE.id,
          planned: 4,
          indexed: 2,
          skipped: 1,
          failed: 1,
          pending: 0,
          reasons: { blur: 1 },
          absent: undefined,
        },
        {
          spaceId: OTHER_SPACE.id,
          planned: 0,
          indexed: 0,
          skipped: 0,
          failed: 0,
          pending: 0,
          reasons: {},
          absent: 'the slide is too coarse',
        },
      ]);
      const stored = await tiles.stored(slide.key, SPACE.id);
      expect(stored.places.map((place) => place.tileId)).toEqual([1, 3]);
      expect(stored.vectors).toEqual(vectorsFor([1, 3]));
      expect(await tiles.placesOf(slide.key, SPACE.id)).toEqual(stored.places);
      expect(await tiles.vectors(OTHER_SPACE.id, [3])).toEqual(new Map());
      expect(await tiles.vectors(SPACE.id, [3, 2, 99])).toEqual(new Map([[3, vectorsFor([3])]]));
      expect([...(await tiles.places([4, 1, 99])).keys()].sort()).toEqual([1, 4]);
    });

    it('does failed tiles again when asked', async () => {
      const { tiles, slide, ids } = await planned(2);
      const failed = { tileIds: ids, tiles: [broken, blurred], vectors: new Uint16Array(0), dim: 4 };
      await tiles.commit(slide.key, SPACE.id, failed);
      expect(await tiles.retryFailed(slide.key, [SPACE.id])).toBe(1);
      expect(await tiles.ledger(slide.key)).toMatchObject([{ pending: 1, failed: 0, skipped: 1 }]);
      expect((await tiles.pending(slide.key, SPACE.id, 9)).map((tile) => tile.tileId)).toEqual([ids[0]]);
    });

    it('counts a batch that comes twice once, and leaves out tiles that are gone', async () => {
      const { catalog, tiles, slide, ids } = await planned(2);
      const batch = { tileIds: ids, tiles: [indexed, indexed], vectors: vectorsFor(ids), dim: 4 };
      await tiles.commit(slide.key, SPACE.id, { ...batch, tileIds: [2, 77], vectors: vectorsFor([2, 77]) });
      await tiles.commit(slide.key, SPACE.id, batch);
      expect(await tiles.ledger(slide.key)).toMatchObject([{ indexed: 2, pending: 0 }]);
      expect((await tiles.stored(slide.key, SPACE.id)).vectors).toEqual(vectorsFor([2, 1]));
      await catalog.slides.remove(slide.key);
      await tiles.commit(slide.key, SPACE.id, batch);
      await tiles.plan(slide.key, SPACE.id, grid(2));
      expect(await tiles.ledger(slide.key)).toEqual([]);
    });

    it('refuses a batch whose parts do not match, whole', async () => {
      const { tiles, slide, ids } = await planned(2);
      const tilesOfBatch = [indexed, indexed];
      const short = { tileIds: ids, tiles: tilesOfBatch, vectors: vectorsFor([1]), dim: 4 };
      await expect(tiles.commit(slide.key, SPACE.id, short)).rejects.toMatchObject({ tag: 'bad-vector' });
      const wide = { tileIds: ids, tiles: tilesOfBatch, vectors: vectorsFor(ids, 5), dim: 5 };
      await expect(tiles.commit(slide.key, SPACE.id, wide)).rejects.toMatchObject({ tag: 'bad-vector' });
      const infinite = { ...short, vectors: vectorsFor(ids).fill(0x7c00, 3, 4) };
      await expect(tiles.commit(slide.key, SPACE.id, infinite)).rejects.toMatchObject({ tag: 'bad-vector' });
      expect(await tiles.ledger(slide.key)).toMatchObject([{ pending: 2 }]);
    });

    it('forgets the grid of a slide, and never gives a tile id again', async () => {
      const { tiles, slide } = await planned(2);
      await indexTiles({ tiles } as never, slide.key, 2);
      await tiles.clear(slide.key);
      expect(await tiles.ledger(slide.key)).toEqual([]);
      await tiles.plan(slide.key, SPACE.id, grid(1));
      expect((await tiles.pending(slide.key, SPACE.id, 9)).map((tile) => tile.tileId)).toEqual([3]);
    });
  });

  describe('who may answer', () => {
    it('only archived slides with tiles in the space, under the filters', async () => {
      const catalog = await make();
      await importRows(catalog.lists, [
        row('C1', { patientId: 'P1', facts: { organ: 'Lung', site: 'Ulm' } }),
      ]);
      const caseKey = (await catalog.cases.getByCaseId('C1'))!.key;
      const first = await addIndexed(catalog, newSlide('a.svs', { caseKey, stain: 'H&E' }), 2);
      const guest = await addIndexed(catalog, newSlide('b.svs', { state: 'visiting' }), 3);
      await catalog.slides.add(newSlide('c.svs'));
      await catalog.tiles.ensureSpaces([OTHER_SPACE]);
      const names = { caseId: 'C1', patientId: 'P1', diagnosis: null, site: 'Ulm' };
      const answer = { slideKey: first.key, caseKey, ...names, tiles: 2 };
      expect(await catalog.tiles.searchable(SPACE.id, {})).toEqual([answer]);
      expect(await catalog.tiles.searchable(SPACE.id, { organ: ['LUNG'], stain: ['h&e'] })).toEqual([answer]);
      expect(await catalog.tiles.searchable(SPACE.id, { organ: ['liver'] })).toEqual([]);
      expect(await catalog.tiles.searchable(OTHER_SPACE.id, {})).toEqual([]);
      await catalog.slides.update(guest.key, { state: 'archived' });
      const all = await catalog.tiles.searchable(SPACE.id, {});
      expect(all.map((slide) => slide.tiles)).toEqual([2, 3]);
      expect(await catalog.tiles.spaces()).toEqual([
        { ...SPACE, tiles: 5, slides: 2 },
        { ...OTHER_SPACE, tiles: 0, slides: 0 },
      ]);
      expect(await catalog.tiles.answering()).toEqual([SPACE]);
      await catalog.slides.update(first.key, { state: 'visiting' });
      await catalog.slides.update(guest.key, { state: 'visiting' });
      expect(await catalog.tiles.answering()).toEqual([]);
      await catalog.slides.update(first.key, { state: 'archived' });
      expect(await catalog.tiles.searchable(SPACE.id, {})).toEqual([answer]);
      await importRows(catalog.lists, [row('C1', { patientId: 'P2', facts: { diagnosis: 'Carcinoid' } })]);
      const now = { ...answer, patientId: 'P2', diagnosis: 'Carcinoid' };
      expect(await catalog.tiles.searchable(SPACE.id, {})).toEqual([now]);
    });
  });
}
