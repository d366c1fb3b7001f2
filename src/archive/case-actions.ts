import { type ErrorRecord, TesseraError, toErrorRecord } from '../domain/errors.js';
import type { Job } from '../jobs/port.js';
import { startIngest } from './ingest.js';
import type { ArchiveParts } from './parts.js';
import { removeCase } from './remove.js';

export type CaseAction =
  | { readonly kind: 'delete' | 'retry' }
  /** null: nobody says whether the case is good for teaching. */
  | { readonly kind: 'teaching'; readonly teaching: boolean | null };

export type ActedOn = {
  readonly id: string;
  readonly success: boolean;
  readonly error?: ErrorRecord | undefined;
  /** Slides that a deleted case took with it. */
  readonly slides?: number | undefined;
  /** What was said of teaching before: what takes the action back. */
  readonly teachingBefore?: boolean | undefined;
};

/** Does one thing to many cases; what cannot be done to one of them stops no other. */
export async function actOnCases(
  parts: ArchiveParts,
  ids: readonly string[],
  action: CaseAction,
  actor: string,
): Promise<{ items: ActedOn[]; job: Job | undefined }> {
  const items: ActedOn[] = [];
  const again: string[] = [];
  for (const id of new Set(ids)) {
    try {
      const before = action.kind === 'teaching' ? await parts.catalog.cases.get(id) : undefined;
      const gone = action.kind === 'delete' ? await removeCase(parts, id, actor) : undefined;
      if (action.kind === 'teaching') await markTeaching(parts, id, action.teaching, actor);
      if (action.kind === 'retry') again.push(...(await troubledFiles(parts, id)));
      items.push({ id, success: true, teachingBefore: before?.teaching, slides: gone?.slides });
    } catch (error) {
      if (!(error instanceof TesseraError)) throw error;
      items.push({ id, success: false, error: toErrorRecord(error) });
    }
  }
  return { items, job: again.length > 0 ? await ingestAgain(parts, again, actor) : undefined };
}

async function markTeaching(
  { catalog }: ArchiveParts,
  id: string,
  teaching: boolean | null,
  actor: string,
): Promise<void> {
  if (!(await catalog.cases.setTeaching(id, teaching ?? undefined))) throw noCase(id);
  await catalog.audit.write({ actor, action: 'mark-teaching', subject: id, details: { teaching } });
}

/** Where the slides of a case lie that failed or were skipped. */
async function troubledFiles({ catalog }: ArchiveParts, id: string): Promise<string[]> {
  const found = await catalog.cases.get(id);
  if (!found) throw noCase(id);
  const slides = (await catalog.slides.ofCase(found.key)).filter(
    ({ state, status }) => state === 'archived' && (status === 'failed' || status === 'skipped'),
  );
  if (slides.length > 0) return slides.map(({ path }) => path);
  throw new TesseraError('conflict', 'No slide of this case failed or was skipped.', {
    details: { troubled: 0 },
  });
}

function ingestAgain(parts: ArchiveParts, paths: readonly string[], actor: string): Promise<Job> {
  const oneFile = async (path: string) => ({ slides: [path], otherFiles: [] });
  return startIngest(parts, oneFile, { paths }, actor);
}

function noCase(id: string): TesseraError {
  return new TesseraError('not-found', `There is no case “${id}”.`);
}
