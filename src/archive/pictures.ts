import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SlideRecord } from '../catalog/port.js';
import { deepZoomTile } from '../domain/deepzoom.js';
import { TesseraError } from '../domain/errors.js';
import type { Box, Size } from '../domain/geometry.js';
import { checkRegion } from '../domain/region.js';
import { tissueWindow } from '../domain/tissue-window.js';
import type { ArchiveParts } from './parts.js';

const VIEW_QUALITY = 82;
/** Pixels of one picture that a face may ask for: a 4K screen. */
const MAX_PIXELS = 4096 * 2304;

/** Where the cached pictures of a slide are; deleting it loses time only. */
export function pictureFolder(dataDir: string, slideId: string): string {
  return join(dataDir, 'cache', 'pictures', slideId);
}

/** One Deep Zoom tile as JPEG. Errors: `not-found` for a tile that the pyramid does not have. */
export async function deepZoomPicture(
  parts: ArchiveParts,
  slide: SlideRecord,
  tile: { level: number; column: number; row: number },
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const place = deepZoomTile(sizeOf(slide), tile.level, tile.column, tile.row);
  if (!place) throw new TesseraError('not-found', 'The slide has no such tile.');
  return render(parts, slide, place.box, place.size, signal);
}

/** The whole slide within `side` × `side` px, cached on disk. */
export async function thumbnail(parts: ArchiveParts, slide: SlideRecord, side: number): Promise<Uint8Array> {
  const file = join(pictureFolder(parts.settings.dataDir, slide.id), `thumbnail-${side}.jpeg`);
  const kept = await keptPicture(parts, slide, file);
  if (kept) return kept;
  const whole = { x: 0, y: 0, ...sizeOf(slide) };
  const jpeg = await render(parts, slide, whole, fitInto(whole, side));
  await keep(parts, slide, file, jpeg);
  return jpeg;
}

/**
 * A square of tissue `um` wide, within `side` × `side` px: many slides at one scale. Cached on disk once the slide is
 * indexed and its tissue known; the whole slide where nobody knows its scale.
 */
export async function tissueThumbnail(
  parts: ArchiveParts,
  slide: SlideRecord,
  side: number,
  um: number,
): Promise<Uint8Array> {
  const { id, mpp, status } = slide;
  if (!mpp) return thumbnail(parts, slide, side);
  const file = join(pictureFolder(parts.settings.dataDir, id), `tissue-${um}um-${mpp}-${side}.jpeg`);
  const kept = await keptPicture(parts, slide, file);
  if (kept) return kept;
  const box = tissueWindow(await coarsestTiles(parts, slide), sizeOf(slide), um / mpp);
  const jpeg = await render(parts, slide, box, fitInto(box, side));
  if (status === 'indexed') await keep(parts, slide, file, jpeg);
  return jpeg;
}

/** Indexed tiles of the space that has the fewest: where the tissue is, told in the shortest way. */
async function coarsestTiles({ catalog }: ArchiveParts, slide: SlideRecord): Promise<readonly Box[]> {
  const spaces = (await catalog.tiles.ledger(slide.key)).filter(({ indexed }) => indexed > 0);
  const [coarsest] = spaces.sort((a, b) => a.indexed - b.indexed);
  return coarsest ? catalog.tiles.placesOf(slide.key, coarsest.spaceId) : [];
}

/** A region of a slide, at most `widthPx` wide, as JPEG. Errors: `invalid-input` beyond the slide or too many pixels. */
export async function regionPicture(
  parts: ArchiveParts,
  slide: SlideRecord,
  box: Box,
  widthPx: number,
): Promise<Uint8Array> {
  checkRegion(box, sizeOf(slide));
  const width = Math.max(1, Math.round(Math.min(widthPx, box.width)));
  const height = Math.max(1, Math.round((width * box.height) / box.width));
  if (width * height > MAX_PIXELS) {
    throw new TesseraError('invalid-input', `${width} × ${height} px are too many for one picture.`, {
      hint: `Ask for at most ${MAX_PIXELS} px.`,
    });
  }
  return render(parts, slide, box, { width, height });
}

function sizeOf(slide: SlideRecord): Size {
  if (slide.width && slide.height && slide.status !== 'failed') {
    return { width: slide.width, height: slide.height };
  }
  throw new TesseraError('not-found', `“${slide.name}” could not be read, so there is no picture of it.`, {
    hint: slide.error?.message,
  });
}

function fitInto({ width, height }: Size, side: number): Size {
  const factor = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

async function render(
  { workers, originals }: ArchiveParts,
  slide: SlideRecord,
  box: Box,
  size: Size,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  await originals.refuseChanged(slide, 'view');
  const source = { path: slide.path, mpp: slide.mpp };
  const { jpeg } = await workers.run(
    'render',
    { source, box, size, quality: VIEW_QUALITY },
    { lane: 'view', signal },
  );
  return jpeg;
}

/** A picture drawn before: of the file that was indexed, so that one that was only touched need not be read for it. */
async function keptPicture(
  { originals }: ArchiveParts,
  slide: SlideRecord,
  file: string,
): Promise<Uint8Array | undefined> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept) await originals.refuseKnownChanged(slide);
  return kept;
}

/**
 * Keeps what was drawn, unless the slide's file changed meanwhile. Written under another name first: a reader never
 * sees half a picture.
 */
async function keep(
  { originals }: ArchiveParts,
  slide: SlideRecord,
  file: string,
  jpeg: Uint8Array,
): Promise<void> {
  await originals.refuseChanged(slide, 'view');
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, jpeg);
  await rename(temporary, file);
}
