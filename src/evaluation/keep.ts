import type { Catalog, Paged } from '../catalog/port.js';
import { type ComparedModels, type ComparisonQuestion, compareModels } from './compare.js';
import type { EvaluationParts } from './parts.js';
import type { RegionReport } from './region-report.js';
import { measureRegions, type RegionQuestion } from './regions.js';
import { type MeasuredRetrieval, measureRetrieval, type RetrievalQuestion } from './retrieval.js';

const RETRIEVAL = 'retrieval';
const REGIONS = 'regions';
const COMPARISON = 'comparison';

type Kept = { readonly id: string; readonly madeAt: number };
export type KeptRetrieval = Kept & {
  readonly scoring: 'mean' | 'median' | 'csls';
  readonly report: MeasuredRetrieval;
};
/** Without what names patients and files: a measurement outlives the cases that it was made of. */
export type KeptRegionReport = Omit<RegionReport, 'perPatient' | 'otherFiles'>;
export type KeptRegions = Kept & { readonly report: KeptRegionReport };
export type KeptComparison = Kept & {
  readonly scoring: 'mean' | 'median' | 'csls';
  readonly report: ComparedModels;
};
type Asked = { readonly limit: number; readonly cursor?: string | undefined };

/** Measures, and keeps what was found: retrieval over time shows what a new model or more cases changed. */
export async function measureAndKeep(
  parts: EvaluationParts,
  question: RetrievalQuestion,
): Promise<MeasuredRetrieval> {
  const report = await measureRetrieval(parts, question);
  await parts.catalog.evaluations.add(RETRIEVAL, { scoring: question.scoring ?? 'mean', report });
  return report;
}

/** The same for regions with truth. */
export async function measureRegionsAndKeep(
  parts: EvaluationParts,
  question: RegionQuestion,
): Promise<RegionReport> {
  const report = await measureRegions(parts, question);
  const { perPatient: _, otherFiles: __, ...kept } = report;
  await parts.catalog.evaluations.add(REGIONS, { report: kept satisfies KeptRegionReport });
  return report;
}

/** The same for two models side by side. */
export async function compareAndKeep(
  parts: EvaluationParts,
  question: ComparisonQuestion,
): Promise<ComparedModels> {
  const report = await compareModels(parts, question);
  await parts.catalog.evaluations.add(COMPARISON, { scoring: question.scoring ?? 'mean', report });
  return report;
}

/** Measurements of whole cases that were made, newest first. */
export function pastRetrievals({ catalog }: EvaluationParts, page: Asked): Promise<Paged<KeptRetrieval>> {
  return past(catalog, RETRIEVAL, page);
}

/** Measurements of regions that were made, newest first. */
export function pastRegions({ catalog }: EvaluationParts, page: Asked): Promise<Paged<KeptRegions>> {
  return past(catalog, REGIONS, page);
}

/** Comparisons of two models that were made, newest first. */
export function pastComparisons({ catalog }: EvaluationParts, page: Asked): Promise<Paged<KeptComparison>> {
  return past(catalog, COMPARISON, page);
}

async function past<K extends Kept>({ evaluations }: Catalog, kind: string, page: Asked): Promise<Paged<K>> {
  const found = await evaluations.list(kind, page);
  const items = found.items.map(
    ({ id, madeAt, report }) => ({ ...(report as Omit<K, keyof Kept>), id, madeAt }) as K,
  );
  return { items, nextCursor: found.nextCursor };
}
