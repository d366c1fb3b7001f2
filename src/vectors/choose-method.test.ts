import { describe, expect, it } from 'vitest';
import { chooseMethod } from './choose-method.js';

const base = {
  dim: 256,
  queries: 1,
  limit: 116,
  allowedRows: 1e6,
  graphRows: 1e6,
  missingRows: 0,
  effort: 232,
};

describe('the way a search is done', () => {
  it.each([
    ['a walk through a large graph', {}, 'graph'],
    ['a scan without a graph', { graphRows: 0, missingRows: 1e6 }, 'exact'],
    ['a scan of few rows', { allowedRows: 4000, graphRows: 4000 }, 'exact'],
    ['a scan when most rows are wanted', { limit: 200_000 }, 'exact'],
    ['a walk when half of the rows are allowed', { allowedRows: 5e5 }, 'graph'],
    ['a scan when one in a hundred is allowed', { allowedRows: 1e4 }, 'exact'],
    ['a scan of one in twenty for many queries', { allowedRows: 5e4, queries: 64 }, 'exact'],
    [
      'a walk and a short scan when the graph is nearly complete',
      { graphRows: 9e5, missingRows: 1e5 },
      'graph',
    ],
    [
      'a scan of what is allowed when hardly any of it is in the graph',
      { graphRows: 3e5, allowedRows: 2e4, missingRows: 19_990 },
      'exact',
    ],
  ] as const)('is %s', (_, change, method) => {
    expect(chooseMethod({ ...base, ...change })).toBe(method);
  });
});
