import type { MarkName, QueryMarks } from './retrieval-marks.js';
import { MARK_NAMES } from './retrieval-marks.js';

/** Figures over all queries. macro…: mean over classes of the figure within the class. */
export type FigureName =
  | MarkName
  | 'macroAcc1'
  | 'macroMmv3'
  | 'macroMmv5'
  | 'macroP5'
  | 'macroP10'
  | 'macroF1'
  | 'balancedAccuracy';
export type Figures = Readonly<Record<FigureName, number | undefined>>;

export type ClassFigures = Readonly<Record<MarkName, number | undefined>> & {
  readonly label: string;
  readonly patients: number;
  readonly queries: number;
  /** True where no neighbour can be right (one patient alone has it): no recall, precision or F1. */
  readonly leftOut: boolean;
  /** Of the mMV@3 prediction, among queries of classes that are not left out. */
  readonly recall: number | undefined;
  /** Undefined where nothing was predicted as this class. */
  readonly precision: number | undefined;
  /** 2TP / (2TP + FP + FN). */
  readonly f1: number | undefined;
};

/** What is counted of one class: enough for every figure, so that a bootstrap draw reads its queries once. */
export type ClassTally = {
  readonly label: string;
  readonly patients: number;
  readonly leftOut: boolean;
  queries: number;
  /** Queries with a relevant item in the archive: those that have an AP. */
  withRelevant: number;
  /** Queries whose mMV@3 prediction is right. */
  right: number;
  /** Queries predicted as this class, of classes that are not left out. */
  predicted: number;
  readonly sums: Record<MarkName, number>;
};

/** Counts every class in the order of `marks.labels`, each query `weights[i]` times. */
export function tallyClasses(marks: QueryMarks, weights: Uint16Array): ClassTally[] {
  const tallies = marks.labels.map((label, place) =>
    emptyTally(label, marks.patients[place]!, !marks.canBeRight[place]),
  );
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    const own = tallies[marks.truth[i]!]!;
    own.queries += weight;
    if (!Number.isNaN(marks.columns.map5[i]!)) own.withRelevant += weight;
    for (const name of MARK_NAMES) {
      const value = marks.columns[name][i]!;
      if (!Number.isNaN(value)) own.sums[name] += weight * value;
    }
    const guess = tallies[marks.predicted[i]!];
    if (guess === undefined || own.leftOut) continue;
    guess.predicted += weight;
    if (guess === own) own.right += weight;
  }
  return tallies;
}

/** All figures over all queries. A class that nobody counts towards is in no macro mean. */
export function computeFigures(tallies: readonly ClassTally[]): Figures {
  const classes = tallies.map(computeClass);
  return {
    ...meansOf(sumTallies(tallies)),
    macroAcc1: meanOf(classes.map(({ acc1 }) => acc1)),
    macroMmv3: meanOf(classes.map(({ mmv3 }) => mmv3)),
    macroMmv5: meanOf(classes.map(({ mmv5 }) => mmv5)),
    macroP5: meanOf(classes.map(({ p5 }) => p5)),
    macroP10: meanOf(classes.map(({ p10 }) => p10)),
    macroF1: meanOf(classes.map(({ f1 }) => f1)),
    balancedAccuracy: meanOf(classes.map(({ recall }) => recall)),
  };
}

/** The figures of one class. */
export function computeClass(tally: ClassTally): ClassFigures {
  const { label, patients, leftOut, queries, right, predicted } = tally;
  const counted = !leftOut && queries > 0;
  return {
    label,
    patients,
    queries,
    leftOut,
    recall: counted ? right / queries : undefined,
    precision: counted && predicted > 0 ? right / predicted : undefined,
    f1: counted ? (2 * right) / (queries + predicted) : undefined,
    ...meansOf(tally),
  };
}

type Sums = Pick<ClassTally, 'queries' | 'withRelevant' | 'sums'>;

function meansOf({ queries, withRelevant, sums }: Sums): Record<MarkName, number | undefined> {
  const means = {} as Record<MarkName, number | undefined>;
  for (const name of MARK_NAMES) {
    const total = name === 'map5' ? withRelevant : queries;
    means[name] = total > 0 ? sums[name] / total : undefined;
  }
  return means;
}

function sumTallies(tallies: readonly ClassTally[]): Sums {
  const all = emptyTally('', 0, false);
  for (const tally of tallies) {
    all.queries += tally.queries;
    all.withRelevant += tally.withRelevant;
    for (const name of MARK_NAMES) all.sums[name] += tally.sums[name];
  }
  return all;
}

function emptyTally(label: string, patients: number, leftOut: boolean): ClassTally {
  const sums = { acc1: 0, acc3: 0, acc5: 0, mmv1: 0, mmv3: 0, mmv5: 0, map5: 0, p5: 0, p10: 0 };
  return { label, patients, leftOut, queries: 0, withRelevant: 0, right: 0, predicted: 0, sums };
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : given.reduce((sum, value) => sum + value, 0) / given.length;
}
