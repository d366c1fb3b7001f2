import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import type { Catalog } from '../port.js';
import { addIndexed, importRows, newSlide, row } from './fixtures.js';

export function describeCaseLists(make: MakeCatalog): void {
  async function filled(): Promise<Catalog> {
    const catalog = await make();
    await importRows(catalog.lists, [
      row('L-1', {
        facts: { organ: 'Lung', diagnosis: 'Adenocarcinoma', date: '2024-03-05', teaching: true },
      }),
      row('L-2', { facts: { organ: 'lung', diagnosis: 'Carcinoid', date: '2024-11', teaching: false } }),
      row('K-3', {
        facts: { organ: 'Kidney', diagnosis: 'Clear cell carcinoma', date: '2023', site: 'Zürich' },
      }),
    ]);
    return catalog;
  }
  const idsOf = async (catalog: Catalog, query: Partial<Parameters<Catalog['cases']['list']>[0]>) =>
    (await catalog.cases.list({ filters: {}, limit: 50, ...query })).items.map((item) => item.caseId);

  describe('listing cases', () => {
    it('goes from the newest, page by page', async () => {
      const catalog = await filled();
      const first = await catalog.cases.list({ filters: {}, limit: 2 });
      expect(first.items.map((item) => item.caseId)).toEqual(['K-3', 'L-2']);
      await importRows(catalog.lists, [row('N-4')]);
      const second = await catalog.cases.list({ filters: {}, limit: 2, cursor: first.nextCursor });
      expect(second.items.map((item) => item.caseId)).toEqual(['L-1']);
      expect(second.nextCursor).toBeUndefined();
      await expect(catalog.cases.list({ filters: {}, limit: 2, cursor: 'x' })).rejects.toMatchObject({
        tag: 'invalid-input',
      });
    });

    it('goes by a fact when asked, page by page, and says how many there are', async () => {
      const catalog = await filled();
      await importRows(catalog.lists, [row('N-4')]);
      expect(await idsOf(catalog, { sort: 'diagnosis' })).toEqual(['L-1', 'L-2', 'K-3', 'N-4']);
      expect(await idsOf(catalog, { sort: 'date' })).toEqual(['L-2', 'L-1', 'K-3', 'N-4']);
      const query = { filters: {}, limit: 2, sort: 'organ' as const };
      const first = await catalog.cases.list(query);
      const second = await catalog.cases.list({ ...query, cursor: first.nextCursor });
      const ids = [...first.items, ...second.items].map((item) => item.caseId);
      expect(ids).toEqual(['K-3', 'L-1', 'L-2', 'N-4']);
      expect(second.nextCursor).toBeUndefined();
      expect(await catalog.cases.total({ filters: { organ: ['lung'] } })).toBe(2);
      const newest = (await catalog.cases.list({ filters: {}, limit: 9 })).items.map(({ id }) => id);
      expect(await catalog.cases.ids({ filters: {} }, 9)).toEqual(newest);
      expect(await catalog.cases.ids({ filters: {} }, 2)).toEqual(newest.slice(0, 2));
    });

    it('begins at any place when asked, in every order', async () => {
      const catalog = await filled();
      for (const sort of ['newest', 'diagnosis'] as const) {
        const all = await idsOf(catalog, { sort });
        expect(await idsOf(catalog, { sort, offset: 1 })).toEqual(all.slice(1));
        expect(await idsOf(catalog, { sort, offset: 1, limit: 1 })).toEqual([all[1]]);
        expect(await idsOf(catalog, { sort, offset: 3 })).toEqual([]);
        const middle = await catalog.cases.list({ filters: {}, sort, offset: 1, limit: 1 });
        expect(await idsOf(catalog, { sort, cursor: middle.nextCursor })).toEqual(all.slice(2));
      }
    });

    it('says what cases hold', async () => {
      const catalog = await filled();
      const [one, two] = [await catalog.cases.getByCaseId('L-1'), await catalog.cases.getByCaseId('K-3')];
      await addIndexed(catalog, newSlide('a.svs', { caseKey: one!.key }), 3);
      await addIndexed(catalog, newSlide('b.svs', { caseKey: one!.key }), 2);
      expect(await catalog.cases.holdings([one!.id, two!.id, 'c_none'])).toEqual({
        cases: 2,
        slides: 2,
        tiles: 5,
      });
      expect(await catalog.cases.holdings([two!.id])).toEqual({ cases: 1, slides: 0, tiles: 0 });
    });

    it('filters without regard to letter case: keys and, values or, dates by prefix', async () => {
      const catalog = await filled();
      expect(await idsOf(catalog, { filters: { organ: [' LUNG'] } })).toEqual(['L-2', 'L-1']);
      expect(await idsOf(catalog, { filters: { organ: ['lung', 'kidney'], teaching: ['true'] } })).toEqual([
        'L-1',
      ]);
      expect(await idsOf(catalog, { filters: { teaching: ['false'] } })).toEqual(['L-2']);
      expect(await idsOf(catalog, { filters: { date: ['2024'] } })).toEqual(['L-2', 'L-1']);
      expect(await idsOf(catalog, { filters: { date: ['2024-03', '2023'] } })).toEqual(['K-3', 'L-1']);
      expect(await idsOf(catalog, { filters: { site: ['ZÜRICH'] } })).toEqual(['K-3']);
      expect(await idsOf(catalog, { filters: { caseId: ['k-3'] } })).toEqual(['K-3']);
      expect(await idsOf(catalog, { filters: { organ: ["lung' OR 1=1 --"] } })).toEqual([]);
      expect(await idsOf(catalog, { filters: { organ: [] } })).toEqual([]);
    });

    it('filters by stain and scanner of archived slides', async () => {
      const catalog = await filled();
      const key = (await catalog.cases.getByCaseId('L-1'))!.key;
      await catalog.slides.add(newSlide('a.svs', { caseKey: key, stain: 'H&E', scanner: 'GT450' }));
      const other = (await catalog.cases.getByCaseId('L-2'))!.key;
      await catalog.slides.add(newSlide('b.svs', { caseKey: other, stain: 'PAS', scanner: 'GT450' }));
      expect(await idsOf(catalog, { filters: { stain: ['h&e'] } })).toEqual(['L-1']);
      expect(await idsOf(catalog, { filters: { scanner: ['gt450'], stain: ['pas'] } })).toEqual(['L-2']);
      const list = await catalog.cases.list({ filters: { stain: ['H&E'] }, limit: 5 });
      expect(list.items[0]?.slides).toMatchObject([{ state: 'archived', status: 'indexed' }]);
    });

    it('finds words and parts of case ids', async () => {
      const catalog = await filled();
      expect(await idsOf(catalog, { text: 'carcin' })).toEqual(['K-3', 'L-2']);
      expect(await idsOf(catalog, { text: 'l-' })).toEqual(['L-2', 'L-1']);
      expect(await idsOf(catalog, { text: '%' })).toEqual([]);
      expect(await idsOf(catalog, { text: ' ' })).toEqual(['K-3', 'L-2', 'L-1']);
    });

    it('leaves out the cases of visiting slides', async () => {
      const catalog = await filled();
      const guest = await catalog.slides.add(newSlide('v.svs', { state: 'visiting', expiresAt: 9 }));
      expect(await catalog.cases.count()).toBe(3);
      expect(await idsOf(catalog, {})).toEqual(['K-3', 'L-2', 'L-1']);
      await catalog.slides.update(guest.key, { state: 'archived', expiresAt: undefined });
      expect(await catalog.cases.count()).toBe(4);
    });
  });

  describe('facets', () => {
    it('counts cases per value under the filters', async () => {
      const catalog = await filled();
      const key = (await catalog.cases.getByCaseId('L-1'))!.key;
      await catalog.slides.add(newSlide('a.svs', { caseKey: key, stain: 'H&E' }));
      await catalog.slides.add(newSlide('b.svs', { caseKey: key, stain: 'h&e' }));
      const of = async (name: string, filters = {}) =>
        (await catalog.cases.facets({ filters })).find((facet) => facet.key === name)?.values;
      expect(await of('organ')).toEqual([
        { value: 'Lung', cases: 2 },
        { value: 'Kidney', cases: 1 },
      ]);
      expect(await of('date')).toEqual([
        { value: '2024', cases: 2 },
        { value: '2023', cases: 1 },
      ]);
      expect(await of('stain')).toEqual([{ value: 'H&E', cases: 1 }]);
      expect(await of('diagnosis', { organ: ['kidney'] })).toEqual([
        { value: 'Clear cell carcinoma', cases: 1 },
      ]);
      expect(await of('organ', { stain: ['H&E'] })).toEqual([{ value: 'Lung', cases: 1 }]);
    });

    it('shows what else a field could be narrowed to, and counts under words as well', async () => {
      const catalog = await filled();
      const of = async (name: string, query: Parameters<Catalog['cases']['facets']>[0]) =>
        (await catalog.cases.facets(query)).find((facet) => facet.key === name)?.values;
      const organs = [
        { value: 'Lung', cases: 2 },
        { value: 'Kidney', cases: 1 },
      ];
      expect(await of('organ', { filters: { organ: ['kidney'] } })).toEqual(organs);
      expect(await of('organ', { filters: {}, text: 'carcinoid' })).toEqual([{ value: 'lung', cases: 1 }]);
    });

    it('counts and lists by what became of the slides; visiting ones do not count', async () => {
      const catalog = await filled();
      const [lung, kidney] = await Promise.all([
        catalog.cases.getByCaseId('L-1'),
        catalog.cases.getByCaseId('K-3'),
      ]);
      await catalog.slides.add(newSlide('a.svs', { caseKey: lung!.key, status: 'indexed' }));
      await catalog.slides.add(newSlide('b.svs', { caseKey: lung!.key, status: 'failed' }));
      await catalog.slides.add(newSlide('c.svs', { caseKey: kidney!.key, status: 'indexed' }));
      await catalog.slides.add(newSlide('d.svs', { caseKey: kidney!.key, state: 'visiting' }));
      const query = { filters: {}, status: ['failed'] as const };
      expect(await idsOf(catalog, query)).toEqual(['L-1']);
      expect(await catalog.cases.total(query)).toBe(1);
      const states = (await catalog.cases.facets(query)).find((facet) => facet.key === 'status')?.values;
      expect(states).toEqual([
        { value: 'indexed', cases: 2 },
        { value: 'failed', cases: 1 },
      ]);
    });
  });

  describe('teaching', () => {
    it('is unsaid for a case whose list says nothing of it', async () => {
      const { lists, cases } = await make();
      await importRows(lists, [row('A'), row('B', { facts: { teaching: false } })]);
      expect((await cases.getByCaseId('A'))?.teaching).toBeUndefined();
      expect((await cases.getByCaseId('B'))?.teaching).toBe(false);
    });

    it('is said of a case, filters at once, and can be taken back', async () => {
      const catalog = await filled();
      const { id } = (await catalog.cases.getByCaseId('K-3'))!;
      const teaching = () => idsOf(catalog, { filters: { teaching: ['true'] } });
      expect(await catalog.cases.setTeaching(id, true)).toBe(true);
      expect(await teaching()).toEqual(['K-3', 'L-1']);
      expect(await catalog.cases.setTeaching(id, undefined)).toBe(true);
      expect(await teaching()).toEqual(['L-1']);
      expect((await catalog.cases.get(id))?.teaching).toBeUndefined();
      expect(await catalog.cases.setTeaching('c_none', true)).toBe(false);
    });
  });
}
