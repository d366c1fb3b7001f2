import type { z } from '@hono/zod-openapi';
import type { ArchiveStatus } from '../../archive/status.js';
import type { MeasuredRetrieval } from '../../evaluation/retrieval.js';
import type { ModelEntry } from '../../inference/port.js';
import type { model, retrievalReport, space, status } from '../schemas/system.js';
import { jobView } from './job.js';
import { iso } from './time.js';

type SpaceView = z.output<typeof space>;

export function spaceView(
  found: ArchiveStatus['spaces'][number],
  calibration: { archivePatients: number; madeAt: number } | undefined,
): SpaceView {
  const { index, ...facts } = found;
  return {
    ...facts,
    index: index
      ? {
          rows: index.rows,
          graphRows: index.graphRows,
          generation: index.generation,
          state: index.state,
          bytes: index.bytes,
        }
      : null,
    calibration: calibration
      ? { patients: calibration.archivePatients, madeAt: iso(calibration.madeAt) }
      : null,
  };
}

export function statusView(found: ArchiveStatus, spaces: SpaceView[], now: number): z.output<typeof status> {
  const count = (name: string) => found.slides[name] ?? 0;
  return {
    cases: found.cases,
    slides: {
      total: count('archived') + count('visiting'),
      archived: count('archived'),
      visiting: count('visiting'),
      indexed: count('indexed'),
      skipped: count('skipped'),
      failed: count('failed'),
      pending: count('pending'),
    },
    tiles: found.tiles,
    spaces,
    jobs: found.jobs.map((job) => jobView(job, now)),
  };
}

export function modelView(entry: ModelEntry, defaultModel: string): z.output<typeof model> {
  const manifest = 'manifest' in entry ? entry.manifest : undefined;
  return {
    id: entry.id,
    usable: manifest !== undefined,
    refused: 'refused' in entry ? entry.refused : null,
    default: entry.id === defaultModel,
    name: manifest?.name ?? null,
    kind: manifest?.kind ?? null,
    sha256: manifest?.sha256 ?? null,
    scales: manifest ? manifest.scales.map(({ mpp, tilePx }) => ({ mpp, tilePx })) : [],
    dim: manifest?.dim ?? null,
    pooling: manifest?.pooling ?? null,
    licence: manifest?.licence ?? null,
    trainingData: manifest?.trainingData ?? null,
    limits: [...(manifest?.limits ?? [])],
  };
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
    ci95: Object.fromEntries(
      Object.entries(ci95).flatMap(([name, interval]) =>
        interval ? [[name, [interval[0], interval[1]]]] : [],
      ),
    ),
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
  'macroAcc1',
  'macroMmv3',
  'macroMmv5',
  'macroP5',
  'macroF1',
  'balancedAccuracy',
] as const;
