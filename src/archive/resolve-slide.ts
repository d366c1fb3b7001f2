import { basename, resolve } from 'node:path';
import type { SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { Job } from '../jobs/port.js';
import { exists } from './files.js';
import { startIngest } from './ingest.js';
import type { ArchiveParts } from './parts.js';
import { registerSlide } from './register.js';
import { missingScale } from './slide-facts.js';

/**
 * The slide a person means: an id, a file name, a unique stem, or — where `mayOpen` lets it — the path of a
 * file, which comes in as a visiting slide when the archive does not know it.
 * Errors: `not-found`, `invalid-input` for a name that several slides have, slide tags for a file that cannot
 * be read.
 */
export async function resolveSlide(
  parts: ArchiveParts,
  reference: string,
  options: {
    readonly mpp?: number | undefined;
    readonly mayOpen: (path: string) => boolean;
    readonly actor: string;
  },
): Promise<SlideRecord> {
  const byId = await parts.catalog.slides.get(reference);
  if (byId) return byId;
  const named = await parts.catalog.slides.findByName(reference);
  if (named.length === 1) return named[0] as SlideRecord;
  if (named.length > 1) {
    throw new TesseraError('invalid-input', `${named.length} slides are called “${reference}”.`, {
      hint: `Use one of their ids: ${named.map((slide) => slide.id).join(', ')}.`,
    });
  }
  const path = resolve(reference);
  if (options.mayOpen(path) && (await exists(path))) return visit(parts, path, options);
  throw new TesseraError('not-found', `There is no slide “${basename(reference)}”.`, {
    hint: 'Give the id, the file name or the path of a slide; `tessera status` tells what the archive holds.',
  });
}

/** Opens a slide without archiving it: it can be viewed and asked, and goes when its time is over. */
export async function visit(
  parts: ArchiveParts,
  path: string,
  { mpp, actor }: { readonly mpp?: number | undefined; readonly actor: string },
): Promise<SlideRecord> {
  const { slide, known } = await registerSlide(parts, path, {
    mpp,
    state: 'visiting',
    changed: 'refuse',
    lane: 'query',
    keepFailures: false,
  });
  if (slide.mpp === undefined) throw missingScale(slide.name);
  if (!known) await parts.catalog.audit.write({ actor, action: 'open-visitor', subject: slide.id });
  return slide;
}

/** Archives a visiting slide: indexes it from where it lies. Errors: `not-found`, `conflict` when it is archived. */
export async function archiveVisitor(parts: ArchiveParts, id: string, actor: string): Promise<Job> {
  const slide = await parts.catalog.slides.get(id);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  if (slide.state === 'archived') throw new TesseraError('conflict', `“${slide.name}” is archived already.`);
  const oneFile = async () => ({ slides: [slide.path], otherFiles: [] });
  const given = slide.mppSource === 'user' ? slide.mpp : undefined;
  return startIngest(parts, oneFile, { paths: [slide.path], mpp: given }, actor);
}
