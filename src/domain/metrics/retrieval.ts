import { chanceFigures, type PoolItem } from './chance.js';
import type { Interval } from './intervals.js';
import { bootstrapClusters } from './intervals.js';
import type { ClassFigures, FigureName, Figures } from './retrieval-figures.js';
import { computeClass, computeFigures, tallyClasses } from './retrieval-figures.js';
import type { RetrievalQuery } from './retrieval-marks.js';
import { markQueries } from './retrieval-marks.js';

export type ClassReport = ClassFigures & {
  readonly ci95: { readonly recall?: Interval | undefined; readonly acc1?: Interval | undefined };
};

/** What `evaluate retrieval --json` prints, but for times and bytes. Definitions: metrics.md, "Retrieval". */
export type RetrievalReport = Figures & {
  /** What was to be found: `diagnosis` or `organ`. */
  readonly label: string;
  readonly queries: number;
  readonly patients: number;
  /** Percentile intervals over patients. A figure that is undefined has none. */
  readonly ci95: Readonly<Partial<Record<FigureName, Interval>>>;
  /** The same figures for neighbours in random order. */
  readonly chance: Figures;
  /** By label. */
  readonly perClass: readonly ClassReport[];
  /** Classes that cannot be right, since one patient alone has them: not in macroF1, balancedAccuracy. */
  readonly leftOut: { readonly classes: number; readonly queries: number };
  /** Queries with no relevant item in the archive: not in map5. */
  readonly withoutRelevant: number;
};

export type RetrievalOptions = {
  readonly label: string;
  /** Bootstrap draws, 2,000 by default. */
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
  /** What answers, for the chance line; by default the queries themselves. */
  readonly pool?: readonly PoolItem[] | undefined;
};

/**
 * All figures of a leave-one-patient-out run with 95 % intervals (cluster bootstrap over patients) and the chance
 * line. The same queries give the same report. Without queries every figure is undefined.
 */
export function evaluateRetrieval(
  queries: readonly RetrievalQuery[],
  options: RetrievalOptions,
): RetrievalReport {
  const marks = markQueries(queries);
  const once = new Uint16Array(queries.length).fill(1);
  const tallies = tallyClasses(marks, once);
  const classes = tallies.map(computeClass);
  const intervals = bootstrapClusters<string>(
    queries.map(({ patientId }) => patientId),
    (weights) => {
      const drawn = tallyClasses(marks, weights);
      return { ...computeFigures(drawn), ...classValues(drawn.map(computeClass)) };
    },
    options,
  );
  const figures = computeFigures(tallies);
  const names = Object.keys(figures) as FigureName[];
  const leftOut = classes.filter((one) => one.leftOut);
  return {
    label: options.label,
    queries: queries.length,
    patients: new Set(queries.map(({ patientId }) => patientId)).size,
    ...figures,
    ci95: Object.fromEntries(
      names.flatMap((name) => (intervals[name] === undefined ? [] : [[name, intervals[name]]])),
    ),
    chance: chanceFigures(queries, options.pool ?? queries),
    perClass: classes.map((one) => ({
      ...one,
      ci95: { recall: intervals[`recall ${one.label}`], acc1: intervals[`acc1 ${one.label}`] },
    })),
    leftOut: { classes: leftOut.length, queries: leftOut.reduce((sum, one) => sum + one.queries, 0) },
    withoutRelevant: queries.filter(({ relevantInArchive }) => relevantInArchive === 0).length,
  };
}

/** The figures of classes that get intervals, under names that no figure of the whole has. */
function classValues(classes: readonly ClassFigures[]): Record<string, number | undefined> {
  const values: Record<string, number | undefined> = {};
  for (const { label, recall, acc1 } of classes) {
    values[`recall ${label}`] = recall;
    values[`acc1 ${label}`] = acc1;
  }
  return values;
}

export type { ClassFigures, FigureName, Figures, PoolItem, RetrievalQuery };
