import { averagePrecision, isHit, majorityLabel, precisionAt } from './ranked-query.js';

/** One query of a leave-one-patient-out run: a case, a labelled tile or a region, asked of all other patients. */
export type RetrievalQuery = {
  /** Patient, or the finest group that a set without patients knows: what intervals are drawn over. */
  readonly patientId: string;
  readonly label: string;
  /** Labels of the neighbours of other patients, best first; ten are enough. */
  readonly ranked: readonly string[];
  /** Items of other patients in the archive that carry the label. */
  readonly relevantInArchive: number;
};

/** Deepest rank that any figure looks at. */
export const DEEPEST_RANK = 10;

/** What is averaged over queries. */
export const MARK_NAMES = ['acc1', 'acc3', 'acc5', 'mmv1', 'mmv3', 'mmv5', 'map5', 'p5', 'p10'] as const;
export type MarkName = (typeof MARK_NAMES)[number];

/** Queries as columns: worked out once, averaged in every draw of a bootstrap. */
export type QueryMarks = {
  /** One value per query, NaN where it is left out. */
  readonly columns: Readonly<Record<MarkName, Float64Array>>;
  /** Labels of the queries, rising by code units. */
  readonly labels: readonly string[];
  /** Different patients of each label. */
  readonly patients: readonly number[];
  /** Whether any query of the label has a relevant item in the archive: without one none can be right. */
  readonly canBeRight: readonly boolean[];
  /** Place of each query's label. */
  readonly truth: Int32Array;
  /** Place of the mMV@3 prediction; −1 for none and for a label that no query has. */
  readonly predicted: Int32Array;
};

/** Marks every query (ranked-query.ts has the definitions). */
export function markQueries(queries: readonly RetrievalQuery[]): QueryMarks {
  const labels = [...new Set(queries.map(({ label }) => label))].sort();
  const places = new Map(labels.map((label, place) => [label, place]));
  const columns = Object.fromEntries(
    MARK_NAMES.map((name) => [name, new Float64Array(queries.length)]),
  ) as Record<MarkName, Float64Array>;
  const truth = new Int32Array(queries.length);
  const predicted = new Int32Array(queries.length).fill(-1);
  const patients = labels.map(() => new Set<string>());
  const canBeRight = labels.map(() => false);
  queries.forEach((query, i) => {
    const { label, ranked, relevantInArchive } = query;
    const majority = majorityLabel(ranked, 3);
    truth[i] = places.get(label)!;
    predicted[i] = (majority === undefined ? undefined : places.get(majority)) ?? -1;
    patients[truth[i]!]!.add(query.patientId);
    canBeRight[truth[i]!] ||= relevantInArchive > 0;
    columns.acc1[i] = Number(isHit(label, ranked, 1));
    columns.acc3[i] = Number(isHit(label, ranked, 3));
    columns.acc5[i] = Number(isHit(label, ranked, 5));
    columns.mmv1[i] = Number(majorityLabel(ranked, 1) === label);
    columns.mmv3[i] = Number(majority === label);
    columns.mmv5[i] = Number(majorityLabel(ranked, 5) === label);
    columns.map5[i] = averagePrecision(label, ranked, 5, relevantInArchive) ?? Number.NaN;
    columns.p5[i] = precisionAt(label, ranked, 5);
    columns.p10[i] = precisionAt(label, ranked, 10);
  });
  return { columns, labels, patients: patients.map((own) => own.size), canBeRight, truth, predicted };
}
