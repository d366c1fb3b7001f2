import { SIDE } from './features.mjs';

/** What model.json says. */
export function manifestOf(/** @type {string} */ sha256, /** @type {number} */ dim) {
  return {
    id: 'stain-texture',
    kind: 'encoder',
    name: 'Stain texture (fixed formula, untrained)',
    sha256,
    scales: [0.5, 1, 2, 4].map((mpp) => ({ mpp, tilePx: SIDE })),
    mean: [0, 0, 0],
    std: [1, 1, 1],
    input: 'pixels',
    output: 'vector',
    dim,
    pooling:
      'statistics over the whole tile of stain density, its derivatives at four scales, and its architecture; standardised, bounded, length 1',
    licence: 'Apache-2.0',
    trainingData:
      'none; only mean and standard deviation of each number come from the training split of LC25000 lung tiles and colorectal tiles',
    limits: [
      'Research use only: not for diagnosis.',
      'Made for haematoxylin and eosin in bright field; other stains give vectors without meaning.',
      'Compares texture and architecture, not diagnosis; weaker than a trained encoder.',
    ],
  };
}
