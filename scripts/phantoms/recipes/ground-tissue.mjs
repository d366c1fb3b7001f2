import { drawSpaces } from '../layers/spaces.mjs';
import {
  COLLAGEN,
  dye,
  ENDOTHELIUM,
  FIBROBLAST,
  fibroblasts,
  LOOSE,
  lymphocytes,
  MUSCLE,
  SOFT,
  vessels,
  WALL,
} from './looks.mjs';

/**
 * Tissue that lies between and beside: stroma, muscle, fat, lymphocytes.
 * @type {Readonly<Record<string, import('../recipes.mjs').Recipe>>}
 */
export const GROUND_TISSUE = {
  stroma: { ground: COLLAGEN, layers: [vessels(), fibroblasts(), lymphocytes({ share: [0.01, 0.05] })] },
  'loose stroma': { ground: LOOSE, layers: [vessels(), fibroblasts(), lymphocytes({ share: [0.03, 0.1] })] },
  muscle: {
    ground: MUSCLE,
    layers: [
      fibroblasts({
        pitch: 15,
        share: [0.2, 0.3],
        nucleus: { ...FIBROBLAST, long: [4.5, 6], dark: [0.8, 1] },
      }),
    ],
  },
  fat: {
    ground: WALL,
    layers: [
      [
        drawSpaces,
        {
          spacing: [52, 66],
          jitter: 0.55,
          wall: [1.6, 2.4],
          round: [0.15, 0.35],
          content: dye([0, 0], [0.008, 0.015]),
          rim: dye([0.01, 0.03], [0.3, 0.42]),
          missing: 0.015,
          wallNucleus: ENDOTHELIUM,
          pitch: [110, 160],
        },
      ],
      vessels({ spacing: 300 }),
    ],
  },
  lymphocytes: {
    ground: SOFT,
    layers: [
      lymphocytes({ pitch: 6.9, share: [0.8, 0.92], cluster: 0.25, clusterUm: 90 }),
      fibroblasts({ share: 0.06 }),
    ],
  },
};
