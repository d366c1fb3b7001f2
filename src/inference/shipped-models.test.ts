import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeEncoder } from './contract.js';
import { createOnnxEncoder } from './onnx-encoder.js';
import type { Reference } from './reference.js';
import { referenceTile } from './reference-tile.js';

const models = fileURLToPath(new URL('../../models', import.meta.url));

/** What a repository may carry. */
const LARGEST_BYTES = 20 * 2 ** 20;

const folders = readdirSync(models, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const { name: id } of folders) {
  const folder = path.join(models, id);
  describeEncoder(id, () => createOnnxEncoder(folder));

  describe(`shipped model ${id}`, () => {
    it('gives the vectors that were written where it was made, number by number', async () => {
      const text = readFileSync(path.join(folder, 'reference.json'), 'utf8');
      const { tilePx, tiles } = JSON.parse(text) as Reference;
      const encoder = await createOnnxEncoder(folder);
      for (const { seed, vector } of tiles) {
        const [here] = await encoder.embed([referenceTile(seed, tilePx)]);
        const differences = vector.map((value, i) => Math.abs(value - here![i]!));
        expect(differences).toHaveLength(encoder.manifest.dim);
        expect(Math.max(...differences)).toBeLessThanOrEqual(1e-3);
      }
      await encoder.close();
    });

    it('is small, and its card says that it is for research use only', () => {
      expect(statSync(path.join(folder, 'model.onnx')).size).toBeLessThanOrEqual(LARGEST_BYTES);
      expect(readFileSync(path.join(folder, 'CARD.md'), 'utf8')).toMatch(/research use only/i);
    });
  });
}
