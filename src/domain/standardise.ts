/**
 * Rows brought to mean 0 and deviation 1 in every column over the rows `over`, then to length 1, as one matrix. A
 * column without spread there says nothing and becomes 0; so does a row without any difference from the mean.
 */
export function standardise(rows: readonly (readonly number[])[], over: readonly number[]): Float32Array {
  const dim = rows[0]?.length ?? 0;
  const columns = Array.from({ length: dim }, (_, column) =>
    spreadOf(over.map((row) => rows[row]![column]!)),
  );
  const matrix = new Float32Array(rows.length * dim);
  rows.forEach((row, i) => {
    const values = row.map((value, column) => {
      const { mean, deviation } = columns[column]!;
      return deviation > 0 ? (value - mean) / deviation : 0;
    });
    const length = Math.hypot(...values);
    if (length > 0)
      matrix.set(
        values.map((value) => value / length),
        i * dim,
      );
  });
  return matrix;
}

function spreadOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
