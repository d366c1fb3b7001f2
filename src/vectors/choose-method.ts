/** What decides how a search is done. */
export type SearchSize = {
  readonly dim: number;
  readonly queries: number;
  /** Rows wanted per query. */
  readonly limit: number;
  /** Rows that may answer. */
  readonly allowedRows: number;
  /** Rows in the graph, and those that may answer but are not in it. */
  readonly graphRows: number;
  readonly missingRows: number;
  /** Whether only some slides may answer. */
  readonly filtered: boolean;
  /** Candidates a walk keeps. */
  readonly effort: number;
};

/** The way that is expected to be faster. */
export function chooseMethod(size: SearchSize): 'exact' | 'graph' {
  if (size.graphRows === 0 || size.limit * 10 > size.allowedRows) return 'exact';
  return graphMs(size) + scanMs(size, size.missingRows) < scanMs(size, size.allowedRows) ? 'graph' : 'exact';
}

function scanMs({ dim, queries }: SearchSize, rows: number): number {
  return rows * (dim / 256) * (8e-5 + 6e-6 * queries);
}

function graphMs({
  dim,
  queries,
  allowedRows,
  missingRows,
  graphRows,
  filtered,
  effort,
}: SearchSize): number {
  const share = Math.max(1e-6, (allowedRows - missingRows) / graphRows);
  const visited = filtered ? effort / share : effort;
  return queries * visited * (dim / 256) * 4e-3;
}
