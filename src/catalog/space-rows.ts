import { TesseraError } from '../domain/errors.js';
import type { TesseraDatabase } from './database.js';
import type { SpaceRow } from './tile-commit.js';

/** Text id → row of a space that is there; kept, since a space's row never changes until the space is dropped. */
export function createSpaceRows(database: TesseraDatabase) {
  const find = database.connection.prepare('SELECT key, dim FROM spaces WHERE id = ? AND leaving = 0');
  const known = new Map<string, SpaceRow>();
  return {
    of(spaceId: string): SpaceRow {
      const cached = known.get(spaceId);
      if (cached !== undefined) return cached;
      const row = database.read(() => find.get(spaceId)) as SpaceRow | undefined;
      if (row === undefined) throw noSpace(spaceId);
      known.set(spaceId, row);
      return row;
    },
    forget: (spaceId: string): void => void known.delete(spaceId),
  };
}

export type SpaceRows = ReturnType<typeof createSpaceRows>;

function noSpace(spaceId: string): TesseraError {
  return new TesseraError(
    'not-found',
    `The archive has no space “${spaceId}”: it was dropped, or never filled.`,
    {
      hint: 'tessera spaces lists those that are there; a question asked anew goes to the one that serves.',
      details: { spaceId },
    },
  );
}
