import { describe, expect, it } from 'vitest';
import type { Space } from '../../domain/models.js';
import type { MakeCatalog } from '../contract.js';
import type { Catalog } from '../port.js';
import {
  addIndexed,
  blurred,
  broken,
  grid,
  indexed,
  newSlide,
  OTHER_SPACE,
  SPACE,
  vectorsFor,
} from './fixtures.js';

const A = { modelId: SPACE.modelId, modelSha256: SPACE.modelSha256 };
const B = { modelId: 'other', modelSha256: 'fedcba9876543210' };
/** The same tiles as SPACE, seen by another model. */
const TWIN: Space = { ...SPACE, ...B, id: 'other-fedcba98@1um-224px', dim: 3 };

export function describeModels(make: MakeCatalog): void {
  /** Decides all tiles that are pending in a space; every second one is blurred when `half`. */
  async function embed(catalog: Catalog, slideKey: number, space: Space, half = false): Promise<void> {
    const ids = (await catalog.tiles.pending(slideKey, space.id, 99)).map((tile) => tile.tileId);
    const tiles = ids.map((_, i) => (half && i % 2 === 1 ? blurred : indexed));
    const kept = ids.filter((_, i) => tiles[i] === indexed);
    const vectors = vectorsFor(kept, space.dim);
    await catalog.tiles.commit(slideKey, space.id, { tileIds: ids, tiles, vectors, dim: space.dim });
  }

  /** Two archived slides with three tiles each in SPACE, and the first of them in TWIN as well. */
  async function filled() {
    const catalog = await make();
    const first = await addIndexed(catalog, newSlide('a.svs'), 3);
    const second = await addIndexed(catalog, newSlide('b.svs'), 3);
    await catalog.tiles.ensureSpaces([TWIN]);
    await catalog.tiles.planAsTwin(first.key, TWIN.id);
    await embed(catalog, first.key, TWIN);
    return { catalog, tiles: catalog.tiles, models: catalog.models, first, second };
  }
  async function sweepAll({ models }: Catalog, ids: readonly string[]): Promise<number> {
    let slices = 0;
    for (const id of ids) while (await models.sweep(id)) slices++;
    return slices;
  }

  describe('which model serves', () => {
    it('is nobody before there are vectors, then settles by itself and stays', async () => {
      const catalog = await make();
      expect(await catalog.models.serving('other')).toBeUndefined();
      expect(await catalog.models.kept()).toEqual([]);
      await addIndexed(catalog, newSlide('a.svs'), 1);
      expect(await catalog.models.serving()).toMatchObject(A);
      await catalog.tiles.ensureSpaces([TWIN]);
      for (const name of ['b.svs', 'c.svs']) {
        const slide = await catalog.slides.add(newSlide(name));
        await catalog.tiles.plan(slide.key, TWIN.id, grid(1));
        await embed(catalog, slide.key, TWIN);
      }
      expect(await catalog.models.serving('other')).toMatchObject(A);
    });

    it('settles on the preferred one where it has vectors, else on the one of most slides', async () => {
      expect(await (await filled()).models.serving('other')).toMatchObject(B);
      expect(await (await filled()).models.serving('none of them')).toMatchObject(A);
    });

    it('changes from one to the other; the one before stays kept', async () => {
      const { models } = await filled();
      await models.serve(A);
      await models.keep(B);
      await models.keep(B);
      await models.serve(B);
      expect(await models.serving()).toMatchObject(B);
      const kept = (await models.kept()).map(({ modelId, serving }) => ({ modelId, serving }));
      expect(kept).toEqual([
        { modelId: B.modelId, serving: true },
        { modelId: A.modelId, serving: false },
      ]);
    });
  });

  describe('a second model beside the first', () => {
    it('takes the grid of the first, and what was decided of the quality of its tiles', async () => {
      const { catalog, tiles } = await filled();
      const slide = await catalog.slides.add(newSlide('c.svs'));
      await tiles.plan(slide.key, SPACE.id, grid(4));
      expect(await tiles.planAsTwin(slide.key, TWIN.id)).toBe(false);
      expect(await tiles.pending(slide.key, TWIN.id, 9)).toEqual([]);
      await embed(catalog, slide.key, SPACE, true);
      expect(await tiles.planAsTwin(slide.key, TWIN.id)).toBe(true);
      expect(await tiles.isJudged(slide.key, TWIN.id)).toBe(true);
      expect(await tiles.isJudged(slide.key, SPACE.id)).toBe(false);
      const twin = (await tiles.ledger(slide.key)).find((entry) => entry.spaceId === TWIN.id);
      expect(twin).toMatchObject({ planned: 4, skipped: 2, indexed: 0, pending: 2, reasons: { blur: 2 } });
      const boxes = (places: readonly { x: number }[]) => places.map(({ x }) => x);
      const own = await tiles.placesOf(slide.key, SPACE.id);
      expect(boxes(await tiles.pending(slide.key, TWIN.id, 9))).toEqual(boxes(own));
      await embed(catalog, slide.key, TWIN);
      expect((await tiles.stored(slide.key, TWIN.id)).vectors.length).toBe(2 * TWIN.dim);
    });

    it('takes over why a slide is not in a space, and nothing from other tiles or undecided ones', async () => {
      const { catalog, tiles } = await filled();
      const slide = await catalog.slides.add(newSlide('c.svs'));
      await tiles.ensureSpaces([OTHER_SPACE]);
      await tiles.noteAbsent(slide.key, OTHER_SPACE.id, 'no-tissue');
      expect(await tiles.planAsTwin(slide.key, TWIN.id)).toBe(false);
      await tiles.plan(slide.key, SPACE.id, grid(1));
      const [place] = await tiles.pending(slide.key, SPACE.id, 1);
      const failed = { tileIds: [place!.tileId], tiles: [broken], vectors: new Uint16Array(0), dim: 4 };
      await tiles.commit(slide.key, SPACE.id, failed);
      expect(await tiles.planAsTwin(slide.key, TWIN.id)).toBe(false);
      await tiles.clear(slide.key);
      await tiles.noteAbsent(slide.key, SPACE.id, 'no-tissue');
      expect(await tiles.planAsTwin(slide.key, TWIN.id)).toBe(true);
      const ledger = await tiles.ledger(slide.key);
      expect(ledger.find((entry) => entry.spaceId === TWIN.id)?.absent).toBe('no-tissue');
    });

    it('says how far each space covers the archive, and which slides are missing', async () => {
      const { catalog, tiles, second } = await filled();
      await catalog.slides.add(newSlide('coarse.svs', { mpp: 1.2 }));
      await catalog.slides.add(newSlide('guest.svs', { state: 'visiting' }));
      await catalog.slides.add(newSlide('bad.svs', { status: 'failed' }));
      expect(await tiles.coverage()).toEqual([
        { spaceId: SPACE.id, slides: 2, done: 2 },
        { spaceId: TWIN.id, slides: 2, done: 1 },
      ]);
      expect(await tiles.missing([TWIN])).toEqual([second.id]);
      const late = await catalog.slides.add(newSlide('late.svs', { status: 'pending' }));
      expect(await tiles.missing([SPACE, TWIN])).toEqual([second.id, late.id]);
      await tiles.planAsTwin(second.key, TWIN.id);
      expect(await tiles.missing([TWIN])).toContain(second.id);
      await embed(catalog, second.key, TWIN);
      expect(await tiles.missing([TWIN])).toEqual([late.id]);
    });

    it('never takes vectors of another length, nor gives those of the other space', async () => {
      const { tiles, second } = await filled();
      await tiles.planAsTwin(second.key, TWIN.id);
      const [place] = await tiles.pending(second.key, TWIN.id, 1);
      const foreign = {
        tileIds: [place!.tileId],
        tiles: [indexed],
        vectors: vectorsFor([1]),
        dim: SPACE.dim,
      };
      await expect(tiles.commit(second.key, TWIN.id, foreign)).rejects.toMatchObject({ tag: 'bad-vector' });
      // A tile of one space is none of the other: a batch that names it counts nothing.
      const elsewhere = { ...foreign, vectors: vectorsFor([place!.tileId]) };
      await tiles.commit(second.key, SPACE.id, elsewhere);
      expect((await tiles.stored(second.key, SPACE.id)).places.length).toBe(3);
      expect(await tiles.vectors(TWIN.id, [1, 2, 3])).toEqual(new Map());
    });
  });

  describe('a model that goes', () => {
    it('is refused while it serves, and nothing of it goes', async () => {
      const { catalog, models, tiles } = await filled();
      await models.serve(A);
      await expect(models.leave(A)).rejects.toMatchObject({ tag: 'conflict' });
      expect(await models.leaving()).toEqual([]);
      expect(await sweepAll(catalog, [SPACE.id])).toBe(0);
      expect((await tiles.spaces()).map((space) => space.tiles)).toEqual([6, 3]);
    });

    it('is hidden in one moment, then swept away, and leaves the others as they were', async () => {
      const { catalog, models, tiles, first } = await filled();
      await models.serve(A);
      await models.keep(B);
      await catalog.calibrations.put(TWIN.id, {}, 1);
      await catalog.calibrations.put(SPACE.id, {}, 2);
      const before = await tiles.stored(first.key, SPACE.id);
      expect(await models.leave(B)).toEqual([TWIN.id]);
      expect(await models.leave(B)).toEqual([TWIN.id]);
      expect((await models.kept()).map(({ modelId }) => modelId)).toEqual([A.modelId]);
      expect((await tiles.spaces()).map((space) => space.id)).toEqual([SPACE.id]);
      expect((await tiles.answering()).map((space) => space.id)).toEqual([SPACE.id]);
      expect((await tiles.coverage()).map((space) => space.spaceId)).toEqual([SPACE.id]);
      const gone = { tag: 'not-found', details: { spaceId: TWIN.id } };
      await expect(tiles.searchable(TWIN.id, {})).rejects.toMatchObject(gone);
      await expect(tiles.checkThere([SPACE.id, TWIN.id])).rejects.toMatchObject(gone);
      await tiles.checkThere([SPACE.id]);
      await expect(models.keep(B)).rejects.toMatchObject({ tag: 'conflict' });
      await expect(models.serve(B)).rejects.toMatchObject({ tag: 'conflict' });
      expect(await models.serving()).toMatchObject(A);

      expect(await models.leaving()).toEqual([TWIN.id]);
      expect(await sweepAll(catalog, [TWIN.id])).toBeGreaterThan(0);
      while (await models.shrink());
      expect(await models.leaving()).toEqual([]);
      expect(await catalog.calibrations.get(TWIN.id)).toBeUndefined();
      expect(await catalog.calibrations.get(SPACE.id)).toBeDefined();
      expect(await tiles.stored(first.key, SPACE.id)).toEqual(before);
      expect((await tiles.ledger(first.key)).map((entry) => entry.spaceId)).toEqual([SPACE.id]);
    });

    it('can come again, and begins with nothing', async () => {
      const { catalog, models, tiles, first } = await filled();
      await models.serve(A);
      await sweepAll(catalog, await models.leave(B));
      await tiles.ensureSpaces([TWIN]);
      await models.keep(B);
      expect((await tiles.spaces()).map((space) => space.tiles)).toEqual([6, 0]);
      expect(await tiles.planAsTwin(first.key, TWIN.id)).toBe(true);
      expect((await tiles.pending(first.key, TWIN.id, 9)).length).toBe(3);
    });
  });
}
