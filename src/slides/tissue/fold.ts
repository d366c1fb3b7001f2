/** Density by blocks of one tile: sums per block of optical density, and the least green density seen in it. */
export type BlockDensity = {
  readonly count: Uint16Array;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly leastGreen: Float32Array;
};

/** A fold covers at least this share of the tile, else the tile is still worth having. */
const LEAST_SHARE = 0.35;
/** Green density that a single layer of ordinary thickness seldom reaches over a whole block. */
const DENSE = 1.6;

/**
 * True when a second layer of tissue lies over much of the tile. Two signs are accepted: blocks of one hue in
 * two densities, the denser more than half as dense again and without a light spot in it; or density beyond any
 * single layer everywhere. Dark tumour beside pale stroma differs in hue, dark nuclei have light gaps: neither
 * is a fold. Folds in pale slides stay unseen: better a fold embedded than a tumour lost.
 */
export function isFolded(blocks: BlockDensity): boolean {
  const groups = { dense: emptyGroup(), thin: emptyGroup() };
  let all = 0;
  for (let i = 0; i < blocks.count.length; i++) {
    const n = blocks.count[i]!;
    if (n === 0) continue;
    all++;
    const green = blocks.green[i]! / n;
    const group = green > DENSE && blocks.leastGreen[i]! > 0.6 * green ? groups.dense : groups.thin;
    group.blocks++;
    group.red += blocks.red[i]! / n;
    group.green += green;
  }
  const { dense, thin } = groups;
  if (all === 0 || dense.blocks < LEAST_SHARE * all) return false;
  const denseGreen = dense.green / dense.blocks;
  const denseHue = dense.red / dense.green;
  if (dense.blocks > 0.9 * all) return denseGreen > 2.4 && denseHue > 0.45;
  const thinGreen = thin.green / thin.blocks;
  const thinHue = thin.red / Math.max(1e-6, thin.green);
  return thinGreen > 0.25 && denseGreen > 1.8 * thinGreen && Math.abs(denseHue - thinHue) < 0.2 * denseHue;
}

type Group = { blocks: number; red: number; green: number };

function emptyGroup(): Group {
  return { blocks: 0, red: 0, green: 0 };
}
