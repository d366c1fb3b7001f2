import { basename, isAbsolute } from 'node:path';
import type { SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { Job } from '../jobs/port.js';
import { exists, realPath } from './files.js';
import { startIngest } from './ingest.js';
import type { ArchiveParts } from './parts.js';
import { registerSlide } from './register.js';
import { missingScale } from './slide-facts.js';

type ResolveOptions = {
  /** µm/px for a visiting slide; an archived one keeps the scale that its tiles were made with. */
  readonly mpp?: number | undefined;
  readonly mayOpen: (path: string) => boolean;
  readonly actor: string;
};

/**
 * The slide a person means: an id, a file name, a unique stem, or a whole path. A path means the file that lies
 * there and no other of the same name: where `mayOpen` lets it, what the archive does not know comes in as a
 * visiting slide.
 * Errors: `not-found`, `invalid-input` for a name that several slides have, slide tags for a file that cannot
 * be read, `changed-file` for a path whose archived slide is not what lies there now.
 */
export async function resolveSlide(
  parts: ArchiveParts,
  reference: string,
  options: ResolveOptions,
): Promise<SlideRecord> {
  if (isAbsolute(reference)) return slideAt(parts, reference, options);
  const slide = (await parts.catalog.slides.get(reference)) ?? (await slideNamed(parts, reference));
  if (!slide) throw noSlide(reference);
  return options.mpp !== undefined && slide.state === 'visiting' ? visit(parts, slide.path, options) : slide;
}

async function slideAt(parts: ArchiveParts, path: string, options: ResolveOptions): Promise<SlideRecord> {
  if (options.mayOpen(path) && (await exists(path))) return visit(parts, path, options);
  const real = await realPath(path).catch(() => path);
  const known = await parts.catalog.slides.findByPath(real);
  if (!known) throw noSlide(path);
  return known;
}

async function slideNamed({ catalog }: ArchiveParts, name: string): Promise<SlideRecord | undefined> {
  if (/[\\/]/.test(name)) return undefined;
  const named = await catalog.slides.findByName(name);
  if (named.length <= 1) return named[0];
  throw new TesseraError('invalid-input', `${named.length} slides are called “${name}”.`, {
    hint: `Use one of their ids: ${named.map((slide) => slide.id).join(', ')}.`,
  });
}

function noSlide(reference: string): TesseraError {
  return new TesseraError('not-found', `There is no slide “${basename(reference)}”.`, {
    hint: 'Give the id, the file name or the whole path of a slide; `tessera status` tells what the archive holds.',
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
  if (slide.mpp === undefined && mpp === undefined) throw missingScale(slide.name);
  if (!known) await parts.catalog.audit.write({ actor, action: 'open-visitor', subject: slide.id });
  return slide;
}

/** Archives a visiting slide: indexes it from where it lies. Errors: `not-found`, `conflict` when it is archived. */
export async function archiveVisitor(parts: ArchiveParts, id: string, actor: string): Promise<Job> {
  const slide = await parts.catalog.slides.get(id);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  const { state } = slide;
  if (state === 'archived') {
    throw new TesseraError('conflict', `“${slide.name}” is archived already.`, { details: { state } });
  }
  const oneFile = async () => ({ slides: [slide.path], otherFiles: [] });
  const given = slide.mppSource === 'user' ? slide.mpp : undefined;
  return startIngest(parts, oneFile, { paths: [slide.path], mpp: given }, actor);
}
