import { basename } from 'node:path';
import type { NewSlide, SlideClaim, SlideRecord, SlideState } from '../catalog/port.js';
import { TesseraError, toErrorRecord } from '../domain/errors.js';
import type { SlideInfo } from '../domain/slides.js';
import type { Lane } from '../jobs/port.js';
import { exists, type FileFacts, fileFacts } from './files.js';
import type { ArchiveParts } from './parts.js';

export type RegisterOptions = {
  /** µm/px given by a person for this slide; wins over the case list and the file. */
  readonly mpp?: number | undefined;
  readonly state: SlideState;
  /** What to do when the file at a known path holds another slide now. */
  readonly changed: 'refuse' | 'reingest';
  readonly lane: Lane;
  /** Notes a slide that cannot be read in the ledger, instead of throwing. */
  readonly keepFailures: boolean;
};

export type Registered = { readonly slide: SlideRecord; readonly known: boolean };

/**
 * Brings a file (or the folder of one DICOM series) into the catalog, or recognises it: by its SHA-256 as the
 * same slide wherever it lies now, by its path as one that has changed.
 * Errors: slide tags when `keepFailures` is false, `changed-file` when the file at this path is another now.
 */
export async function registerSlide(
  parts: ArchiveParts,
  path: string,
  options: RegisterOptions,
): Promise<Registered> {
  const { catalog } = parts;
  const facts = await fileFacts(path);
  const atPath = await catalog.slides.findByPath(path);
  const claim = await catalog.cases.claimFor(basename(path));
  const mpp = options.mpp ?? claim?.mpp;
  if (atPath && isUntouched(atPath, facts) && agreesOnScale(atPath, mpp)) {
    return { slide: await asked(parts, atPath, options), known: true };
  }
  const source = { path, mpp };
  const looked = await parts.workers
    .run('inspect', { source, hash: true }, { lane: options.lane })
    .catch(asFailure);
  if (looked instanceof TesseraError) {
    if (!options.keepFailures) throw looked;
    return {
      slide: await noteFailure(parts, path, facts, { atPath, claim, failure: looked, options }),
      known: false,
    };
  }
  const found = { ...looked, modifiedAt: facts.modifiedAt };
  const same = found.sha256 === undefined ? undefined : await catalog.slides.findBySha256(found.sha256);
  if (same) return takeKnown(parts, same, path, found, { claim, mpp, options });
  if (atPath?.sha256) await replaceChanged(parts, atPath, options);
  const fresh = { ...slideFacts(path, found, claim), ...stateOf(parts, options.state) };
  if (atPath && !atPath.sha256) {
    // A slide that could not be read before: the same row, now with its facts.
    return { slide: await catalog.slides.update(atPath.key, withoutUndefinedCase(fresh)), known: false };
  }
  return { slide: await catalog.slides.add(fresh), known: false };
}

type Unplaced = Omit<NewSlide, 'state' | 'expiresAt'>;
type Looked = { info: SlideInfo; sha256: string | undefined; bytes: number; modifiedAt: number };

/** Size and time of change say that nothing was written since: no need to read 3 GB again. */
function isUntouched(slide: SlideRecord, facts: FileFacts): boolean {
  const whole = slide.status === 'indexed' || slide.status === 'skipped' || slide.state === 'visiting';
  const readable = slide.sha256 !== undefined && slide.status !== 'failed';
  return whole && readable && slide.bytes === facts.bytes && slide.modifiedAt === facts.modifiedAt;
}

function agreesOnScale(slide: SlideRecord, mpp: number | undefined): boolean {
  return mpp === undefined || (slide.mpp !== undefined && Math.abs(mpp / slide.mpp - 1) < 1e-3);
}

/** A slide that is here already, in the state it is now wanted in: visiting slides can be archived, never back. */
async function asked(
  parts: ArchiveParts,
  slide: SlideRecord,
  { state }: RegisterOptions,
): Promise<SlideRecord> {
  if (slide.state === 'archived') return slide;
  return parts.catalog.slides.update(slide.key, stateOf(parts, state));
}

function stateOf(parts: ArchiveParts, state: SlideState): Pick<NewSlide, 'state' | 'expiresAt'> {
  return { state, expiresAt: state === 'visiting' ? parts.now() + parts.settings.visitingMs : undefined };
}

async function takeKnown(
  parts: ArchiveParts,
  same: SlideRecord,
  path: string,
  found: Looked,
  {
    claim,
    mpp,
    options,
  }: { claim: SlideClaim | undefined; mpp: number | undefined; options: RegisterOptions },
): Promise<Registered> {
  // Asking about an archived slide changes nothing of it.
  if (options.state === 'visiting' && same.state === 'archived') return { slide: same, known: true };
  const moved = same.path !== path && !(await exists(same.path));
  const place = moved ? { path, name: basename(path), modifiedAt: found.modifiedAt } : {};
  if (agreesOnScale(same, mpp) && same.status !== 'failed') {
    const slide = moved ? await parts.catalog.slides.update(same.key, place) : same;
    return { slide: await asked(parts, slide, options), known: true };
  }
  // Another µm/px makes other tiles of the same pixels: the old ones go, the slide comes anew.
  const state = same.state === 'archived' ? 'archived' : options.state;
  const kept = moved ? path : same.path;
  const fresh = { ...slideFacts(kept, found, claim), ...stateOf(parts, state) };
  if (same.status === 'failed') {
    return { slide: await parts.catalog.slides.update(same.key, withoutUndefinedCase(fresh)), known: false };
  }
  await parts.catalog.slides.remove(same.key);
  return { slide: await parts.catalog.slides.add(fresh), known: false };
}

async function replaceChanged(
  parts: ArchiveParts,
  slide: SlideRecord,
  { changed }: RegisterOptions,
): Promise<void> {
  if (changed === 'refuse' && slide.state === 'archived') {
    throw new TesseraError(
      'changed-file',
      `“${slide.name}” is not the file that was ingested from this place.`,
      {
        hint: 'Ingest it with --changed reingest to replace the old slide, or give the new file another name.',
        details: { slideId: slide.id },
      },
    );
  }
  await parts.catalog.slides.remove(slide.key);
}

/** What is known of a slide before it is opened. */
function unopened(path: string, facts: FileFacts, claim: SlideClaim | undefined): Unplaced {
  return {
    caseKey: claim?.caseKey,
    name: basename(path),
    path,
    sha256: undefined,
    ...facts,
    status: 'pending',
    error: undefined,
    format: undefined,
    width: undefined,
    height: undefined,
    levels: [],
    mpp: undefined,
    mppSource: undefined,
    stain: claim?.stain,
    scanner: claim?.scanner,
    extra: claim?.extra ?? {},
  };
}

function slideFacts(path: string, found: Looked, claim: SlideClaim | undefined): Unplaced {
  const { info, sha256, bytes, modifiedAt } = found;
  return {
    ...unopened(path, { bytes, modifiedAt }, claim),
    sha256,
    format: info.format,
    width: info.width,
    height: info.height,
    levels: info.levels,
    mpp: info.mpp,
    mppSource: info.mppSource,
    scanner: claim?.scanner ?? info.scanner,
  };
}

async function noteFailure(
  parts: ArchiveParts,
  path: string,
  facts: FileFacts,
  context: {
    atPath: SlideRecord | undefined;
    claim: SlideClaim | undefined;
    failure: TesseraError;
    options: RegisterOptions;
  },
): Promise<SlideRecord> {
  const { atPath, claim, failure, options } = context;
  const error = toErrorRecord(failure);
  // An archived slide stays what it was: a file that went bad on disk does not undo what was read from it.
  if (atPath?.status === 'indexed') throw failure;
  const failed = { status: 'failed' as const, error, bytes: facts.bytes, modifiedAt: facts.modifiedAt };
  if (atPath) return parts.catalog.slides.update(atPath.key, failed);
  const slide = { ...unopened(path, facts, claim), ...failed, ...stateOf(parts, options.state) };
  return parts.catalog.slides.add(slide);
}

function withoutUndefinedCase(fresh: NewSlide): Partial<SlideRecord> {
  const { caseKey, ...rest } = fresh;
  return caseKey === undefined ? rest : { ...rest, caseKey };
}

/** A decoder that crashed or ran wild on this file is this file's failure. */
function asFailure(error: unknown): TesseraError {
  if (!(error instanceof TesseraError)) throw error;
  if (error.tag !== 'worker-crashed' && error.tag !== 'timeout') return error;
  return new TesseraError('damaged', error.message, {
    hint: error.hint,
    details: error.details,
    cause: error,
  });
}
