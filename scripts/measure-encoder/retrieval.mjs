import { dot } from '../../dist/domain/vectors.js';

/**
 * Share of right labels among the first k answers, mean over labels (macro) of the mean over their queries.
 * Ties keep the order of the archive.
 *
 * @typedef {{ vector: Float32Array, label: string, unit: string }} Item
 * @param {Item[]} queries @param {Item[]} archive
 * @param {number[]} ks
 * @param {(query: Item, item: Item) => boolean} mayAnswer
 * @returns {number[]} one per k
 */
export function macroPrecision(queries, archive, ks, mayAnswer) {
  const deepest = Math.max(...ks);
  const byLabel = new Map();
  for (const query of queries) {
    const hits = archive
      .filter((item) => mayAnswer(query, item))
      .map((item) => ({ isRight: item.label === query.label, similarity: dot(query.vector, item.vector) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, deepest);
    const shares = ks.map((k) => hits.slice(0, k).filter(({ isRight }) => isRight).length / k);
    byLabel.set(query.label, [...(byLabel.get(query.label) ?? []), shares]);
  }
  return ks.map((_, i) => mean([...byLabel.values()].map((rows) => mean(rows.map((shares) => shares[i])))));
}

export function mean(/** @type {number[]} */ values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
