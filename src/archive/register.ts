import { basename } from 'node:path';
import type { NewSlide, SlideClaim, SlideRecord, SlideState } from '../catalog/port.js';
import { TesseraError, toErrorRecord } from '../domain/errors.js';
import type { Lane } from '../jobs/port.js';
import { claimOf } from './claim.js';
import { type FileFacts, fileFacts } from './files.js';
import { totalBytes } from './originals.js';
import type { ArchiveParts } from './parts.js';
import { type Looked, missingScale, openedSlide, type SlideFacts, unopenedSlide } from './slide-facts.js';

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

type Asked = RegisterOptions & { readonly path: string; readonly claim: SlideClaim | undefined };

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
  const facts = await fileFacts(path);
  const atPath = await parts.catalog.slides.findByPath(path);
  const claimNow = () => claimOf(parts, basename(path));
  const claim = await parts.caseLists.between(claimNow);
  const asked = { ...options, mpp: options.mpp ?? claim?.mpp, path, claim };
  if (atPath && agreesOnScale(atPath, asked.mpp) && (await isUntouched(parts, atPath, options.lane))) {
    return { slide: await bringIn(parts, atPath, asked), known: true };
  }
  const looked = await parts.workers
    .run('inspect', { source: { path, mpp: asked.mpp }, hash: true }, { lane: options.lane })
    .catch(asFailure);
  if (!(looked instanceof TesseraError)) {
    // Two copies of one file may be looked at together; whether it is known is decided one after the other. A list
    // may have come, or a case gone, while the file was read.
    const { modifiedAt } = facts;
    const found = { ...looked, bytes: totalBytes(looked.stamps), modifiedAt };
    return parts.caseLists.between(async () => {
      const placed = await place(parts, found, { ...asked, claim: await claimNow() });
      // Of two copies only the one that the slide lies at says how its files are.
      if (placed.slide.path === path) await parts.catalog.slides.stamp(placed.slide.key, looked.stamps);
      return placed;
    });
  }
  if (!options.keepFailures) throw looked;
  return parts.caseLists.between(async () => ({
    slide: await noteFailure(parts, facts, looked, { ...asked, claim: await claimNow() }),
    known: false,
  }));
}

/** Size and time of change of its files say that nothing was written since: no need to read 3 GB again. */
async function isUntouched({ originals }: ArchiveParts, slide: SlideRecord, lane: Lane): Promise<boolean> {
  const readable = slide.sha256 !== undefined && slide.status !== 'failed';
  return readable && originals.looksUnchanged(slide, lane);
}

/** Whether a slide's file is still at its place: another one that took its name is not. */
async function liesThere(slide: SlideRecord): Promise<boolean> {
  const facts = await fileFacts(slide.path).catch(() => undefined);
  return facts !== undefined && facts.modifiedAt === slide.modifiedAt;
}

function agreesOnScale(slide: SlideRecord, mpp: number | undefined): boolean {
  return mpp === undefined || (slide.mpp !== undefined && Math.abs(mpp / slide.mpp - 1) < 1e-3);
}

/** Visiting slides can become archived, never the other way. */
async function bringIn(parts: ArchiveParts, slide: SlideRecord, { state }: Asked): Promise<SlideRecord> {
  if (slide.state === 'archived') return slide;
  return parts.catalog.slides.update(slide.key, stateOf(parts, state));
}

function stateOf(parts: ArchiveParts, state: SlideState): Pick<NewSlide, 'state' | 'expiresAt'> {
  return { state, expiresAt: state === 'visiting' ? parts.now() + parts.settings.visitingMs : undefined };
}

/** Finds the slide's place in the catalog: known, changed, or new. */
async function place(parts: ArchiveParts, looked: Looked, asked: Asked): Promise<Registered> {
  const { slides } = parts.catalog;
  const same = looked.sha256 === undefined ? undefined : await slides.findBySha256(looked.sha256);
  // Asking about an archived slide changes nothing of it.
  if (same?.state === 'archived' && asked.state === 'visiting') return { slide: same, known: true };
  // A visitor that can neither be asked nor measured is no use to anyone: nothing of it is kept.
  if (!same && !asked.keepFailures && looked.info.mpp === undefined) throw missingScale(basename(asked.path));
  const atPath = await slides.findByPath(asked.path);
  if (atPath?.sha256 && atPath.key !== same?.key) await replaceChanged(parts, atPath, asked);
  // What could not be read there is not there any more.
  if (same && atPath && !atPath.sha256 && asked.keepFailures) await slides.remove(atPath.key);
  if (same) return takeKnown(parts, same, looked, asked);
  const facts = openedSlide(asked.path, looked, asked.claim);
  if (atPath && !atPath.sha256) {
    // It could not be read before: the same row, now with its facts.
    return { slide: await rewrite(parts, atPath, facts, asked), known: false };
  }
  return { slide: await slides.add({ ...facts, ...stateOf(parts, asked.state) }), known: false };
}

async function takeKnown(
  parts: ArchiveParts,
  same: SlideRecord,
  looked: Looked,
  asked: Asked,
): Promise<Registered> {
  const moved = same.path !== asked.path && !(await liesThere(same));
  const path = moved ? asked.path : same.path;
  if (same.status === 'failed' || !agreesOnScale(same, asked.mpp)) {
    // Another µm/px makes other tiles of the same pixels.
    await parts.catalog.tiles.clear(same.key);
    return { slide: await rewrite(parts, same, openedSlide(path, looked, asked.claim), asked), known: false };
  }
  const { bytes, modifiedAt } = looked;
  const here = path === asked.path ? { path, name: basename(path), bytes, modifiedAt } : {};
  return {
    slide: await bringIn(parts, await parts.catalog.slides.update(same.key, here), asked),
    known: true,
  };
}

/** New facts for a slide that is in the catalog; its case stays when no list claims it. */
async function rewrite(
  parts: ArchiveParts,
  slide: SlideRecord,
  { caseKey, ...facts }: SlideFacts,
  asked: Asked,
): Promise<SlideRecord> {
  const state = slide.state === 'archived' ? {} : stateOf(parts, asked.state);
  const owner = caseKey === undefined ? {} : { caseKey };
  return parts.catalog.slides.update(slide.key, { ...facts, ...owner, ...state });
}

async function replaceChanged(parts: ArchiveParts, slide: SlideRecord, { changed }: Asked): Promise<void> {
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

async function noteFailure(
  parts: ArchiveParts,
  facts: FileFacts,
  failure: TesseraError,
  asked: Asked,
): Promise<SlideRecord> {
  const { slides } = parts.catalog;
  const atPath = await slides.findByPath(asked.path);
  // An archived slide stays what it was: a file that went bad on disk does not undo what was read from it.
  if (atPath?.status === 'indexed') throw failure;
  const failed = { status: 'failed' as const, error: toErrorRecord(failure), ...facts };
  if (atPath) return slides.update(atPath.key, failed);
  const blank = unopenedSlide(asked.path, facts, asked.claim);
  return slides.add({ ...blank, ...failed, ...stateOf(parts, asked.state) });
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
