import { TesseraError } from '../domain/errors.js';
import type { Job } from '../jobs/port.js';
import { startIngest } from './ingest.js';
import type { ArchiveParts } from './parts.js';

/**
 * Ingests a slide again from where it lies, with a person's µm/px when it is given.
 * Errors: `not-found`; `conflict` for a slide that is in work or is only visiting.
 */
export async function retrySlide(
  parts: ArchiveParts,
  id: string,
  mpp: number | undefined,
  actor: string,
): Promise<Job> {
  const slide = await parts.catalog.slides.get(id);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  if (slide.state === 'visiting') {
    throw new TesseraError('conflict', 'This slide is only visiting.', {
      hint: 'Archive it instead.',
      details: { state: slide.state },
    });
  }
  const oneFile = async () => ({ slides: [slide.path], otherFiles: [] });
  return startIngest(parts, oneFile, { paths: [slide.path], mpp }, actor);
}
