import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlideRecord } from '../catalog/port.js';
import type { Case } from '../domain/cases.js';
import { TesseraError } from '../domain/errors.js';
import type { SlideSource } from '../domain/slides.js';
import type { ScaledSize } from '../domain/tiles.js';
import type { SearchParts } from './parts.js';
import type { Question } from './question.js';

/** What a question is about: pixels to read, their scale, and whom to leave out of the answer. */
export type Subject = {
  readonly source: SlideSource;
  readonly size: ScaledSize;
  /** The slide that asks; undefined for a picture. */
  readonly slide: SlideRecord | undefined;
  readonly owner: Case | undefined;
};

/**
 * Finds what is asked about and works with it; a picture lies in a file of its own for as long as `work` runs.
 * Answers undefined for a question of words alone.
 * Errors: `not-found`, `missing-mpp`, `conflict` for another µm/px than the slide's, `changed-file`, slide tags for a
 * picture that cannot be read.
 */
export async function withSubject<T>(
  parts: SearchParts,
  question: Question,
  work: (subject: Subject | undefined) => Promise<T>,
): Promise<T> {
  if (question.slideId !== undefined) {
    return work(await slideSubject(parts, question.slideId, question.slideMpp));
  }
  if (question.picture === undefined) return work(undefined);
  const path = await writePicture(parts, question.picture.bytes);
  try {
    return await work(await pictureSubject(parts, path, question.picture.mpp));
  } finally {
    await rm(path, { force: true });
  }
}

async function slideSubject(
  { catalog, originals }: SearchParts,
  id: string,
  givenMpp: number | undefined,
): Promise<Subject> {
  const slide = await catalog.slides.get(id);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  const mpp = scaleOf(slide, givenMpp);
  const lacksScaleOnly = slide.error?.tag === 'missing-mpp' && mpp !== undefined;
  if ((slide.status === 'failed' && !lacksScaleOnly) || !slide.width || !slide.height) {
    throw new TesseraError(
      slide.error?.tag ?? 'damaged',
      slide.error?.message ?? `“${slide.name}” could not be read.`,
      {
        hint: slide.error?.hint,
      },
    );
  }
  if (mpp === undefined) {
    throw new TesseraError('missing-mpp', `“${slide.name}” does not say how many µm one pixel is.`, {
      hint: 'Ask with --mpp, or ingest it again with --mpp.',
    });
  }
  await originals.refuseChanged(slide, 'query');
  const owner = (await catalog.cases.getByKeys([slide.caseKey])).get(slide.caseKey);
  return {
    source: { path: slide.path, mpp },
    size: { width: slide.width, height: slide.height, mpp },
    slide,
    owner,
  };
}

/** Scales nearer than this are one (search.md 1). */
const SCALE_TOLERANCE = 0.1;

/** The slide's own µm/px, else the given one. Errors: `conflict` when they contradict each other. */
function scaleOf({ name, mpp }: SlideRecord, given: number | undefined): number | undefined {
  if (mpp === undefined || given === undefined) return mpp ?? given;
  if (Math.abs(given / mpp - 1) <= SCALE_TOLERANCE) return mpp;
  throw new TesseraError('conflict', `“${name}” is known with ${mpp} µm/px, not with ${given}.`, {
    hint: `Leave the µm/px out, or ingest the slide again with --mpp ${given}.`,
    details: { mpp, given },
  });
}

async function pictureSubject({ workers }: SearchParts, path: string, mpp: number): Promise<Subject> {
  const source = { path, mpp };
  const { info } = await workers.run('inspect', { source, hash: false }, { lane: 'query' });
  return {
    source,
    size: { width: info.width, height: info.height, mpp: info.mpp ?? mpp },
    slide: undefined,
    owner: undefined,
  };
}

/** Tile workers read files; the name says nothing of where the picture came from. */
async function writePicture({ settings }: SearchParts, bytes: Uint8Array): Promise<string> {
  const folder = join(settings.dataDir, 'cache', 'questions');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${randomUUID()}.${isPng(bytes) ? 'png' : 'jpg'}`);
  await writeFile(path, bytes, { mode: 0o600 });
  return path;
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47;
}
