import type { z } from '@hono/zod-openapi';
import { spaceStandings } from '../../archive/spaces.js';
import { archiveStatus } from '../../archive/status.js';
import type { ApiParts } from '../parts.js';
import type { space } from '../schemas/system.js';
import { spaceView } from './system.js';

/** All spaces of the archive with how they stand. */
export async function listSpaces(parts: ApiParts): Promise<z.output<typeof space>[]> {
  const [{ spaces }, standings] = await Promise.all([archiveStatus(parts), spaceStandings(parts)]);
  const views = spaces.map(async (found) => {
    const standing = standings.get(found.id);
    // Dropped between the two looks.
    if (!standing) return [];
    return [spaceView(found, standing, await parts.catalog.calibrations.get(found.id))];
  });
  return (await Promise.all(views)).flat();
}
