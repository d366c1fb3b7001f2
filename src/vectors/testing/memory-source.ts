import { deserialize, serialize } from 'node:v8';
import { encodeFloat16 } from '../../domain/float16.js';
import type { TilePlaces } from '../../domain/tile-grid.js';
import type { VectorChange, VectorSource } from '../port.js';

/** Tiles of a slide stand in rows of this many, in the order of their ids. */
export const TILES_PER_ROW = 10;
/** Side of a tile, px. */
export const TILE_SIDE = 100;

type Tile = { readonly slideKey: number; readonly change: number; readonly vector: Uint16Array };
type Space = {
  readonly dim: number;
  readonly tiles: Map<number, Tile>;
  readonly removals: { readonly change: number; readonly slideKey: number }[];
  head: number;
};

/** A catalog's vectors held in memory, with the promises of VectorSource: for tests and benchmarks. */
export class MemorySource implements VectorSource {
  readonly #spaces = new Map<string, Space>();
  /** Called after each change (a test may store the source where a thread reads it). */
  changed: () => void = () => {};

  /** All it holds, to be read by `fromBytes` in another thread. */
  toBytes(): Buffer {
    return serialize(this.#spaces);
  }

  static fromBytes(bytes: Buffer): MemorySource {
    const source = new MemorySource();
    for (const [id, space] of deserialize(bytes) as Map<string, Space>) source.#spaces.set(id, space);
    return source;
  }

  open(spaceId: string, dim: number): void {
    this.#spaces.set(spaceId, { dim, tiles: new Map(), removals: [], head: 0 });
    this.changed();
  }

  /** Adds tiles to a slide as one change; `vectors` are float32, n × dim. */
  add(spaceId: string, slideKey: number, tileIds: readonly number[], vectors: Float32Array): void {
    const space = this.#get(spaceId);
    const bits = encodeFloat16(vectors);
    space.head++;
    tileIds.forEach((tileId, row) => {
      const vector = bits.slice(row * space.dim, (row + 1) * space.dim);
      space.tiles.set(tileId, { slideKey, change: space.head, vector });
    });
    this.changed();
  }

  remove(spaceId: string, slideKey: number): void {
    const space = this.#get(spaceId);
    space.head++;
    for (const [tileId, tile] of space.tiles) if (tile.slideKey === slideKey) space.tiles.delete(tileId);
    space.removals.push({ change: space.head, slideKey });
    this.changed();
  }

  drop(spaceId: string): void {
    this.#spaces.delete(spaceId);
    this.changed();
  }

  spaces(): readonly { readonly id: string; readonly dim: number }[] {
    return [...this.#spaces].map(([id, { dim }]) => ({ id, dim }));
  }

  head(spaceId: string): number {
    return this.#get(spaceId).head;
  }

  count(spaceId: string): number {
    return this.#get(spaceId).tiles.size;
  }

  places(spaceId: string, slideKey: number): TilePlaces {
    const own = [...this.#get(spaceId).tiles].filter(([, tile]) => tile.slideKey === slideKey);
    const tileIds = Uint32Array.from(own, ([tileId]) => tileId).sort();
    return {
      tileIds,
      xs: Int32Array.from(tileIds, (_, at) => TILE_SIDE * (at % TILES_PER_ROW)),
      ys: Int32Array.from(tileIds, (_, at) => TILE_SIDE * Math.floor(at / TILES_PER_ROW)),
      widths: new Int32Array(tileIds.length).fill(TILE_SIDE),
      heights: new Int32Array(tileIds.length).fill(TILE_SIDE),
    };
  }

  /** Like a catalog with a folded log: tiles that are there, in batches of (change, slide), and removals. */
  *changes(spaceId: string, after: number): Iterable<VectorChange> {
    const space = this.#get(spaceId);
    const batches = new Map<string, [number, Tile][]>();
    for (const [tileId, tile] of space.tiles) {
      if (tile.change <= after) continue;
      const key = `${tile.change}/${tile.slideKey}`;
      const batch = batches.get(key);
      if (batch) batch.push([tileId, tile]);
      else batches.set(key, [[tileId, tile]]);
    }
    const removals = after === 0 ? [] : space.removals.filter(({ change }) => change > after);
    const all = [
      ...removals.map((removal): VectorChange => ({ kind: 'remove', ...removal })),
      ...[...batches.values()].map((batch) => asAddition(batch, space.dim)),
    ];
    yield* all.sort((a, b) => a.change - b.change);
  }

  #get(spaceId: string): Space {
    const space = this.#spaces.get(spaceId);
    if (!space) throw new Error(`No space ${spaceId}`);
    return space;
  }
}

function asAddition(batch: readonly [number, Tile][], dim: number): VectorChange {
  const vectors = new Uint16Array(batch.length * dim);
  batch.forEach(([, tile], row) => {
    vectors.set(tile.vector, row * dim);
  });
  const [, first] = batch[0]!;
  const tileIds = Uint32Array.from(batch, ([tileId]) => tileId);
  return { kind: 'add', change: first.change, slideKey: first.slideKey, tileIds, vectors };
}
