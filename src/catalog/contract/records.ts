import { describe, expect, it } from 'vitest';
import type { MakeCatalog } from '../contract.js';
import type { StoredSearch } from '../port.js';
import { newSlide } from './fixtures.js';

export function describeRecords(make: MakeCatalog): void {
  const search = (id: string, more: Partial<StoredSearch> = {}): StoredSearch => ({
    id,
    question: { slideId: 's_1', k: 10 },
    answer: { cases: [] },
    vectors: Uint8Array.of(1, 2, 3),
    picture: undefined,
    actor: 'local',
    createdAt: 100,
    expiresAt: 200,
    ...more,
  });

  describe('searches', () => {
    it('keeps question, answer, vectors and picture', async () => {
      const { searches } = await make();
      await searches.add(search('q1', { picture: Uint8Array.of(9) }));
      const found = await searches.get('q1');
      expect(found).toMatchObject({
        question: { slideId: 's_1', k: 10 },
        answer: { cases: [] },
        actor: 'local',
      });
      expect([...found!.vectors!, ...found!.picture!]).toEqual([1, 2, 3, 9]);
      await searches.put(search('q1', { answer: { cases: [1] } }));
      expect(await searches.get('q1')).toMatchObject({ answer: { cases: [1] }, picture: undefined });
      expect(await searches.get('q2')).toBeUndefined();
    });

    it('lists from the newest, and removes', async () => {
      const { searches } = await make();
      for (const id of ['q1', 'q2', 'q3']) await searches.put(search(id));
      const first = await searches.list({ limit: 2 });
      expect(first.items.map((item) => item.id)).toEqual(['q3', 'q2']);
      expect((await searches.list({ limit: 2, cursor: first.nextCursor })).items[0]?.id).toBe('q1');
      expect(await searches.remove('q2')).toBe(true);
      expect(await searches.remove('q2')).toBe(false);
    });

    it('lets go what has expired and what asked about a slide that is gone', async () => {
      const { searches } = await make();
      await searches.put(search('old', { expiresAt: 150 }));
      await searches.put(search('about', { question: { slideId: 's_2' } }));
      await searches.put(search('other', { question: { slideId: 's_22', text: 's_2 in words' } }));
      expect(await searches.expire(150)).toBe(1);
      await searches.removeAbout('s_2');
      expect((await searches.list({ limit: 9 })).items.map((item) => item.id)).toEqual(['other']);
    });
  });

  describe('calibrations and audit', () => {
    it('keeps the last calibration of a space', async () => {
      const { calibrations } = await make();
      await calibrations.put('space', { scores: [0.5] }, 10);
      await calibrations.put('space', { scores: [0.25] }, 12);
      expect(await calibrations.get('space')).toEqual({
        calibration: { scores: [0.25] },
        archivePatients: 12,
        madeAt: expect.any(Number),
      });
      expect(await calibrations.get('other')).toBeUndefined();
    });

    it('writes down who changed what, newest first', async () => {
      const { audit } = await make();
      await audit.write({ actor: 'local', action: 'delete', subject: 's_1', details: { tiles: 4 } });
      await audit.write({ actor: 'local', action: 'import', subject: 'cases.csv' });
      const first = await audit.list({ limit: 1 });
      expect(first.items).toMatchObject([{ action: 'import', subject: 'cases.csv', details: undefined }]);
      const next = await audit.list({ limit: 1, cursor: first.nextCursor });
      expect(next.items).toMatchObject([{ actor: 'local', action: 'delete', details: { tiles: 4 } }]);
      expect(next.items[0]!.at).toBeLessThan(first.items[0]!.at);
    });
  });

  describe('collections', () => {
    const box = { x: 1, y: 2, width: 30, height: 40 };

    it('keeps regions with notes in order, and loses them with their slide', async () => {
      const { collections, slides } = await make();
      const [a, b] = [await slides.add(newSlide('a.svs')), await slides.add(newSlide('b.svs'))];
      const made = await collections.create({ name: 'Thursday', about: '', actor: 'local' });
      await collections.addItem(made.id, { slideKey: a.key, box, note: 'first' });
      const second = await collections.addItem(made.id, { slideKey: b.key, box, note: '' });
      expect(await collections.noteItem(made.id, second!.id, 'second')).toBe(true);
      expect(await collections.noteItem(made.id, 'i_none', 'x')).toBe(false);
      expect((await collections.get(made.id))?.items.map((item) => item.note)).toEqual(['first', 'second']);
      await slides.remove(a.key);
      expect(await collections.get(made.id)).toMatchObject({
        name: 'Thursday',
        items: [{ box, note: 'second' }],
      });
      expect(await collections.removeItem(made.id, second!.id)).toBe(true);
      expect(await collections.removeItem(made.id, second!.id)).toBe(false);
    });

    it('puts a region back where it stood, and makes room for one that comes between', async () => {
      const { collections, slides } = await make();
      const slide = await slides.add(newSlide('a.svs'));
      const { id } = await collections.create({ name: 'Thursday', about: '', actor: 'local' });
      const put = (note: string, place?: number) =>
        collections.addItem(id, { slideKey: slide.key, box, note, place });
      const notes = async () => (await collections.get(id))!.items.map((item) => item.note);
      const [first, second] = [await put('first'), await put('second')];
      await put('third');
      await collections.removeItem(id, first!.id);
      await collections.removeItem(id, second!.id);
      await put('first again', first!.place);
      await put('second again', second!.place);
      expect(await notes()).toEqual(['first again', 'second again', 'third']);
      await put('between', second!.place);
      await put('last');
      expect(await notes()).toEqual(['first again', 'between', 'second again', 'third', 'last']);
      expect((await collections.list({ limit: 1 })).items).toMatchObject([
        { items: 5, cover: { note: 'first again' } },
      ]);
    });

    it('lists from the newest with a cover, renames and removes', async () => {
      const { collections, slides } = await make();
      const slide = await slides.add(newSlide('a.svs'));
      const first = await collections.create({ name: 'one', about: '', actor: 'local' });
      const other = await collections.create({ name: 'two', about: '', actor: 'local' });
      await collections.addItem(first.id, { slideKey: slide.key, box, note: '' });
      expect((await collections.list({ limit: 9 })).items).toMatchObject([
        { name: 'two', items: 0, cover: undefined },
        { name: 'one', items: 1, cover: { slideKey: slide.key, box } },
      ]);
      expect(await collections.update(other.id, { name: 'three' })).toMatchObject({ name: 'three' });
      expect(await collections.update('t_none', { name: 'x' })).toBeUndefined();
      expect(await collections.addItem('t_none', { slideKey: slide.key, box, note: '' })).toBeUndefined();
      expect(await collections.remove(first.id)).toBe(true);
      expect(await collections.get(first.id)).toBeUndefined();
    });
  });

  describe('evaluations', () => {
    it('keeps every measurement, newest first', async () => {
      const { evaluations } = await make();
      await evaluations.add('retrieval', { acc1: 0.5 });
      await evaluations.add('other', {});
      await evaluations.add('retrieval', { acc1: 0.75 });
      const first = await evaluations.list('retrieval', { limit: 1 });
      expect(first.items).toMatchObject([{ report: { acc1: 0.75 } }]);
      const next = await evaluations.list('retrieval', { limit: 1, cursor: first.nextCursor });
      expect(next.items).toMatchObject([{ report: { acc1: 0.5 } }]);
      expect(next.nextCursor).toBeUndefined();
    });
  });
}
