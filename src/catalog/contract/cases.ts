import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import { addIndexed, importRows, newSlide, row, SPACE } from './fixtures.js';

export function describeCases(make: MakeCatalog): void {
  describe('case lists', () => {
    it('makes one case of the rows with one case id', async () => {
      const { cases, lists } = await make();
      const report = await importRows(lists, [
        row('C1', { patientId: 'P1', file: 'a.svs', facts: { organ: 'lung' }, extra: { block: 'A' } }),
        row('C1', { patientId: 'P1', file: 'b.svs', facts: { diagnosis: 'Adenocarcinoma', teaching: true } }),
        row('C2', { facts: { organ: 'liver' }, extra: { ward: '7' } }),
      ]);
      expect(report).toEqual({
        rows: 3,
        created: 2,
        updated: 0,
        unchanged: 0,
        claimedSlides: 0,
        mppChanged: [],
      });
      const first = await cases.getByCaseId('C1');
      expect(first).toMatchObject({
        patientId: 'P1',
        organ: 'lung',
        diagnosis: 'Adenocarcinoma',
        teaching: true,
      });
      expect(first).toMatchObject({ listed: true, extra: {}, notes: undefined });
      expect(first?.id).toMatch(/^c_[0-9a-z]{20}$/);
      expect(await cases.get(first!.id)).toEqual(first);
      expect((await cases.getByKeys([first!.key, 999])).get(first!.key)).toEqual(first);
      expect(await cases.getByCaseId('C2')).toMatchObject({ patientId: 'C2', extra: { ward: '7' } });
      expect(await cases.get('c_nothing')).toBeUndefined();
    });

    it('puts reports and notes of several rows together', async () => {
      const { cases, lists } = await make();
      const notes = ['slide 1: edge', 'slide 2: core', 'slide 1: edge'].map((text) =>
        row('C1', { facts: { notes: text } }),
      );
      await importRows(lists, notes);
      expect((await cases.getByCaseId('C1'))?.notes).toBe('slide 1: edge\nslide 2: core');
      expect(await importRows(lists, notes)).toMatchObject({ unchanged: 1 });
    });

    it('updates by a later list, where an empty cell leaves the old value', async () => {
      const { cases, lists } = await make();
      const list = [
        row('C1', { patientId: 'P1', facts: { organ: 'lung', diagnosis: 'Carcinoid' } }),
        row('C2'),
      ];
      await importRows(lists, list);
      const before = await cases.getByCaseId('C1');
      expect(await importRows(lists, list)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
      expect(await cases.getByCaseId('C1')).toEqual(before);

      const change = row('C1', { facts: { diagnosis: 'Adenocarcinoma' } });
      expect(await importRows(lists, [change])).toMatchObject({ created: 0, updated: 1, unchanged: 0 });
      const after = await cases.getByCaseId('C1');
      expect(after).toMatchObject({
        id: before!.id,
        organ: 'lung',
        diagnosis: 'Adenocarcinoma',
        patientId: 'P1',
      });
      expect(after!.updatedAt).toBeGreaterThan(before!.updatedAt);
      await importRows(lists, [row('C1', { patientId: 'P9' })]);
      expect((await cases.ofPatient('P9')).map((found) => found.caseId)).toEqual(['C1']);
      expect(await cases.ofPatient('P1')).toEqual([]);
    });

    it('knows the case of a file that comes later: by name, or by a stem that one row has', async () => {
      const { cases, lists } = await make();
      const claim = { mpp: 0.25, stain: 'H&E', scanner: 'GT450' };
      await importRows(lists, [
        row('C1', { file: 'a.svs', ...claim, extra: { block: 'A1' } }),
        row('C2', { file: 'b' }),
        row('C3', { file: 'folder/twin.svs' }),
        row('C4', { file: 'twin.ndpi' }),
        row('C5', { file: '1.2.840.10' }),
      ]);
      const keyOf = async (caseId: string) => (await cases.getByCaseId(caseId))!.key;
      expect(await cases.claimFor('a.svs')).toEqual({
        caseKey: await keyOf('C1'),
        ...claim,
        extra: { block: 'A1' },
      });
      expect((await cases.claimFor('a.tiff'))?.caseKey).toBe(await keyOf('C1'));
      expect((await cases.claimFor('b.ome.tif'))?.caseKey).toBe(await keyOf('C2'));
      expect((await cases.claimFor('twin.ndpi'))?.caseKey).toBe(await keyOf('C4'));
      expect(await cases.claimFor('twin.tif')).toBeUndefined();
      expect((await cases.claimFor('1.2.840.10'))?.caseKey).toBe(await keyOf('C5'));
      expect(await cases.claimFor('1.2.840.11')).toBeUndefined();
    });
  });

  describe('case lists over slides that are here', () => {
    it('gives the slide to its case, and takes away the case made for it', async () => {
      const { cases, lists, slides } = await make();
      const slide = await slides.add(newSlide('a.svs', { mpp: 0.25 }));
      const own = (await cases.getByKeys([slide.caseKey])).get(slide.caseKey)!;
      expect(own).toMatchObject({ listed: false, caseId: own.id, patientId: own.id });

      const list = [
        row('C1', { patientId: 'P1', file: 'a.svs', mpp: 0.25, stain: 'PAS', extra: { block: 'B' } }),
      ];
      expect(await importRows(lists, list)).toMatchObject({ created: 1, claimedSlides: 1, mppChanged: [] });
      const listed = (await cases.getByCaseId('C1'))!;
      expect(await slides.get(slide.id)).toMatchObject({
        caseKey: listed.key,
        stain: 'PAS',
        extra: { block: 'B' },
      });
      expect(await cases.get(own.id)).toBeUndefined();
      expect(await cases.count()).toBe(1);
      expect(await importRows(lists, list)).toMatchObject({ updated: 0, unchanged: 1, claimedSlides: 0 });
      expect(await importRows(lists, [{ ...list[0]!, stain: 'H&E' }])).toMatchObject({
        updated: 1,
        unchanged: 0,
      });
      expect((await slides.get(slide.id))?.stain).toBe('H&E');
    });

    it('moves a slide from one listed case to another, and keeps both cases', async () => {
      const catalog = await make();
      await importRows(catalog.lists, [row('C1', { file: 'a.svs' })]);
      const first = (await catalog.cases.getByCaseId('C1'))!;
      const slide = await addIndexed(catalog, newSlide('a.svs', { caseKey: first.key }), 2);
      const moved = await importRows(catalog.lists, [row('C2', { patientId: 'P2', file: 'a.svs' })]);
      expect(moved).toMatchObject({ created: 1, claimedSlides: 1 });
      const second = (await catalog.cases.getByCaseId('C2'))!;
      expect(await catalog.cases.count()).toBe(2);
      expect(await catalog.tiles.searchable(SPACE.id, {})).toMatchObject([
        { slideKey: slide.key, caseKey: second.key, caseId: 'C2', patientId: 'P2', tiles: 2 },
      ]);
    });

    it('names slides whose µm/px the list contradicts, and leaves them as they are', async () => {
      const { lists, slides } = await make();
      const known = await slides.add(newSlide('a.svs', { mpp: 0.5 }));
      await slides.add(newSlide('b.png', { mpp: undefined, mppSource: undefined, status: 'failed' }));
      const list = [row('C1', { file: 'a.svs', mpp: 0.25 }), row('C2', { file: 'b.png', mpp: 0.5 })];
      expect((await importRows(lists, list)).mppChanged).toEqual(['a.svs', 'b.png']);
      expect((await slides.get(known.id))?.mpp).toBe(0.5);
    });

    it('does not guess between two slides with one stem', async () => {
      const { cases, lists, slides } = await make();
      const first = await slides.add(newSlide('a.svs'));
      await slides.add(newSlide('a.tif'));
      expect((await importRows(lists, [row('C1', { file: 'a' })])).claimedSlides).toBe(0);
      expect((await importRows(lists, [row('C2', { file: 'a.svs' })])).claimedSlides).toBe(1);
      expect((await slides.get(first.id))?.caseKey).toBe((await cases.getByCaseId('C2'))!.key);
    });

    it('prefers the row with the exact name to one with the stem only', async () => {
      const { cases, lists, slides } = await make();
      const slide = await slides.add(newSlide('a.svs'));
      await importRows(lists, [row('C1', { file: 'a' }), row('C2', { file: 'a.svs' })]);
      expect((await slides.get(slide.id))?.caseKey).toBe((await cases.getByCaseId('C2'))!.key);
    });
  });

  describe('removing a case', () => {
    it('takes its slides, tiles, claims and words along', async () => {
      const catalog = await make();
      await importRows(catalog.lists, [
        row('C1', { file: 'a.svs', facts: { diagnosis: 'Carcinoid' } }),
        row('C2'),
      ]);
      const doomed = (await catalog.cases.getByCaseId('C1'))!;
      const slide = await addIndexed(catalog, newSlide('a.svs', { caseKey: doomed.key }), 3);
      const gone = await catalog.cases.remove(doomed.id);
      expect(gone.map((removed) => removed.id)).toEqual([slide.id]);
      expect(await catalog.cases.get(doomed.id)).toBeUndefined();
      expect(await catalog.slides.get(slide.id)).toBeUndefined();
      expect(await catalog.cases.claimFor('a.svs')).toBeUndefined();
      expect(await catalog.text.search('carcinoid', {}, 5)).toEqual([]);
      expect(await catalog.tiles.searchable(SPACE.id, {})).toEqual([]);
      expect(await catalog.cases.count()).toBe(1);
      expect(await catalog.cases.remove(doomed.id)).toEqual([]);
    });
  });
}
