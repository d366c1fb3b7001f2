import { drawVessels, strewCells } from '../layers/cells.mjs';

// Looks and grounds that several patterns share, with their ranges.

/** @param {[number, number]} h @param {[number, number]} e */
export const dye = (h, e) => ({ dye: true, h, e });

export const FIBROBLAST = {
  cell: 'fibroblast',
  size: [2.3, 2.8],
  spread: 0.22,
  long: [3.4, 5],
  rough: 0.05,
  dark: [1, 1.25],
  texture: 0.5,
  clear: 0.1,
  nucleolus: 0,
};
export const LYMPHOCYTE = {
  cell: 'lymphocyte',
  size: [2.7, 3.1],
  spread: 0.1,
  long: 1.08,
  rough: 0.04,
  dark: [1.5, 1.8],
  texture: 0.5,
  clear: 0,
  nucleolus: 0,
};
export const ENDOTHELIUM = { ...FIBROBLAST, cell: 'endothelium', size: [1.9, 2.3], long: [2.4, 3.2] };

/** A benign or a malignant epithelial nucleus, changed by what is given. @param {Record<string, unknown>} change */
export const benign = (change = {}) => ({
  cell: 'epithelium',
  size: [3, 3.4],
  spread: 0.1,
  long: [1.25, 1.5],
  rough: 0.04,
  dark: [1.05, 1.3],
  texture: 0.6,
  clear: 0.25,
  nucleolus: 0.05,
  ...change,
});
export const malignant = (/** @type {Record<string, unknown>} */ change = {}) => ({
  cell: 'tumour',
  size: [4.3, 5.2],
  spread: [0.2, 0.3],
  long: [1.2, 1.45],
  rough: [0.08, 0.12],
  dark: [0.95, 1.25],
  texture: 0.9,
  clear: [0.35, 0.6],
  nucleolus: [0.3, 0.6],
  ...change,
});

/** @param {Record<string, unknown>} change */
export const fibroblasts = (change = {}) => [
  strewCells,
  { pitch: 13, share: [0.16, 0.3], nucleus: FIBROBLAST, align: true, ...change },
];
/** @param {Record<string, unknown>} change */
export const lymphocytes = (change = {}) => [
  strewCells,
  { pitch: 7.6, share: [0.12, 0.3], nucleus: LYMPHOCYTE, cluster: 1, clusterUm: [50, 80], ...change },
];
/** @param {Record<string, unknown>} change */
export const vessels = (change = {}) => [
  drawVessels,
  { spacing: 150, share: [0.3, 0.5], size: [9, 14], nucleus: ENDOTHELIUM, ...change },
];

export const COLLAGEN = {
  e: [0.5, 0.68],
  h: [0.02, 0.05],
  fibre: [0.2, 0.3],
  bundle: [0.2, 0.32],
  cloud: 0.1,
  gap: [-1.7, -1.3],
};
export const LOOSE = {
  e: [0.34, 0.46],
  h: [0.05, 0.1],
  fibre: [0.28, 0.4],
  bundle: [0.3, 0.4],
  cloud: 0.15,
  gap: [-1.25, -0.9],
};
export const SOFT = {
  e: [0.24, 0.34],
  h: [0.1, 0.18],
  fibre: 0.15,
  bundle: 0.2,
  cloud: 0.2,
  gap: [-1.6, -1.2],
};
export const MUSCLE = {
  e: [0.72, 0.9],
  h: [0.02, 0.05],
  fibre: [0.1, 0.14],
  bundle: [0.1, 0.16],
  cloud: 0.06,
  gap: [-1.75, -1.5],
};
export const OPEN = { e: 0.015, h: 0, fibre: 0, bundle: 0, cloud: 0.1, gap: -4 };
export const WALL = { e: [0.42, 0.56], h: [0.06, 0.1], fibre: 0.2, bundle: 0.15, cloud: 0.1, gap: -3 };
