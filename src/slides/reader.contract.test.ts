import { madeSource, paint, pixelAt, waves } from '../../tests/support/made-pixels.js';
import { describeSlideReader } from './contract.js';
import { createSlideReader } from './reader.js';

const truth = paint(waves, 1221, 967);
const pixels = [
  [0, 0],
  [611, 483],
  [1220, 966],
] as const;

describeSlideReader('pixels in memory', {
  open: async () => createSlideReader(madeSource(waves, 1221, 967, [1, 2, 4, 16])),
  width: 1221,
  height: 967,
  levelCount: 4,
  pixels: pixels.map(([x, y]) => ({ x, y, rgb: pixelAt(truth, x, y) })),
  tolerance: 0,
});
