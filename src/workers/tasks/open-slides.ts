import { stat } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';
import type { SlideSource } from '../../domain/slides.js';
import { slideFormats } from '../../slides/formats.js';
import { openSlide } from '../../slides/open.js';
import type { SlideReader } from '../../slides/port.js';

/** Slides kept open: opening parses a whole directory of tiles, and an answer shows regions of ten slides. */
const KEEP_OPEN = 10;
/** A plain picture is held decoded: a process that has grown beyond this keeps fewer open. */
const ROOMY_BYTES = 2 ** 30;
const KEEP_OPEN_WHEN_LARGE = 3;
/** Given by the host (jobs/worker-child.ts) as the process's first argument. */
const MAX_PICTURE_PIXELS = Number(process.argv[2]);

const open = new Map<string, Promise<SlideReader>>();
const formats = slideFormats();

/** The reader of a slide, open already or opened now. Belongs to this module: callers never close it. */
export async function readerFor(source: SlideSource): Promise<SlideReader> {
  const key = await identity(source);
  const known = open.get(key);
  if (known) {
    open.delete(key);
    open.set(key, known); // most recently used last
    return known;
  }
  await makeRoom();
  const opening = openSlide(source.path, formats, { mpp: source.mpp, maxPicturePixels: MAX_PICTURE_PIXELS });
  open.set(key, opening);
  opening.catch(() => open.delete(key));
  return opening;
}

/** A file that changed on disk is another slide: never answer from the old one. */
async function identity({ path, mpp }: SlideSource): Promise<string> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new TesseraError('unreadable', 'The slide’s file cannot be opened.', {
      hint: 'It was moved, deleted, or its folder is not mounted.',
      cause,
    });
  });
  return [path, facts.size, facts.mtimeMs, mpp ?? ''].join('\n');
}

async function makeRoom(): Promise<void> {
  const keep = process.memoryUsage.rss() > ROOMY_BYTES ? KEEP_OPEN_WHEN_LARGE : KEEP_OPEN;
  while (open.size >= keep) {
    const [oldest] = open.keys();
    if (oldest === undefined) return;
    const reader = await open.get(oldest)?.catch(() => undefined);
    open.delete(oldest);
    await reader?.close();
  }
}
