import { built } from '../built.mjs';
import { median, ms, quantile, timed } from '../times.mjs';

const SIZES = {
  small: { cases: 5, tiles: 200, repeats: 5 },
  default: { cases: 50, tiles: 2000, repeats: 30 },
  full: { cases: 50, tiles: 2000, repeats: 30 },
};
const DIM = 256;
/** Query tiles → budget, ms. */
const BUDGETS = [
  [1, 100],
  [4, 100],
  [16, undefined],
  [64, 500],
];
const SPACE = 'rescore';

/** The exact score of every candidate case: the index against one bare matrix product over the same rows. */
export async function measure(size) {
  const { cases, tiles, repeats } = SIZES[size];
  const { index, vectors, clusters, matMul } = await createRows(cases, tiles);
  const groups = Array.from({ length: cases }, (_, i) => [i + 1]);
  const rows = [];
  for (const [count, budget] of BUDGETS) {
    const [own, bare] = [[], []];
    for (let i = 0; i < repeats; i++) {
      const queries = clusters.slide(count);
      own.push((await timed(() => index.rescore(SPACE, queries, groups)))[0]);
      bare.push((await timed(() => matMul(vectors, queries, DIM)))[0]);
    }
    const p95 = quantile(own, 0.95);
    rows.push({
      what: `${count} query tile${count > 1 ? 's' : ''}`,
      measured: `p50 ${ms(median(own))}, p95 ${ms(p95)}`,
      reference: `p50 ${ms(median(bare))}`,
      ratio: median(own) / median(bare),
      ...(budget ? { target: `p95 ≤ ${budget} ms`, met: p95 <= budget } : {}),
    });
  }
  await index.close();
  return {
    title: 'Exact re-scoring',
    about: `${cases} cases × ${tiles.toLocaleString('en')} tiles × ${DIM} numbers, one thread. Reference: the product of the same numbers in one piece, without finding the best row.`,
    rows,
  };
}

async function createRows(cases, tiles) {
  const { createVectorIndex } = await built('vectors/hnsw-index.js');
  const { createMatMul } = await built('inference/matmul.js');
  const { encodeFloat16 } = await built('domain/float16.js');
  const { ClusteredVectors } = await built('vectors/testing/clustered-vectors.js');
  const clusters = new ClusteredVectors(DIM, 1);
  const vectors = new Uint16Array(cases * tiles * DIM);
  const changes = Array.from({ length: cases }, (_, i) => {
    const own = encodeFloat16(clusters.slide(tiles));
    vectors.set(own, i * tiles * DIM);
    const tileIds = Uint32Array.from({ length: tiles }, (__, row) => i * tiles + row + 1);
    return { kind: 'add', change: i + 1, slideKey: i + 1, tileIds, vectors: own };
  });
  const source = {
    spaces: () => [{ id: SPACE, dim: DIM }],
    head: () => cases,
    count: () => cases * tiles,
    changes: (_, after) => changes.slice(after),
  };
  const matMul = await createMatMul();
  const options = { graphThreshold: Number.POSITIVE_INFINITY };
  const index = createVectorIndex({ folder: '/nowhere', source, matMul, options });
  await index.refresh(SPACE);
  return { index, vectors, clusters, matMul };
}
