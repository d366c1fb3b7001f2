import { rm } from 'node:fs/promises';
import type { SlideRecord } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { ArchiveParts } from './parts.js';
import { pictureFolder } from './pictures.js';
import { dropUpload } from './uploads.js';

/** Removes a slide for good: catalog, index, pictures, and its file when it was uploaded. The original stays. */
export async function removeSlide(parts: ArchiveParts, id: string, actor: string): Promise<void> {
  const slide = await parts.catalog.slides.get(id);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${id}”.`);
  await parts.catalog.slides.remove(slide.key);
  await forget(parts, [slide]);
  await parts.forgetInSearches({ caseIds: [], slideIds: [slide.id] });
  await parts.catalog.audit.write({ actor, action: 'delete-slide', subject: slide.id });
}

/** Removes a case and all its slides for good. `id`: Tessera's own id or the hospital's. */
export async function removeCase(
  parts: ArchiveParts,
  id: string,
  actor: string,
): Promise<{ slides: number }> {
  const found = (await parts.catalog.cases.get(id)) ?? (await parts.catalog.cases.getByCaseId(id));
  if (!found) throw new TesseraError('not-found', `There is no case “${id}”.`);
  const slides = await parts.catalog.cases.remove(found.id);
  await forget(parts, slides);
  await parts.forgetInSearches({ caseIds: [found.id], slideIds: slides.map((slide) => slide.id) });
  await parts.catalog.audit.write({ actor, action: 'delete-case', subject: found.id });
  return { slides: slides.length };
}

/** Visiting slides and stored questions whose time is over go; answers about a slide that went stay their time. */
export async function expire(parts: ArchiveParts): Promise<void> {
  const slides = await parts.catalog.slides.expired(parts.now());
  for (const slide of slides) await parts.catalog.slides.remove(slide.key);
  await forget(parts, slides);
  await parts.catalog.searches.expire(parts.now());
}

/** What the catalog has let go of goes from the index and the disk as well. */
async function forget(parts: ArchiveParts, slides: readonly SlideRecord[]): Promise<void> {
  if (slides.length === 0) return;
  for (const space of await parts.catalog.tiles.spaces()) await parts.index.refresh(space.id);
  for (const slide of slides) {
    await rm(pictureFolder(parts.settings.dataDir, slide.id), { recursive: true, force: true });
    await dropUpload(parts.settings.dataDir, slide.path);
  }
}
