/** What decides how a search is done. */
export type SearchSize = {
  readonly dim: number;
  readonly queries: number;
  /** Rows wanted per query. */
  readonly limit: number;
  /** Rows that may answer. */
  readonly allowedRows: number;
  /** Rows in the graph. */
  readonly graphRows: number;
  /** Rows that may answer but are not in the graph yet: they are scanned in either case. */
  readonly missingRows: number;
  /** Candidates a walk keeps. */
  readonly effort: number;
};

/**
 * The way that is expected to take less time. Measured by bench/vectors.mjs at 60,000 × 256 on one core: scanning
 * is as fast as walking at about 20,000 rows, or where fewer than about a third (1 query) or half (16 queries) of
 * 60,000 rows are allowed; of a million rows it is about a tenth.
 */
export function chooseMethod(size: SearchSize): 'exact' | 'graph' {
  // So large a share of the rows is wanted that a walk would pass most of them, one by one.
  if (size.graphRows === 0 || size.limit * 10 > size.allowedRows) return 'exact';
  return walkMs(size) + scanMs(size, size.missingRows) < scanMs(size, size.allowedRows) ? 'graph' : 'exact';
}

/** Widening a row, multiplying it with each query, and comparing each product. */
function scanMs({ dim, queries }: SearchSize, rows: number): number {
  return (rows * ((80 + 6 * queries) * (dim / 256) + 6 * queries)) / 1e6;
}

/** Per row that is passed; to keep `effort` allowed rows a walk passes as many more as are not allowed. */
function walkMs({ dim, queries, allowedRows, missingRows, graphRows, effort }: SearchSize): number {
  const share = Math.min(1, Math.max(allowedRows - missingRows, 1) / graphRows);
  const passed = Math.min(graphRows, effort / share);
  return queries * passed * 0.003 * (0.5 + dim / 512);
}
