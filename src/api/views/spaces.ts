import type { z } from '@hono/zod-openapi';
import type { FillReport } from '../../archive/embed.js';
import type { Difference } from '../../domain/metrics/compare-retrieval.js';
import type { FigureName, RetrievalReport } from '../../domain/metrics/retrieval.js';
import type { ComparedModels } from '../../evaluation/compare.js';
import type { comparison, fillReport } from '../schemas/spaces.js';

export function fillView({ job, model, outcome, error, failed }: FillReport): z.output<typeof fillReport> {
  return {
    jobId: job.id,
    model,
    outcome: outcome ?? null,
    error: error ?? null,
    failed: failed.map(({ slideId, name, error }) => ({ slideId, name: name ?? null, error })),
  };
}

export function comparisonView(found: ComparedModels): z.output<typeof comparison> {
  const { first, second, difference, spaces, slides } = found;
  const names = Object.keys(difference) as FigureName[];
  const all = <T>(of: (name: FigureName) => T) => Object.fromEntries(names.map((name) => [name, of(name)]));
  const side = (space: string, report: RetrievalReport) => ({
    space,
    figures: all((name) => figure({ value: report[name], ci95: report.ci95[name] })),
  });
  return {
    label: first.label,
    slides,
    queries: first.queries,
    patients: first.patients,
    first: side(spaces.first, first),
    second: side(spaces.second, second),
    difference: all((name) => figure(difference[name])),
    chance: all((name) => first.chance[name] ?? null),
  };
}

/** Figures that could not be counted are null: JSON has no undefined. */
function figure({ value, ci95 }: Difference) {
  return { value: value ?? null, ci95: ci95 ? ([ci95[0], ci95[1]] as [number, number]) : null };
}
