import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rgb } from '../domain/slides.js';
import { dot } from '../domain/vectors.js';
import type { Encoder } from './port.js';
import { referenceTile } from './reference-tile.js';

/** What every encoder promises, whatever runs it. `make` opens a new one; it is closed afterwards. */
export function describeEncoder(name: string, make: () => Promise<Encoder>): void {
  describe(`encoder contract: ${name}`, () => {
    let encoder: Encoder;
    let tiles: Rgb[];
    beforeAll(async () => {
      encoder = await make();
      tiles = [1, 2, 3, 4, 5].map((seed) => referenceTile(seed, encoder.manifest.scales[0]!.tilePx));
    });
    afterAll(() => encoder.close());

    it('answers one finite unit vector of the promised length per tile', async () => {
      const vectors = await encoder.embed(tiles);
      expect(vectors).toHaveLength(tiles.length);
      for (const vector of vectors) {
        expect(vector).toBeInstanceOf(Float32Array);
        expect(vector).toHaveLength(encoder.manifest.dim);
        expect(vector.every(Number.isFinite)).toBe(true);
        expect(Math.sqrt(dot(vector, vector))).toBeCloseTo(1, 5);
      }
    });

    it('gives the same vector for the same tile, also when opened again', async () => {
      const again = await make();
      const [first, second, elsewhere] = [
        await encoder.embed([tiles[0]!]),
        await encoder.embed([tiles[0]!]),
        await again.embed([tiles[0]!]),
      ];
      await again.close();
      expect(second).toEqual(first);
      expect(elsewhere).toEqual(first);
    });

    it('gives a tile the same vector alone and among others, in order', async () => {
      const together = await encoder.embed(tiles);
      for (const [i, tile] of tiles.entries()) {
        const [alone] = await encoder.embed([tile]);
        expect(dot(alone!, together[i]!)).toBeGreaterThan(1 - 1e-5);
      }
    });

    it('tells different tiles apart', async () => {
      const [one, two] = await encoder.embed(tiles);
      expect(dot(one!, two!)).toBeLessThan(0.9999);
    });

    it('accepts every side that its manifest names', async () => {
      for (const { tilePx } of encoder.manifest.scales) {
        expect(await encoder.embed([referenceTile(1, tilePx)])).toHaveLength(1);
      }
    });

    it('gives finite vectors for black, white and noise', async () => {
      const side = encoder.manifest.scales[0]!.tilePx;
      for (const value of [() => 0, () => 255, (i: number) => (i * 2_654_435_761) % 256]) {
        const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => value(i));
        const [vector] = await encoder.embed([{ width: side, height: side, data }]);
        expect(vector!.every(Number.isFinite)).toBe(true);
      }
    });

    it('keeps what it answered when it computes on', async () => {
      const [first] = await encoder.embed([tiles[0]!]);
      const copy = Float32Array.from(first!);
      await encoder.embed(tiles);
      expect(first).toEqual(copy);
    });

    it('answers nothing for no tiles', async () => {
      expect(await encoder.embed([])).toEqual([]);
    });

    it('refuses tiles of another side, not square, mixed, or with too few bytes', async () => {
      const side = encoder.manifest.scales[0]!.tilePx;
      const good = tiles[0]!;
      const wrong: Rgb[][] = [
        [referenceTile(1, side - 8)],
        [{ ...good, width: side * 2, height: side / 2 }],
        [good, referenceTile(1, side + 8)],
        [{ ...good, data: good.data.subarray(3) }],
      ];
      for (const request of wrong) {
        await expect(encoder.embed(request)).rejects.toMatchObject({ tag: 'model-refused' });
      }
    });
  });
}
