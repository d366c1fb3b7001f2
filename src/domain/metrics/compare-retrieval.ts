import { bootstrapClusters, type Interval } from './intervals.js';
import { evaluateRetrieval, type RetrievalOptions, type RetrievalReport } from './retrieval.js';
import { computeFigures, type FigureName, tallyClasses } from './retrieval-figures.js';
import { markQueries, type RetrievalQuery } from './retrieval-marks.js';

/** Second minus first. */
export type Difference = {
  readonly value: number | undefined;
  /** Percentile interval over patients; the same patients are drawn for both. */
  readonly ci95: Interval | undefined;
};

export type RetrievalComparison = {
  readonly first: RetrievalReport;
  readonly second: RetrievalReport;
  readonly difference: Readonly<Record<FigureName, Difference>>;
};

/**
 * Two runs of the very same questions, side by side, with the paired difference of every figure: what both find hard
 * or easy cancels out, so that a difference shows which the two intervals beside each other would hide.
 * The runs hold the same queries (patient and label) in the same order.
 */
export function compareRetrieval(
  first: readonly RetrievalQuery[],
  second: readonly RetrievalQuery[],
  options: RetrievalOptions,
): RetrievalComparison {
  const isPaired = ({ patientId, label }: RetrievalQuery, i: number) =>
    second[i]?.patientId === patientId && second[i]?.label === label;
  if (first.length !== second.length || !first.every(isPaired)) {
    throw new RangeError('The two runs do not hold the same queries in the same order.');
  }
  const [before, after] = [markQueries(first), markQueries(second)];
  const differ = (weights: Uint16Array) => {
    const [a, b] = [
      computeFigures(tallyClasses(before, weights)),
      computeFigures(tallyClasses(after, weights)),
    ];
    return Object.fromEntries(names(a).map((name) => [name, minus(b[name], a[name])])) as Record<
      FigureName,
      number | undefined
    >;
  };
  const values = differ(new Uint16Array(first.length).fill(1));
  const intervals = bootstrapClusters<FigureName>(
    first.map(({ patientId }) => patientId),
    differ,
    options,
  );
  return {
    first: evaluateRetrieval(first, options),
    second: evaluateRetrieval(second, options),
    difference: Object.fromEntries(
      names(values).map((name) => [name, { value: values[name], ci95: intervals[name] }]),
    ) as RetrievalComparison['difference'],
  };
}

function names(figures: Readonly<Record<FigureName, unknown>>): FigureName[] {
  return Object.keys(figures) as FigureName[];
}

function minus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
