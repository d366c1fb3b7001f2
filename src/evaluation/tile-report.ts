import { groupBy } from '../domain/group.js';
import type { RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { ModelScale } from '../domain/models.js';
import type { DescribedTiles } from './describe-tiles.js';

/** Figures where a query is a picture or a region: P@1 is what Acc@1 is called there. */
const NAMES = {
  p1: 'acc1',
  p5: 'p5',
  p10: 'p10',
  map5: 'map5',
  mmv5: 'mmv5',
  macroP1: 'macroAcc1',
  macroP5: 'macroP5',
  macroP10: 'macroP10',
  macroMmv5: 'macroMmv5',
  balancedAccuracy: 'balancedAccuracy',
} as const;
export type PictureFigure = keyof typeof NAMES;
type Figures = Readonly<Record<PictureFigure, number | null>>;

/** Figures that stand in every report about pictures. Null: nothing could be counted. */
export type PictureFigures = Figures & {
  /** 95 % percentile intervals over groups or patients. */
  readonly ci95: Readonly<Partial<Record<PictureFigure, readonly [number, number]>>>;
  /** The same figures for neighbours in random order. */
  readonly chance: Figures;
};

export type ClassOfPictures = {
  readonly label: string;
  readonly groups: number;
  readonly n: number;
  readonly p1: number | null;
  readonly p5: number | null;
  readonly p10: number | null;
  readonly mmv5: number | null;
  /** Of the majority of three; null for a class that nobody can answer. */
  readonly recall: number | null;
  readonly precision: number | null;
  readonly ci95: { readonly p1?: readonly [number, number] | undefined };
};

/** What `evaluate tiles --json` prints. */
export type TileReport = PictureFigures & {
  readonly model: string;
  readonly modelSha256: string | null;
  /** Space whose scale was used; null for colour statistics. */
  readonly space: string | null;
  readonly scale: ModelScale | null;
  /** Pictures whose µm/px is near the scale's: read pixel for pixel all the same. None with `--exact-scale`. */
  readonly asTheyAre: number;
  /** Pictures brought to the scale. */
  readonly resampled: number;
  /** Pictures smaller than a tile, completed by mirroring. */
  readonly padded: number;
  readonly pool: { readonly which: 'all' | 'train'; readonly tiles: number };
  readonly tiles: number;
  readonly groups: number;
  readonly queries: number;
  /** Queries with no tile of their label in another group: not in map5. */
  readonly withoutRelevant: number;
  readonly perClass: readonly ClassOfPictures[];
  readonly perGroup: readonly {
    readonly group: string;
    readonly label: string;
    readonly n: number;
    readonly p1: number;
  }[];
};

type Found = {
  readonly question: { readonly model: string; readonly pool: 'all' | 'train' };
  readonly groups: number;
  readonly tiles: number;
  readonly described: DescribedTiles;
  readonly queries: readonly RetrievalQuery[];
  readonly report: RetrievalReport;
  readonly pool: number;
};

export function tileReport({ question, groups, tiles, described, queries, report, pool }: Found): TileReport {
  return {
    model: question.model,
    modelSha256: described.modelSha256 ?? null,
    space: described.space ?? null,
    scale: described.scale ?? null,
    asTheyAre: described.asTheyAre,
    resampled: described.resampled,
    padded: described.padded,
    pool: { which: question.pool, tiles: pool },
    tiles,
    groups,
    queries: report.queries,
    ...pictureFigures(report),
    withoutRelevant: report.withoutRelevant,
    perClass: classesOfPictures(report),
    perGroup: perGroup(queries),
  };
}

export function pictureFigures(report: RetrievalReport): PictureFigures {
  const rename = <T>(value: (name: (typeof NAMES)[PictureFigure]) => T) =>
    Object.fromEntries(Object.entries(NAMES).map(([own, name]) => [own, value(name)])) as Record<
      PictureFigure,
      T
    >;
  return {
    ...rename((name) => report[name] ?? null),
    ci95: rename((name) => report.ci95[name]) as PictureFigures['ci95'],
    chance: rename((name) => report.chance[name] ?? null),
  };
}

export function classesOfPictures({ perClass }: RetrievalReport): ClassOfPictures[] {
  return perClass.map((one) => ({
    label: one.label,
    groups: one.patients,
    n: one.queries,
    p1: one.acc1 ?? null,
    p5: one.p5 ?? null,
    p10: one.p10 ?? null,
    mmv5: one.mmv5 ?? null,
    recall: one.recall ?? null,
    precision: one.precision ?? null,
    ci95: { p1: one.ci95.acc1 },
  }));
}

/** P@1 of each group within each label, in the order of asking. */
function perGroup(queries: readonly RetrievalQuery[]): TileReport['perGroup'] {
  const keyed = groupBy(queries, ({ patientId, label }) => JSON.stringify([patientId, label]));
  return [...keyed.values()].map((own) => ({
    group: own[0]!.patientId,
    label: own[0]!.label,
    n: own.length,
    p1: own.filter(({ ranked, label }) => ranked[0] === label).length / own.length,
  }));
}
