import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TesseraError } from '../domain/errors.js';
import { createVectorIndex } from './hnsw-index.js';
import { plainMatMul } from './mat-mul.js';
import type { VectorIndexOptions } from './options.js';
import type { Hits, IndexStatus, VectorIndex } from './port.js';
import { sharedTiles } from './testing/brute-force.js';
import { ClusteredVectors } from './testing/clustered-vectors.js';
import { graphIsDone } from './testing/graph-is-done.js';
import { MemorySource } from './testing/memory-source.js';

const SPACE = 'texture@1um-256px';
const DIM = 32;
const SLIDES = 20;
const TILES = 60;

describe('the cached graph', () => {
  let folder: string;
  let source: MemorySource;
  let clusters: ClusteredVectors;
  let problems: TesseraError[];
  const opened: VectorIndex[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-graph-'));
    clusters = new ClusteredVectors(DIM, 11);
    problems = [];
    source = new MemorySource();
    source.open(SPACE, DIM);
    for (let slideKey = 1; slideKey <= SLIDES; slideKey++) addSlide(slideKey);
  });

  afterEach(async () => {
    for (const index of opened.splice(0)) await index.close();
    await rm(folder, { recursive: true });
  });

  function addSlide(slideKey: number, tiles = TILES): void {
    const ids = Array.from({ length: tiles }, (_, i) => slideKey * 1000 + i + 1);
    source.add(SPACE, slideKey, ids, clusters.slide(tiles));
  }

  function open(options: Partial<VectorIndexOptions> = {}, from: MemorySource = source): VectorIndex {
    const index = createVectorIndex({
      folder,
      source: from,
      matMul: plainMatMul,
      options: { graphThreshold: 500, buildEffort: 60, choose: () => 'graph', ...options },
      onProblem: (error) => problems.push(error),
    });
    opened.push(index);
    return index;
  }

  async function ready(options: Partial<VectorIndexOptions> = {}): Promise<VectorIndex> {
    const index = open(options);
    await index.refresh(SPACE);
    await graphIsDone(index);
    return index;
  }

  async function status(index: VectorIndex): Promise<IndexStatus> {
    return (await index.status())[0]!;
  }

  async function fileNamed(ending: string): Promise<string> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
    expect(names).toHaveLength(1);
    return join(folder, names[0]!);
  }

  /** Share of the 10 truly nearest rows that the graph finds. */
  async function recall(index: VectorIndex): Promise<number> {
    const queries = clusters.slide(40);
    const found = await index.search(SPACE, { queries, k: 10 });
    const truth = await index.search(SPACE, { queries, k: 10, exact: true });
    expect(found.method).toBe('graph');
    return sharedTiles(found, truth) / truth.tileIds.length;
  }

  async function expectSoundGraph(index: VectorIndex): Promise<void> {
    await graphIsDone(index);
    const { rows, graphRows } = await status(index);
    expect(graphRows).toBe(rows);
    expect(rows).toBe(source.count(SPACE));
    expect(await recall(index)).toBeGreaterThanOrEqual(0.98);
    expect(await index.verify({ repair: false })).toEqual([]);
  }

  it('finds what an exact scan finds', async () => {
    const index = await ready();
    await expectSoundGraph(index);
    expect(await status(index)).toMatchObject({ generation: 1, state: 'ready', change: SLIDES });
    expect(problems).toEqual([]);
  });

  it('finds as much among allowed slides only', async () => {
    const index = await ready();
    const queries = clusters.slide(20);
    const slides = [1, 4, 7, 9, 13];
    const found = await index.search(SPACE, { queries, k: 10, slides });
    const truth = await index.search(SPACE, { queries, k: 10, slides, exact: true });
    expect(found.method).toBe('graph');
    expect(found.searchedRows).toBe(slides.length * TILES);
    expect(new Set(found.slideKeys).size).toBeLessThanOrEqual(slides.length);
    expect([...found.slideKeys].every((key) => slides.includes(key))).toBe(true);
    expect(sharedTiles(found, truth) / truth.tileIds.length).toBeGreaterThanOrEqual(0.98);
  });

  it('answers while it is being built, and never waits for it', async () => {
    const index = open({ sliceMs: 1 });
    await index.refresh(SPACE);
    const queries = clusters.slide(2);
    const answers: Hits[] = [];
    while ((await status(index)).state === 'building') {
      answers.push(await index.search(SPACE, { queries, k: 10 }));
      await nextTurn();
    }
    const truth = await index.search(SPACE, { queries, k: 10, exact: true });
    expect(answers.length).toBeGreaterThan(3);
    for (const answer of answers) expect(sharedTiles(answer, truth)).toBeGreaterThanOrEqual(19);
    await expectSoundGraph(index);
  });

  it('is there again after a restart, and nothing is built twice', async () => {
    await (await ready()).close();
    const before = await readdir(folder);
    const index = await ready();
    expect(await status(index)).toMatchObject({ generation: 1, graphRows: SLIDES * TILES });
    await expectSoundGraph(index);
    await index.close();
    expect(await readdir(folder)).toEqual(before);
  });

  it('replays what happened since it was written', async () => {
    await (await ready()).close();
    source.remove(SPACE, 2);
    source.remove(SPACE, 5);
    addSlide(5);
    addSlide(40, 30);
    const index = await ready();
    await expectSoundGraph(index);
    const queries = clusters.slide(3);
    const hits = await index.search(SPACE, { queries, k: 500 });
    expect(hits.slideKeys.includes(2)).toBe(false);
    await index.close();
    await expectSoundGraph(await ready());
  });

  it('forgets removed slides, and is built anew when too much was removed', async () => {
    const index = await ready();
    for (let slideKey = 1; slideKey <= 3; slideKey++) source.remove(SPACE, slideKey);
    await index.refresh(SPACE);
    const hits = await index.search(SPACE, { queries: clusters.slide(4), k: 200 });
    expect([...hits.slideKeys].every((key) => key > 3)).toBe(true);
    for (let slideKey = 4; slideKey <= 6; slideKey++) source.remove(SPACE, slideKey);
    await index.refresh(SPACE);
    await expectSoundGraph(index);
    expect((await status(index)).generation).toBe(2);
  });

  it('goes when the space has become small', async () => {
    const index = await ready();
    for (let slideKey = 1; slideKey <= 16; slideKey++) source.remove(SPACE, slideKey);
    await index.refresh(SPACE);
    await graphIsDone(index);
    expect(await status(index)).toMatchObject({ rows: 4 * TILES, graphRows: 0 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is thrown away and built anew on request', async () => {
    const index = await ready();
    await index.rebuild(SPACE);
    expect((await status(index)).generation).toBe(2);
    await index.rebuild();
    expect((await status(index)).generation).toBe(3);
    await expectSoundGraph(index);
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('is built anew when another kind of graph is wanted', async () => {
    await (await ready()).close();
    await expectSoundGraph(await ready({ graphLinks: 12 }));
    expect(problems.map(({ tag }) => tag)).toEqual(['index-damaged']);
  });

  describe('when it is damaged', () => {
    beforeEach(async () => {
      await (await ready()).close();
    });

    async function flipBit(path: string, at: number): Promise<void> {
      const bytes = await readFile(path);
      bytes[Math.floor(bytes.length * at)]! ^= 4;
      await writeFile(path, bytes);
    }

    async function changeSidecar(change: Record<string, unknown>): Promise<void> {
      const path = await fileNamed('.json');
      const sidecar = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      await writeFile(path, JSON.stringify({ ...sidecar, ...change }));
    }

    it.each<[string, () => Promise<void>, number]>([
      ['a truncated graph', async () => truncate(await fileNamed('.hnsw'), 90_000), 1],
      ['an empty graph', async () => truncate(await fileNamed('.hnsw'), 0), 1],
      ['a flipped bit in the header', async () => flipBit(await fileNamed('.hnsw'), 0.00001), 1],
      ['a flipped bit in a vector', async () => flipBit(await fileNamed('.hnsw'), 0.5), 1],
      ['a flipped bit in a label', async () => flipBit(await fileNamed('.labels'), 0.3), 1],
      ['truncated labels', async () => truncate(await fileNamed('.labels'), 40), 1],
      ['no graph', async () => rm(await fileNamed('.hnsw')), 1],
      ['no labels', async () => rm(await fileNamed('.labels')), 1],
      ['no sidecar', async () => rm(await fileNamed('.json')), 0],
      ['a sidecar that is no JSON', async () => truncate(await fileNamed('.json'), 50), 1],
      ['a sidecar of another space', () => changeSidecar({ space: 'other' }), 1],
      ['a sidecar of another dimension', () => changeSidecar({ dim: 64 }), 1],
      ['a sidecar with another count', () => changeSidecar({ rows: 12 }), 1],
      ['a sidecar that leads out of the folder', () => changeSidecar({ graphFile: '../x.hnsw' }), 1],
      ['a leftover of a writing that was killed', leaveRubbish, 0],
    ])('rebuilds from %s, and answers meanwhile', async (_, damage, told) => {
      await damage();
      const index = open();
      const hits = await index.search(SPACE, { queries: clusters.slide(1), k: 5 });
      expect(hits.tileIds).toHaveLength(5);
      await expectSoundGraph(index);
      expect(problems.map(({ tag }) => tag)).toEqual(new Array(told).fill('index-damaged'));
      await index.close();
      expect((await readdir(folder)).filter((name) => !name.endsWith('.tmp'))).toHaveLength(3);
    });

    async function leaveRubbish(): Promise<void> {
      await writeFile(`${await fileNamed('.hnsw')}.tmp`, 'half');
    }

    it('does not take a graph whose vectors are not the catalog’s', async () => {
      const other = new MemorySource();
      other.open(SPACE, DIM);
      const ids = (slideKey: number) => Array.from({ length: TILES }, (_, i) => slideKey * 1000 + i + 1);
      for (let slideKey = 1; slideKey <= SLIDES; slideKey++) {
        other.add(SPACE, slideKey, ids(slideKey), clusters.slide(TILES));
      }
      source = other;
      await expectSoundGraph(await ready());
      expect(problems.map(({ tag }) => tag)).toEqual(['index-damaged']);
    });

    it('does not take a graph that knows more than the catalog (a backup was put back)', async () => {
      const past = new MemorySource();
      past.open(SPACE, DIM);
      source = past;
      for (let slideKey = 1; slideKey < SLIDES; slideKey++) addSlide(slideKey);
      await expectSoundGraph(await ready());
      expect(problems.map(({ tag }) => tag)).toEqual(['index-damaged']);
    });

    it('is found by a comparison, and mended', async () => {
      const index = await ready();
      await flipBit(await fileNamed('.hnsw'), 0.5);
      expect(await index.verify({ repair: false })).toMatchObject([{ spaceId: SPACE, repaired: false }]);
      expect(await index.verify({ repair: true })).toMatchObject([{ spaceId: SPACE, repaired: true }]);
      await expectSoundGraph(index);
    });
  });

  it('goes with its space, from memory and from the disk, also while it is being built', async () => {
    const index = await ready();
    await fileNamed('.hnsw');
    await index.drop(SPACE);
    expect(await readdir(folder)).toEqual([]);
    const building = open({ sliceMs: 1 });
    await building.refresh(SPACE);
    expect((await status(building)).state).toBe('building');
    await building.drop(SPACE);
    expect(await readdir(folder)).toEqual([]);
    // The catalog still has it here, so it is loaded again: with nothing of the old graph.
    await building.refresh(SPACE);
    await expectSoundGraph(building);
    expect((await status(building)).generation).toBe(1);
    expect(problems).toEqual([]);
  });

  it('is done without when it cannot be written', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder should be');
    const index = await ready();
    expect(await recall(index)).toBeGreaterThanOrEqual(0.98);
    expect((await status(index)).generation).toBe(0);
    expect(problems.map(({ tag }) => tag)).toEqual(['unavailable']);
    await expect(index.rebuild(SPACE)).rejects.toMatchObject({ tag: 'unavailable' });
  });
});
