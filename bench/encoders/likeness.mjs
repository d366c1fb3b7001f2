import { built } from '../built.mjs';
import { quantile, sum } from '../times.mjs';
import { otherStain, turnsAndFlips } from './changes.mjs';
import { atScale, compressed, readPicture } from './pictures.mjs';

const { createOnnxEncoder } = await built('inference/onnx-encoder.js');
const { dot } = await built('domain/vectors.js');

/** What a tile may go through without another tissue being on it. */
const CHANGES = {
  'turned or flipped': async (tile) => turnsAndFlips(tile),
  'stained otherwise': async (tile, i) => [otherStain(tile, 1000 + i)],
  'JPEG of quality 70': async (tile) => [await compressed(tile, 70)],
  '20 % finer': async (tile) => [await atScale(tile, 1.2)],
  '20 % coarser': async (tile) => [await atScale(tile, 1 / 1.2)],
};

/** Cosines of tiles with themselves after each change, and for comparison with the next tile of the list. */
export async function likeness(modelFolder, files) {
  const encoder = await createOnnxEncoder(modelFolder, { threads: 1 });
  const side = encoder.manifest.scales[0].tilePx;
  const embed = async (tile) => (await encoder.embed([tile]))[0];
  const tiles = (await Promise.all(files.map(readPicture))).filter(({ width }) => width === side);
  const own = [];
  for (const tile of tiles) own.push(await embed(tile));
  const found = [];
  for (const [name, change] of Object.entries(CHANGES)) {
    const cosines = [];
    for (const [i, tile] of tiles.entries()) {
      for (const changed of await change(tile, i)) cosines.push(dot(own[i], await embed(changed)));
    }
    found.push({ name, ...spreadOf(cosines) });
  }
  const others = own.flatMap((vector, i) => (i === 0 ? [] : [dot(vector, own[i - 1])]));
  await encoder.close();
  return [...found, { name: 'for comparison: the next tile of the list', ...spreadOf(others) }];
}

function spreadOf(cosines) {
  return { mean: sum(cosines) / cosines.length, low: quantile(cosines, 0.05), n: cosines.length };
}
