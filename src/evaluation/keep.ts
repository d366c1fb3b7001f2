import type { Paged } from '../catalog/port.js';
import type { EvaluationParts } from './parts.js';
import { type MeasuredRetrieval, measureRetrieval, type RetrievalQuestion } from './retrieval.js';

const RETRIEVAL = 'retrieval';

export type KeptRetrieval = {
  readonly id: string;
  readonly madeAt: number;
  readonly scoring: 'mean' | 'median' | 'csls';
  readonly report: MeasuredRetrieval;
};

/** Measures, and keeps what was found: retrieval over time shows what a new model or more cases changed. */
export async function measureAndKeep(
  parts: EvaluationParts,
  question: RetrievalQuestion,
): Promise<MeasuredRetrieval> {
  const report = await measureRetrieval(parts, question);
  await parts.catalog.evaluations.add(RETRIEVAL, { scoring: question.scoring ?? 'mean', report });
  return report;
}

/** Measurements that were made, newest first. */
export async function pastRetrievals(
  { catalog }: EvaluationParts,
  page: { limit: number; cursor?: string | undefined },
): Promise<Paged<KeptRetrieval>> {
  const found = await catalog.evaluations.list(RETRIEVAL, page);
  const items = found.items.map(({ id, madeAt, report }) => ({
    id,
    madeAt,
    ...(report as Pick<KeptRetrieval, 'scoring' | 'report'>),
  }));
  return { items, nextCursor: found.nextCursor };
}
