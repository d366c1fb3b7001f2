import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import { addIndexed, importRows, newSlide, row, SPACE } from './fixtures.js';

export function describeSlides(make: MakeCatalog): void {
  describe('slides', () => {
    it('keeps what it is given and finds it again by id, hash, path, name and stem', async () => {
      const { slides } = await make();
      const given = newSlide('a b (1).ome.tif', {
        error: { tag: 'too-coarse', message: 'only 4 µm/px', details: { mpp: 4 } },
        stain: 'H&E',
        extra: { block: 'A' },
      });
      const slide = await slides.add(given);
      const { caseKey: _none, ...rest } = given;
      expect(slide).toMatchObject(rest);
      expect(slide.id).toMatch(/^s_[0-9a-z]{20}$/);
      expect(await slides.get(slide.id)).toEqual(slide);
      expect(await slides.findBySha256(given.sha256!)).toEqual(slide);
      expect(await slides.findByPath(given.path)).toEqual(slide);
      expect(await slides.findByName('a b (1).ome.tif')).toEqual([slide]);
      expect(await slides.findByName('a b (1)')).toEqual([slide]);
      expect(await slides.findByName('a b')).toEqual([]);
      expect((await slides.getByKeys([slide.key])).get(slide.key)).toEqual(slide);
      expect(await slides.ofCase(slide.caseKey)).toEqual([slide]);
      expect(await slides.ofCases([404, slide.caseKey])).toEqual(new Map([[slide.caseKey, [slide]]]));
      expect(await slides.findBySha256('none')).toBeUndefined();
    });

    it('keeps how the files of a slide were, until it goes', async () => {
      const { slides } = await make();
      const { key } = await slides.add(newSlide('a.svs'));
      expect(await slides.stampsOf(key)).toBeUndefined();
      const stamps = { files: [{ path: '/slides/a.svs', bytes: 12, modifiedAt: 5.25 }], folders: [] };
      await slides.stamp(key, { files: [], folders: [] });
      await slides.stamp(key, stamps);
      expect(await slides.stampsOf(key)).toEqual(stamps);
      await slides.remove(key);
      expect(await slides.stampsOf(key)).toBeUndefined();
      await slides.stamp(key, stamps);
      expect(await slides.stampsOf(key)).toBeUndefined();
    });

    it('changes fields, and empties those given as undefined', async () => {
      const { slides } = await make();
      const { key, id } = await slides.add(newSlide('a.svs', { status: 'pending', scanner: 'S1' }));
      const failed = await slides.update(key, { status: 'failed', error: { tag: 'damaged', message: 'x' } });
      expect(failed).toMatchObject({ status: 'failed', error: { tag: 'damaged' }, scanner: 'S1' });
      const mended = await slides.update(key, { status: 'indexed', error: undefined, scanner: undefined });
      expect(mended).toMatchObject({ status: 'indexed', error: undefined, scanner: undefined });
      expect(await slides.get(id)).toEqual(mended);
      expect(await slides.update(key, {})).toEqual(mended);
      await expect(slides.update(999, { status: 'failed' })).rejects.toMatchObject({ tag: 'not-found' });
    });

    it('prefers the archived one of two copies', async () => {
      const { slides } = await make();
      await slides.add(newSlide('v.svs', { sha256: 'same', state: 'visiting' }));
      const archived = await slides.add(newSlide('a.svs', { sha256: 'same' }));
      expect(await slides.findBySha256('same')).toEqual(archived);
    });

    it('lists from the newest, by state, status and the facts of the case', async () => {
      const { cases, lists, slides } = await make();
      await importRows(lists, [row('C1', { facts: { organ: 'Lung' } })]);
      const caseKey = (await cases.getByCaseId('C1'))!.key;
      await slides.add(newSlide('a.svs', { caseKey, stain: 'H&E' }));
      await slides.add(newSlide('b.svs', { caseKey, status: 'failed' }));
      await slides.add(newSlide('c.svs', { state: 'visiting' }));
      const names = async (query: Partial<Parameters<typeof slides.list>[0]>) =>
        (await slides.list({ filters: {}, limit: 9, ...query })).items.map((slide) => slide.name);
      expect(await names({})).toEqual(['c.svs', 'b.svs', 'a.svs']);
      expect(await names({ state: 'archived' })).toEqual(['b.svs', 'a.svs']);
      expect(await names({ status: 'failed' })).toEqual(['b.svs']);
      expect(await names({ filters: { organ: ['lung'], stain: ['h&e'] } })).toEqual(['a.svs']);
      const page = await slides.list({ filters: {}, limit: 2 });
      expect(await names({ cursor: page.nextCursor })).toEqual(['a.svs']);
      expect(await slides.counts()).toEqual({
        pending: 0,
        indexed: 1,
        skipped: 0,
        failed: 1,
        archived: 2,
        visiting: 1,
      });
    });

    it('names visiting slides whose time is over', async () => {
      const { slides } = await make();
      await slides.add(newSlide('old.svs', { state: 'visiting', expiresAt: 100 }));
      await slides.add(newSlide('new.svs', { state: 'visiting', expiresAt: 300 }));
      await slides.add(newSlide('kept.svs'));
      expect((await slides.expired(200)).map((slide) => slide.name)).toEqual(['old.svs']);
    });

    it('removes a slide with its tiles, and its case only when Tessera made it', async () => {
      const catalog = await make();
      const { cases, slides, tiles } = catalog;
      await importRows(catalog.lists, [row('C1')]);
      const listed = (await cases.getByCaseId('C1'))!;
      const first = await addIndexed(catalog, newSlide('a.svs', { caseKey: listed.key }), 2);
      const second = await addIndexed(catalog, newSlide('b.svs'), 2);
      await slides.remove(first.key);
      await slides.remove(second.key);
      await slides.remove(second.key);
      expect(await slides.get(first.id)).toBeUndefined();
      expect(await cases.getByCaseId('C1')).toBeDefined();
      expect((await cases.getByKeys([second.caseKey])).size).toBe(0);
      expect(await tiles.ledger(first.key)).toEqual([]);
      expect(await tiles.stored(second.key, SPACE.id)).toEqual({ places: [], vectors: new Uint16Array(0) });
      const third = await slides.add(newSlide('c.svs'));
      expect(third.key).toBeGreaterThan(second.key);
    });
  });
}
