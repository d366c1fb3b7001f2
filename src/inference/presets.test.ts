import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkSide } from '../domain/models.js';
import type { Rgb } from '../domain/slides.js';
import { dot, normalise } from '../domain/vectors.js';
import { parseManifest } from './manifest.js';
import { createOnnxEncoder } from './onnx-encoder.js';
import type { StagedModel } from './port.js';
import { type Preset, presetOf, presets } from './presets.js';
import { referenceTile } from './reference-tile.js';
import { cropCentre, resizeTile } from './resize.js';
import { createModelShelf } from './shelf.js';
import { pooledModel, tokenModel, tokenWeights } from './test-models.js';

const names = Object.keys(presets());
const sideOf = ({ tilePx, ...preset }: Preset) => networkSide({ input: 'float32-nchw', ...preset }, tilePx);
/** Trained at no scale of its own: whoever adds it chooses one. */
const chosenMpp = ({ mpp }: Preset) => (mpp.length === 0 ? { mpp: [0.5] } : {});

/** A network with random weights and the very input and output that the preset describes. */
function randomModel(preset: Preset): Uint8Array {
  const { tokens, dim } = preset;
  const side = sideOf(preset);
  if (!tokens) return pooledModel({ side, dim });
  const width = tokens.take === 'class+mean' ? dim / 2 : dim;
  const grid = Math.sqrt(tokens.count - tokens.skip);
  return tokenModel({ side, width, prefix: tokens.skip, grid });
}

/** The network as `tessera models add` stages it, with the constants of its preset. */
async function staged(name: string, bytes: Uint8Array): Promise<StagedModel> {
  const root = await mkdtemp(path.join(tmpdir(), 'tessera-preset-'));
  await writeFile(path.join(root, 'export.onnx'), bytes);
  const shelf = createModelShelf({ shipped: path.join(root, 'shipped'), added: path.join(root, 'added') });
  return shelf.stage({ path: path.join(root, 'export.onnx'), preset: name, ...chosenMpp(presetOf(name)) });
}

/** Mean and deviation by hand: planes of what the network sees, channel by channel. */
function planes(tile: Rgb, { resize, crop, mean, std }: Preset): number[][] {
  const resized = resize ? resizeTile(tile, resize) : tile;
  const { data } = crop ? cropCentre(resized, crop) : resized;
  return [0, 1, 2].map((c) =>
    [...data].filter((_, i) => i % 3 === c).map((value) => (value / 255 - mean[c]!) / std[c]!),
  );
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Colours (3 numbers) times a [3, width] matrix. */
function times(colours: readonly number[], matrix: Float32Array): number[] {
  const width = matrix.length / 3;
  return Array.from({ length: width }, (_, j) =>
    colours.reduce((sum, colour, c) => sum + colour * matrix[c * width + j]!, 0),
  );
}

/** The vector, computed from the preset in the plainest way. */
function plainVector(tile: Rgb, preset: Preset): number[] {
  const seen = planes(tile, preset);
  const colours = seen.map(average);
  const { tokens, dim } = preset;
  if (!tokens) return times(colours, tokenWeights({ width: dim, prefix: 1 }).places);
  const width = tokens.take === 'class+mean' ? dim / 2 : dim;
  const weights = tokenWeights({ width, prefix: tokens.skip });
  const classToken = times(colours, weights.lead).slice(0, width);
  // The mean of all places' tokens is the token of their mean colour: the matrix is linear, places are equal.
  const mean = times(colours, weights.places);
  return { class: classToken, mean, 'class+mean': [...classToken, ...mean] }[tokens.take];
}

describe('presets', () => {
  it('cover class tokens, class and mean, register tokens that are skipped, and networks that pool themselves', () => {
    const all = Object.values(presets());
    expect(all.some(({ tokens }) => tokens?.take === 'class')).toBe(true);
    expect(all.some(({ tokens }) => tokens?.take === 'class+mean' && tokens.skip > 1)).toBe(true);
    expect(all.some(({ tokens }) => tokens === undefined)).toBe(true);
    expect(all.some(({ crop, resize }) => crop !== undefined && resize !== undefined)).toBe(true);
  });

  it.each(names)(
    '%s: a network of its signature gives the vectors that a plain computation gives',
    async (name) => {
      const preset = presetOf(name);
      const { manifest, folder } = await staged(name, randomModel(preset));
      expect(parseManifest(JSON.stringify(manifest), name)).toEqual(manifest);
      expect(manifest).toMatchObject({ preset: name, source: preset.source, licence: preset.licence });
      const encoder = await createOnnxEncoder(folder, { batch: 2 });
      const tiles = [1, 2].map((seed) => referenceTile(seed, preset.tilePx));
      const vectors = await encoder.embed(tiles);
      await encoder.close();
      for (const [i, tile] of tiles.entries()) {
        const plain = normalise(Float32Array.from(plainVector(tile, preset)));
        expect(vectors[i]).toHaveLength(preset.dim);
        expect(dot(vectors[i]!, plain)).toBeGreaterThan(1 - 1e-5);
      }
    },
  );

  it('keep what is easily taken for something else', () => {
    const of = (name: string) => presetOf(name);
    // Its own statistics, not those of ImageNet, which a public repository gives it.
    expect(of('h0-mini').mean).toEqual(of('h-optimus-0').mean);
    expect(of('h0-mini').mean[0]).toBe(0.707223);
    // CONCH's factory overrides the ImageNet default of its transform with CLIP's.
    expect(of('conch').mean[2]).toBe(0.40821073);
    expect(of('conch-v1-5').mean[2]).toBe(0.406);
    expect(of('midnight-12k').std).toEqual([0.5, 0.5, 0.5]);
    // 2,560 numbers, not the 3,584 of another list: four registers are left out of the mean.
    expect(of('virchow2')).toMatchObject({ dim: 2560, tokens: { take: 'class+mean', skip: 5, count: 261 } });
    expect(of('virchow')).toMatchObject({ dim: 2560, tokens: { take: 'class+mean', skip: 1, count: 257 } });
  });

  it('are told with their names when one is not known', () => {
    expect(() => presetOf('univ')).toThrow(/no preset “univ”/);
    expect(() => presetOf('constructor')).toThrow(/no preset/);
  });
});
