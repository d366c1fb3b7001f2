import { TesseraError } from '../domain/errors.js';
import { isSameVersion, type Space } from '../domain/models.js';
import type { EvaluationParts } from './parts.js';

type AskableSpace = Space & { readonly slides: number };

/**
 * Spaces with tiles that a measurement may ask in: those of the model that serves (of all, where it has none), or the
 * one that is named, of whichever model. Errors: `not-found`.
 */
export async function askableSpaces(
  { catalog }: EvaluationParts,
  wanted: string | undefined,
): Promise<readonly AskableSpace[]> {
  const held = (await catalog.tiles.spaces()).filter((space) => space.tiles > 0);
  if (wanted !== undefined) {
    const named = held.filter((space) => space.id === wanted);
    if (named.length > 0) return named;
    throw new TesseraError('not-found', `There is no space “${wanted}” with tiles.`, {
      hint: `Spaces: ${held.map((space) => space.id).join(', ') || 'none'}.`,
    });
  }
  if (held.length === 0) {
    throw new TesseraError('not-found', 'The archive is empty.', {
      hint: 'Spaces: none.',
      details: { tiles: 0 },
    });
  }
  const serving = await catalog.models.serving();
  const served = held.filter((space) => serving && isSameVersion(space, serving));
  return served.length > 0 ? served : held;
}
