import { strewCells } from '../layers/cells.mjs';
import { drawNests } from '../layers/nests.mjs';
import { drawPapillae } from '../layers/papillae.mjs';
import { drawSpaces } from '../layers/spaces.mjs';
import {
  benign,
  dye,
  FIBROBLAST,
  fibroblasts,
  LOOSE,
  lymphocytes,
  malignant,
  OPEN,
  SOFT,
  vessels,
  WALL,
} from './looks.mjs';

/**
 * Patterns of nests, sheets, papillae and air spaces.
 * @type {Readonly<Record<string, import('../recipes.mjs').Recipe>>}
 */
export const SOLID_AND_OPEN = {
  'solid nests': {
    ground: LOOSE,
    layers: [
      [
        drawNests,
        {
          spacing: [78, 92],
          jitter: 0.8,
          share: [0.78, 0.88],
          size: [24, 30],
          sizeSpread: 0.4,
          aspect: [1.6, 2.2],
          rough: [0.14, 0.18],
          align: 1,
          pitch: [10, 11],
          nucleus: malignant(),
          cytoplasm: dye([0.18, 0.26], [0.34, 0.46]),
        },
      ],
      fibroblasts({ share: [0.25, 0.4] }),
      lymphocytes({ share: [0.02, 0.1] }),
    ],
  },
  'squamous nests': {
    ground: LOOSE,
    layers: [
      [
        drawNests,
        {
          spacing: [150, 172],
          jitter: 0.55,
          share: [0.9, 0.97],
          size: [62, 74],
          sizeSpread: 0.25,
          aspect: [1.2, 1.6],
          rough: [0.1, 0.14],
          pitch: [12.2, 13.6],
          nucleus: malignant({ size: [4.1, 4.7], spread: 0.18 }),
          cytoplasm: dye([0.1, 0.15], [0.5, 0.62]),
          mature: [0.5, 0.7],
          pearl: [0.8, 0.95],
          pearlSize: [24, 30],
          pearlNucleus: { ...FIBROBLAST, cell: 'tumour', size: [2.2, 2.6], long: [3, 4] },
        },
      ],
      fibroblasts({ share: [0.25, 0.35] }),
      lymphocytes({ share: [0.1, 0.2] }),
    ],
  },
  papillae: {
    ground: OPEN,
    layers: [
      [
        drawPapillae,
        {
          spacing: [58, 66],
          jitter: 0.6,
          size: [19, 23],
          sizeSpread: 0.2,
          aspect: [2.3, 3.2],
          rough: [0.05, 0.08],
          wall: [10.5, 12.5],
          seat: 5,
          pitch: [6.8, 7.8],
          disorder: [0.2, 0.4],
          nucleus: malignant({
            size: [3.9, 4.4],
            long: [1.3, 1.5],
            dark: [0.75, 0.95],
            clear: [0.65, 0.85],
            rough: 0.06,
            spread: 0.12,
            nucleolus: 0.08,
          }),
          coreNucleus: FIBROBLAST,
          cytoplasm: dye([0.1, 0.16], [0.36, 0.48]),
          core: dye([0.03, 0.06], [0.55, 0.7]),
        },
      ],
    ],
  },
  alveoli: {
    ground: WALL,
    layers: [
      [
        drawSpaces,
        {
          spacing: [72, 86],
          jitter: 0.7,
          wall: [7, 9.5],
          round: [0.2, 0.4],
          content: dye([0, 0], [0.008, 0.014]),
          rim: dye([0.03, 0.06], [0.34, 0.42]),
          missing: 0.02,
          wallNucleus: benign({ cell: 'epithelium', size: [2.5, 2.9], long: [1.6, 2.1], dark: [1.2, 1.4] }),
          pitch: [12, 15],
          free: [0.25, 0.5],
          merge: 0.04,
        },
      ],
      vessels({ spacing: 220, share: 0.4, size: [12, 18] }),
    ],
  },
  'lymphoid sheets': {
    ground: SOFT,
    layers: [
      [
        strewCells,
        {
          pitch: [9.2, 10],
          share: [0.94, 0.98],
          jitter: 0.45,
          nucleus: malignant({
            size: [4.1, 4.6],
            spread: [0.12, 0.18],
            long: 1.12,
            rough: 0.08,
            dark: [1.1, 1.4],
            clear: [0.3, 0.45],
            nucleolus: [0.4, 0.6],
          }),
        },
      ],
      fibroblasts({ share: 0.03 }),
    ],
  },
};
