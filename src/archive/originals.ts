import type { Catalog, SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { FileStamp, SlideStamps } from '../domain/slides.js';
import type { Lane, TileWorkers } from '../jobs/port.js';
import { fileFacts } from './files.js';

/**
 * Guards against a file that was overwritten in place: its new pixels must never be shown or asked under the vectors,
 * the case and the diagnosis of the old ones.
 *
 * What a look at the disk compares is size and time of change of every file of the slide, and the time of the folders
 * that could give it another part. Another size is another slide. Another time alone may be a mere touch, a copy, a
 * restored backup: then the bytes decide, read once, and the new time is written down. So for one file and for many (a
 * DICOM series, an MRXS with its folder), which are one slide with one hash: a part that changed, came or went makes
 * another slide of it. A file that is not there is no change: it may be on a disk that is not mounted, and whoever opens
 * it says so.
 */
export interface Originals {
  /** Errors: `changed-file`; slide tags when the file must be read to decide and cannot be. */
  refuseChanged(slide: SlideRecord, lane: Lane): Promise<void>;
  /** The same as far as it shows without reading the file: enough where its pixels are not opened. */
  refuseKnownChanged(slide: SlideRecord): Promise<void>;
  /** Whether the slide can be taken for unchanged without reading it whole. */
  looksUnchanged(slide: SlideRecord, lane: Lane): Promise<boolean>;
}

/** `print`: what was found, by which a verdict on it is remembered. */
type Look =
  | { readonly verdict: 'same' | 'changed' }
  | { readonly verdict: 'unclear'; readonly print: string };

/** The file that a slide is opened by is looked at each time; its other files once in so many ms. */
const OTHERS_EVERY_MS = 1_000;
/** Slides remembered; all are forgotten and looked at anew when there are more. */
const MOST_REMEMBERED = 2_000;

type OriginalsParts = {
  readonly catalog: Pick<Catalog, 'slides'>;
  readonly workers: TileWorkers;
  /** ms since 1970. */
  readonly now: () => number;
};

export function createOriginals(parts: OriginalsParts): Originals {
  const { catalog, now } = parts;
  /** When all files of a slide were last found unchanged. */
  const foundSame = new Map<number, { readonly entry: FileStamp; readonly at: number }>();
  /** Being read to decide, once for all who wait. */
  const asked = new Map<string, Promise<boolean>>();
  /** Found not to hold the bytes of the slide. */
  const refuted = new Set<string>();

  async function look(slide: SlideRecord): Promise<Look> {
    const entry = await stampNow(slide.path);
    if (!entry || slide.sha256 === undefined) return { verdict: 'same' };
    const last = foundSame.get(slide.key);
    if (last && now() - last.at < OTHERS_EVERY_MS && isSame(last.entry, entry)) return { verdict: 'same' };
    const kept = await catalog.slides.stampsOf(slide.key);
    const expected = kept ? [...kept.files, ...kept.folders] : [asRecorded(slide)];
    const found = await Promise.all(expected.map(({ path }) => stampNow(path)));
    if (expected.every((stamp, i) => isSame(stamp, found[i]))) {
      if (foundSame.size >= MOST_REMEMBERED) foundSame.clear();
      foundSame.set(slide.key, { entry, at: now() });
      return { verdict: 'same' };
    }
    const resized = kept?.files.some(({ bytes }, i) => found[i] !== undefined && found[i].bytes !== bytes);
    return resized
      ? { verdict: 'changed' }
      : { verdict: 'unclear', print: JSON.stringify([slide.key, found]) };
  }

  function holdsItsBytes(slide: SlideRecord, print: string, lane: Lane): Promise<boolean> {
    if (refuted.has(print)) return Promise.resolve(false);
    const running = asked.get(print);
    if (running) return running;
    const verdict = sameBytes(parts, slide, lane).finally(() => asked.delete(print));
    asked.set(print, verdict);
    return verdict.then((same) => {
      if (refuted.size >= MOST_REMEMBERED) refuted.clear();
      if (!same) refuted.add(print);
      return same;
    });
  }

  return {
    async refuseChanged(slide, lane) {
      const found = await look(slide);
      if (found.verdict === 'same') return;
      if (found.verdict !== 'unclear' || !(await holdsItsBytes(slide, found.print, lane)))
        throw changed(slide);
    },
    async refuseKnownChanged(slide) {
      const found = await look(slide);
      if (found.verdict === 'changed') throw changed(slide);
      if (found.verdict === 'unclear' && refuted.has(found.print)) throw changed(slide);
    },
    async looksUnchanged(slide, lane) {
      const { verdict } = await look(slide);
      return verdict === 'unclear' ? sameFiles(parts, slide, lane).catch(() => false) : verdict === 'same';
    },
  };
}

/** Opens the slide to see whether its files are those that were read; no pixel is looked at. */
async function sameFiles(
  { catalog, workers }: OriginalsParts,
  slide: SlideRecord,
  lane: Lane,
): Promise<boolean> {
  const source = { path: slide.path, mpp: slide.mpp };
  const { stamps } = await workers.run('inspect', { source, hash: false }, { lane });
  const kept = await catalog.slides.stampsOf(slide.key);
  const same = kept
    ? kept.files.length === stamps.files.length &&
      kept.files.every((file, i) => isSame(file, stamps.files[i]))
    : totalBytes(stamps) === slide.bytes && (await stampNow(slide.path))?.modifiedAt === slide.modifiedAt;
  if (same) await catalog.slides.stamp(slide.key, stamps);
  return same;
}

async function sameBytes(parts: OriginalsParts, slide: SlideRecord, lane: Lane): Promise<boolean> {
  if (await sameFiles(parts, slide, lane)) return true;
  const source = { path: slide.path, mpp: slide.mpp };
  const { sha256, stamps } = await parts.workers.run('inspect', { source, hash: true }, { lane });
  if (sha256 !== slide.sha256) return false;
  await parts.catalog.slides.stamp(slide.key, stamps);
  const { modifiedAt } = (await stampNow(slide.path)) ?? slide;
  await parts.catalog.slides.update(slide.key, { bytes: totalBytes(stamps), modifiedAt });
  return true;
}

/** All that an older Tessera wrote down: the size of all files together, and the time of the one it is opened by. */
function asRecorded({ path, bytes, modifiedAt }: SlideRecord): FileStamp {
  return { path, bytes, modifiedAt };
}

/** Undefined where nothing is, or nothing that this user may see. */
async function stampNow(path: string): Promise<FileStamp | undefined> {
  const facts = await fileFacts(path).catch(() => undefined);
  return facts && { path, ...facts };
}

function isSame(stamp: FileStamp, found: FileStamp | undefined): boolean {
  return stamp.path === found?.path && stamp.bytes === found.bytes && stamp.modifiedAt === found.modifiedAt;
}

/** Total size of a slide's files. */
export function totalBytes({ files }: SlideStamps): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function changed({ id, name, state }: SlideRecord): TesseraError {
  const [since, again] =
    state === 'archived'
      ? ['it was indexed', 'Ingest it again with --changed reingest']
      : ['it was opened', 'Open it again'];
  return new TesseraError('changed-file', `The file of “${name}” has changed since ${since}.`, {
    hint: `${again}, or put the old file back: what is kept of it is about other pixels.`,
    details: { slideId: id },
  });
}
