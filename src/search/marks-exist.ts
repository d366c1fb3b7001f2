import { TesseraError } from '../domain/errors.js';
import type { SearchParts } from './parts.js';

/** A mark on a tile that is not there would be a word that nobody hears. Errors: `not-found` with the tile. */
export async function checkTiles({ catalog }: SearchParts, tileIds: readonly number[]): Promise<void> {
  const places = await catalog.tiles.places(tileIds);
  const missing = tileIds.find((tileId) => !places.has(tileId));
  if (missing === undefined) return;
  throw new TesseraError('not-found', `There is no tile ${missing}.`, {
    hint: 'Mark a tileId of a present answer; tiles of deleted slides are gone.',
  });
}
