import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { addIndexed, grid, indexed, indexTiles, newSlide, SPACE, vectorsFor } from './contract/fixtures.js';
import { openDatabase } from './database.js';
import type { Catalog } from './port.js';
import { createSqliteCatalog } from './sqlite-catalog.js';
import { type CatalogVectors, createVectorSource } from './vector-source.js';

const folder = mkdtempSync(join(tmpdir(), 'tessera-vectors-'));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function open(): { catalog: Catalog; source: CatalogVectors } {
  const file = join(folder, `${files++}.db`);
  const catalog = createSqliteCatalog(openDatabase(file));
  const source = createVectorSource(file);
  closing.push(
    () => source.close(),
    () => catalog.close(),
  );
  return { catalog, source };
}

/** The log in short: `+slide:tiles` or `-slide`, with the change number. */
function logOf(source: CatalogVectors, after: number): string[] {
  return [...source.changes(SPACE.id, after)].map((change) =>
    change.kind === 'add'
      ? `${change.change} +${change.slideKey}:${[...change.tileIds].join()}`
      : `${change.change} -${change.slideKey}`,
  );
}

/** What an index holds that follows the log from `after`. */
function follow(source: CatalogVectors, after: number, held = new Map<number, number[]>()) {
  for (const change of source.changes(SPACE.id, after)) {
    if (change.kind === 'remove') held.delete(change.slideKey);
    else held.set(change.slideKey, [...(held.get(change.slideKey) ?? []), ...change.tileIds]);
  }
  return held;
}

describe('what the index reads', () => {
  it('is nothing at first', async () => {
    const { catalog, source } = open();
    expect(source.spaces()).toEqual([]);
    expect(source.head(SPACE.id)).toBe(0);
    expect(logOf(source, 0)).toEqual([]);
    await catalog.tiles.ensureSpaces([SPACE]);
    expect(source.spaces()).toEqual([{ id: SPACE.id, dim: SPACE.dim }]);
    expect(source.count(SPACE.id)).toBe(0);
  });

  it('is where the indexed tiles of a slide lie', async () => {
    const { catalog, source } = open();
    const slide = await addIndexed(catalog, newSlide('a.svs'), 3);
    const places = await catalog.tiles.placesOf(slide.key, SPACE.id);
    const { tileIds, xs, ys, widths, heights } = source.places(SPACE.id, slide.key);
    expect(places.length).toBe(3);
    expect(
      [...tileIds].map((tileId, i) => ({
        ...{ tileId, slideKey: slide.key },
        ...{ x: xs[i], y: ys[i], width: widths[i], height: heights[i] },
      })),
    ).toEqual(places);
    expect(source.places(SPACE.id, 404).tileIds.length).toBe(0);
    expect(source.places('a space that was dropped', slide.key).tileIds.length).toBe(0);
  });

  it('is each batch of an archived slide, with its vectors', async () => {
    const { catalog, source } = open();
    const slide = await addIndexed(catalog, newSlide('a.svs'), 3);
    const [change] = source.changes(SPACE.id, 0);
    expect(change).toEqual({
      kind: 'add',
      change: 1,
      slideKey: slide.key,
      tileIds: Uint32Array.of(1, 2, 3),
      vectors: vectorsFor([1, 2, 3]),
    });
    expect(source.head(SPACE.id)).toBe(1);
    expect(source.count(SPACE.id)).toBe(3);
    expect(logOf(source, 1)).toEqual([]);
  });

  it('joins neighbouring batches of a slide, and keeps the order of the log', async () => {
    const { catalog, source } = open();
    await catalog.tiles.ensureSpaces([SPACE]);
    const slides = [await catalog.slides.add(newSlide('a.svs')), await catalog.slides.add(newSlide('b.svs'))];
    for (const { key } of slides) await catalog.tiles.plan(key, SPACE.id, grid(3));
    const commit = (slideKey: number, tileId: number) =>
      catalog.tiles.commit(slideKey, SPACE.id, {
        tileIds: [tileId],
        tiles: [indexed],
        vectors: vectorsFor([tileId]),
        dim: SPACE.dim,
      });
    for (const [slide, tile] of [
      [1, 2],
      [1, 1],
      [2, 4],
      [2, 5],
      [1, 3],
    ] as const)
      await commit(slide, tile);
    expect(logOf(source, 0)).toEqual(['2 +1:2,1', '4 +2:4,5', '5 +1:3']);
    expect(logOf(source, 1)).toEqual(['2 +1:1', '4 +2:4,5', '5 +1:3']);
    expect([...source.changes(SPACE.id, 0)][0]).toMatchObject({ vectors: vectorsFor([2, 1]) });
  });

  it('tells of a slide that went, to whom had it', async () => {
    const { catalog, source } = open();
    const first = await addIndexed(catalog, newSlide('a.svs'), 1);
    await addIndexed(catalog, newSlide('b.svs'), 1);
    await catalog.slides.remove(first.key);
    expect(logOf(source, 1)).toEqual(['2 +2:2', `3 -${first.key}`]);
    expect(logOf(source, 0)).toEqual(['2 +2:2']);
    expect(source.head(SPACE.id)).toBe(3);
    expect(source.count(SPACE.id)).toBe(1);
  });

  it('leaves out visiting slides until they are archived', async () => {
    const { catalog, source } = open();
    const guest = await addIndexed(catalog, newSlide('v.svs', { state: 'visiting', expiresAt: 9 }), 2);
    expect([source.head(SPACE.id), source.count(SPACE.id), logOf(source, 0)]).toEqual([0, 0, []]);
    await catalog.slides.update(guest.key, { state: 'archived', expiresAt: undefined });
    expect([source.head(SPACE.id), source.count(SPACE.id), logOf(source, 0)]).toEqual([1, 2, ['1 +1:1,2']]);
    await catalog.slides.update(guest.key, { state: 'visiting' });
    expect([source.count(SPACE.id), logOf(source, 0), logOf(source, 1)]).toEqual([0, [], ['2 -1']]);
    const other = await addIndexed(catalog, newSlide('w.svs', { state: 'visiting' }), 1);
    await catalog.slides.remove(other.key);
    expect(source.head(SPACE.id)).toBe(2);
  });

  it('replays to the same from wherever one left off', async () => {
    const { catalog, source } = open();
    const slide = await addIndexed(catalog, newSlide('a.svs'), 2);
    const early = follow(source, 0);
    const left = source.head(SPACE.id);
    await catalog.tiles.clear(slide.key);
    await indexTiles(catalog, slide.key, 3);
    await catalog.slides.update(slide.key, { state: 'visiting' });
    await catalog.slides.update(slide.key, { state: 'archived' });
    await addIndexed(catalog, newSlide('b.svs'), 1);
    const now = new Map([
      [slide.key, [3, 4, 5]],
      [2, [6]],
    ]);
    expect(follow(source, left, early)).toEqual(now);
    expect(follow(source, 0)).toEqual(now);
  });

  it('stays one moment of the catalog while it is read', async () => {
    const { catalog, source } = open();
    const first = await addIndexed(catalog, newSlide('a.svs'), 1);
    await addIndexed(catalog, newSlide('b.svs'), 1);
    await addIndexed(catalog, newSlide('c.svs'), 1);
    const seen: number[] = [];
    for (const change of source.changes(SPACE.id, 0)) {
      if (seen.length === 0) await catalog.slides.remove(first.key + 2);
      expect(source.head(SPACE.id)).toBeGreaterThan(0);
      seen.push(change.slideKey);
    }
    expect(seen).toEqual([1, 2, 3]);
    for (const _change of source.changes(SPACE.id, 0)) break;
    expect(logOf(source, 3)).toEqual(['4 -3']);
  });

  it('is refused in words where there is no catalog', () => {
    expect(() => createVectorSource(join(folder, 'none.db'))).toThrow(
      expect.objectContaining({ tag: 'unavailable' }),
    );
    const file = join(folder, 'letter.db');
    writeFileSync(file, 'Dear colleague, '.repeat(1000));
    expect(() => createVectorSource(file)).toThrow(expect.objectContaining({ tag: 'unavailable' }));
  });
});
