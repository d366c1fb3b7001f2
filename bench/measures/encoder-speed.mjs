import { join } from 'node:path';
import { MODELS } from '../built.mjs';
import { FORMULA, trainedModel } from '../encoders/models.mjs';
import { tilesPerSecond } from '../encoders/speed.mjs';

const TIMED = { small: 20, default: 400, full: 400 };
const LEAST = 250;

/** How fast the trained encoder is, beside the fixed formula. */
export async function measure(size) {
  const trained = await trainedModel();
  const own = await tilesPerSecond(join(MODELS, trained), TIMED[size]);
  const formula = await tilesPerSecond(join(MODELS, FORMULA), TIMED[size]);
  return {
    title: 'Speed of the encoder',
    about:
      'Tiles of 224 px, pixels to vector in fp32, one process with one thread per core, all at work at once.',
    rows: [
      {
        what: `${trained}: tiles a second`,
        measured: `${own.toFixed(0)} tiles/s`,
        reference: `${FORMULA} ${formula.toFixed(0)} tiles/s`,
        ratio: own / formula,
        target: `≥ ${LEAST} tiles/s`,
        met: own >= LEAST,
      },
    ],
  };
}
