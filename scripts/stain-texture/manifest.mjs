import { DIM } from './model.mjs';
import { SIDE } from './planes.mjs';

/** What model.json says. */
export function manifestOf(/** @type {string} */ sha256) {
  return {
    id: 'stain-texture',
    kind: 'encoder',
    name: 'Stain texture (fixed formula, untrained)',
    sha256,
    scales: [0.5, 1, 2, 4].map((mpp) => ({ mpp, tilePx: SIDE })),
    input: 'float32-nchw',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    output: 'vector',
    dim: DIM,
    pooling:
      'statistics over the whole tile: local shapes of the stain planes at three scales and which occur together, dye histograms, sizes of lumina, nests and stroma; standardised, bounded, projected on 128 half-whitened principal axes',
    licence: 'Apache-2.0',
    trainingData:
      'no labels and no learning by examples; means, deviations and principal axes of the statistics come from 2,106 tiles of the training splits of LC25000 (lung) and a colorectal set, and from 960 synthetic phantoms',
    limits: [
      'Research use only: not for diagnosis.',
      'Made for haematoxylin and eosin in bright field; other stains give vectors without meaning.',
      'Compares texture and architecture, not diagnosis; weaker than a trained encoder.',
    ],
  };
}
