import type { z } from '@hono/zod-openapi';
import type { SiteBias } from '../../domain/metrics/site-bias.js';
import type { KeptRegionReport } from '../../evaluation/keep.js';
import type { RegionReport } from '../../evaluation/region-report.js';
import type { MeasuredRetrieval } from '../../evaluation/retrieval.js';
import type { regionReport, retrievalReport, siteBias } from '../schemas/evaluation.js';

type Intervals = Readonly<Record<string, readonly [number, number] | undefined>>;

function intervalsView(intervals: Intervals): Record<string, [number, number]> {
  return Object.fromEntries(
    Object.entries(intervals).flatMap(([name, interval]) =>
      interval ? [[name, [interval[0], interval[1]]]] : [],
    ),
  );
}

/** Figures that could not be counted are null: JSON has no undefined. */
export function retrievalView(found: MeasuredRetrieval): z.output<typeof retrievalReport> {
  const { ci95, chance, perClass } = found;
  const orNull = (value: number | undefined) => value ?? null;
  const figures = Object.fromEntries(FIGURES.map((name) => [name, orNull(found[name])])) as Record<
    (typeof FIGURES)[number],
    number | null
  >;
  return {
    ...figures,
    label: found.label,
    space: found.space,
    queries: found.queries,
    patients: found.patients,
    ci95: intervalsView(ci95),
    chance: Object.fromEntries(Object.entries(chance).map(([name, value]) => [name, orNull(value)])),
    perClass: perClass.map((one) => ({
      label: one.label,
      patients: one.patients,
      queries: one.queries,
      leftOut: one.leftOut,
      recall: orNull(one.recall),
      precision: orNull(one.precision),
      f1: orNull(one.f1),
      acc1: orNull(one.acc1),
      mmv3: orNull(one.mmv3),
      mmv5: orNull(one.mmv5),
    })),
    leftOut: found.leftOut,
    indexSeconds: found.indexSeconds,
    bytesPerSlide: found.bytesPerSlide,
    siteBias: found.siteBias ? siteBiasView(found.siteBias) : null,
  };
}

function siteBiasView(found: SiteBias): z.output<typeof siteBias> {
  return {
    ...found,
    ownSiteShare: found.ownSiteShare ?? null,
    expectedShare: found.expectedShare ?? null,
    robustnessIndex: found.robustnessIndex ?? null,
    expectedRobustness: found.expectedRobustness ?? null,
    ci95: intervalsView(found.ci95),
  };
}

const FIGURES = [
  'acc1',
  'acc3',
  'acc5',
  'mmv1',
  'mmv3',
  'mmv5',
  'map5',
  'p5',
  'p10',
  'macroAcc1',
  'macroMmv3',
  'macroMmv5',
  'macroP5',
  'macroP10',
  'macroF1',
  'balancedAccuracy',
] as const;

export function regionView(found: RegionReport): z.output<typeof regionReport> {
  const { otherFiles, perPatient } = found;
  return {
    ...keptRegionView(found),
    otherFiles: [...otherFiles],
    perPatient: perPatient.map((one) => ({ ...one, slides: [...one.slides], labels: { ...one.labels } })),
  };
}

export function keptRegionView(
  found: KeptRegionReport,
): Omit<z.output<typeof regionReport>, 'otherFiles' | 'perPatient'> {
  const perLabel = found.perLabel.map(({ ci95, ...one }) => ({
    ...one,
    ci95: ci95.p1 ? { p1: [ci95.p1[0], ci95.p1[1]] as [number, number] } : {},
  }));
  return { ...found, ci95: intervalsView(found.ci95), chance: { ...found.chance }, perLabel };
}
