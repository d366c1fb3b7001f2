import { groupBy } from '../domain/group.js';
import { precisionAt } from '../domain/metrics/ranked-query.js';
import type { RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { Space } from '../domain/models.js';
import {
  type ClassOfPictures,
  classesOfPictures,
  type PictureFigures,
  pictureFigures,
} from './tile-report.js';

/** What `evaluate regions --json` prints. */
export type RegionReport = PictureFigures & {
  readonly space: string;
  readonly slides: number;
  readonly patients: number;
  readonly queries: number;
  /** Tiles of these slides that squares cover by half or more: only they can be right. */
  readonly judgedTiles: number;
  /** Queries for which fewer than five judged tiles came back. */
  readonly thin: number;
  readonly withoutRelevant: number;
  /** CSV files of the folder that belong to no slide of the archive. */
  readonly otherFiles: readonly string[];
  readonly perLabel: readonly (Omit<ClassOfPictures, 'groups'> & { readonly patients: number })[];
  readonly perPatient: readonly {
    readonly patient: string;
    /** File names of the slides that asked. */
    readonly slides: readonly string[];
    readonly n: number;
    readonly p1: number;
    readonly p5: number;
    /** Squares of each label that asked. */
    readonly labels: Readonly<Record<string, number>>;
  }[];
};

type Found = {
  readonly space: Space;
  readonly slides: readonly { readonly name: string; readonly patientId: string }[];
  readonly judged: number;
  readonly otherFiles: readonly string[];
  readonly queries: readonly RetrievalQuery[];
  readonly report: RetrievalReport;
};

export function regionReport({ space, slides, judged, otherFiles, queries, report }: Found): RegionReport {
  return {
    space: space.id,
    slides: slides.length,
    patients: report.patients,
    queries: report.queries,
    judgedTiles: judged,
    thin: queries.filter(({ ranked }) => ranked.length < 5).length,
    withoutRelevant: report.withoutRelevant,
    otherFiles,
    ...pictureFigures(report),
    perLabel: classesOfPictures(report).map(({ groups, ...one }) => ({ ...one, patients: groups })),
    perPatient: perPatient(queries, slides),
  };
}

function perPatient(queries: readonly RetrievalQuery[], slides: Found['slides']): RegionReport['perPatient'] {
  return [...groupBy(queries, ({ patientId }) => patientId)].map(([patient, own]) => {
    const mean = (k: number) =>
      own.reduce((sum, { label, ranked }) => sum + precisionAt(label, ranked, k), 0) / own.length;
    const labels = groupBy(own, ({ label }) => label);
    return {
      patient,
      slides: slides.filter(({ patientId }) => patientId === patient).map(({ name }) => name),
      n: own.length,
      p1: mean(1),
      p5: mean(5),
      labels: Object.fromEntries([...labels].map(([label, squares]) => [label, squares.length])),
    };
  });
}
