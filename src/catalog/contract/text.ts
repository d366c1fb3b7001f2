import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import type { Catalog } from '../port.js';
import { importRows, newSlide, row } from './fixtures.js';

export function describeText(make: MakeCatalog): void {
  async function filled(): Promise<Catalog> {
    const catalog = await make();
    await importRows(catalog.lists, [
      row('A', {
        facts: { diagnosis: 'Adenocarcinoma of the lung', report: 'Acinar growth, TTF-1 positive.' },
      }),
      row('B', {
        facts: { diagnosis: 'Squamous cell carcinoma', notes: 'Not an adenocarcinoma; lung hilum.' },
      }),
      row('C', { facts: { diagnosis: '肺腺癌', report: '右上叶肺腺癌,HER2阳性。', organ: '肺' } }),
      row('D', { facts: { diagnosis: '肺癌待查', notes: 'Émile, größer' } }),
    ]);
    return catalog;
  }
  async function find(catalog: Catalog, words: string, filters = {}): Promise<string[]> {
    const hits = await catalog.text.search(words, filters, 10);
    const cases = await catalog.cases.getByKeys(hits.map((hit) => hit.caseKey));
    return hits.map((hit) => cases.get(hit.caseKey)!.caseId);
  }

  describe('text', () => {
    it('finds cases that hold all words, the best first', async () => {
      const catalog = await filled();
      expect(await find(catalog, 'adenocarcinoma LUNG')).toEqual(['A', 'B']);
      expect(await find(catalog, 'lung squamous')).toEqual(['B']);
      expect(await find(catalog, 'lung kidney')).toEqual([]);
      expect(await find(catalog, 'adenocarc')).toEqual(['A', 'B']);
      expect(await find(catalog, 'adenocarc lung')).toEqual([]);
      const [best, next] = await catalog.text.search('adenocarcinoma', {}, 10);
      expect(best!.score).toBeGreaterThan(next!.score);
      expect(await catalog.text.search('adenocarcinoma', {}, 1)).toHaveLength(1);
    });

    it('takes Han text as a phrase of characters', async () => {
      const catalog = await filled();
      expect(await find(catalog, '肺癌')).toEqual(['D']);
      expect(await find(catalog, '腺癌')).toEqual(['C']);
      expect(await find(catalog, '肺')).toHaveLength(2);
      expect(await find(catalog, '右上叶 腺癌')).toEqual(['C']);
      expect(await find(catalog, 'HER2阳性')).toEqual(['C']);
      expect(await find(catalog, 'HER2')).toEqual(['C']);
    });

    it('does not care about letter case, accents and width', async () => {
      const catalog = await filled();
      expect(await find(catalog, 'emile GRÖSSER')).toEqual([]);
      expect(await find(catalog, 'emile GRößer')).toEqual(['D']);
      expect(await find(catalog, 'TTF-1')).toEqual(['A']);
    });

    it('takes the signs of a query language as text', async () => {
      const catalog = await filled();
      for (const words of [
        '"',
        '"lung',
        'lung OR',
        'NOT lung',
        'lung*',
        'a AND',
        '(',
        'diagnosis:lung',
        '^',
        '-',
        '',
      ])
        await expect(catalog.text.search(words, {}, 5)).resolves.toBeInstanceOf(Array);
      expect(await find(catalog, 'lung*')).toHaveLength(2);
      expect(await find(catalog, '"lung" (hilum)')).toEqual(['B']);
      expect(await find(catalog, '"*" --')).toEqual([]);
    });

    it('follows changes of the facts', async () => {
      const catalog = await filled();
      await importRows(catalog.lists, [row('B', { facts: { notes: 'hilum' } })]);
      expect(await find(catalog, 'adenocarcinoma')).toEqual(['A']);
      expect(await find(catalog, 'squamous hilum')).toEqual(['B']);
    });

    it('obeys filters of case and slide', async () => {
      const catalog = await filled();
      expect(await find(catalog, '肺', { organ: ['肺'] })).toEqual(['C']);
      const key = (await catalog.cases.getByCaseId('A'))!.key;
      await catalog.slides.add(newSlide('a.svs', { caseKey: key, stain: 'H&E' }));
      expect(await find(catalog, 'adenocarcinoma', { stain: ['h&e'] })).toEqual(['A']);
    });
  });
}
