import type { CollectionItem } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import { noCollection } from './open-collection.js';
import type { CollectionParts } from './parts.js';

/**
 * Puts a region of an archived slide into a collection: the part of the box that lies on the slide.
 * Errors: `not-found`, `conflict` for a visiting slide, `invalid-input` for a box beside the slide.
 */
export async function keepRegion(
  { catalog }: CollectionParts,
  collectionId: string,
  given: {
    readonly slideId: string;
    readonly box: Box;
    readonly note: string;
    readonly place?: number | undefined;
  },
  actor: string,
): Promise<CollectionItem> {
  const slide = await catalog.slides.get(given.slideId);
  if (!slide) throw new TesseraError('not-found', `There is no slide “${given.slideId}”.`);
  if (slide.state === 'visiting') {
    throw new TesseraError('conflict', 'A visiting slide goes again; a collection would lose its region.', {
      hint: 'Archive the slide first.',
      details: { state: slide.state },
    });
  }
  const box = clip(given.box, slide.width ?? 0, slide.height ?? 0);
  const item = await catalog.collections.addItem(collectionId, {
    slideKey: slide.key,
    box,
    note: given.note,
    place: given.place,
  });
  if (!item) throw noCollection();
  await catalog.audit.write({
    actor,
    action: 'collect-region',
    subject: collectionId,
    details: { slideId: slide.id },
  });
  return item;
}

function clip({ x, y, width, height }: Box, right: number, bottom: number): Box {
  const left = Math.max(0, x);
  const top = Math.max(0, y);
  const clipped = {
    x: left,
    y: top,
    width: Math.min(right, x + width) - left,
    height: Math.min(bottom, y + height) - top,
  };
  if (clipped.width > 0 && clipped.height > 0) return clipped;
  throw new TesseraError('invalid-input', 'The region does not lie on the slide.');
}
