/**
 * Mean and deviation of R, G and B: what colour alone knows. Standardised over the archive by the caller.
 * @param {import('../../dist/domain/slides.js').Rgb} tile
 * @returns {number[]} six numbers
 */
export function colourStatistics({ data }) {
  const n = data.length / 3;
  return [0, 1, 2].flatMap((c) => {
    let sum = 0;
    let squares = 0;
    for (let i = c; i < data.length; i += 3) {
      sum += data[i];
      squares += data[i] ** 2;
    }
    return [sum / n, Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2))];
  });
}

/** Unit vectors of rows, each column standardised. @param {number[][]} rows @returns {Float32Array[]} */
export function standardisedVectors(rows) {
  const columns = rows[0].map((_, c) => rows.map((row) => row[c]));
  const means = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length);
  const sds = columns.map((column, c) =>
    Math.sqrt(column.reduce((a, b) => a + (b - means[c]) ** 2, 0) / column.length),
  );
  return rows.map((row) => {
    const vector = Float32Array.from(row, (value, c) => (value - means[c]) / (sds[c] || 1));
    const length = Math.hypot(...vector);
    return vector.map((value) => value / (length || 1));
  });
}
