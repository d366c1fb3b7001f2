import { TesseraError } from '../domain/errors.js';
import { groupBy } from '../domain/group.js';
import { isSameVersion, type Space, versionName, versionOf } from '../domain/models.js';
import { chooseSpace, usableScales } from '../domain/scales.js';
import type { SearchParts } from './parts.js';

/**
 * Where a question is asked: in the finest space of the serving model that query and archive share, with `all` in
 * every one of its spaces that the query's scan can serve, or in the one that is named, of whichever model.
 * Errors: `not-found`, `too-coarse`, `unavailable` when no model that the archive has vectors of is on this machine.
 */
export async function spacesToAsk(
  parts: SearchParts,
  queryMpp: number,
  wanted: string | undefined,
): Promise<readonly Space[]> {
  const held = await parts.catalog.tiles.answering();
  if (held.length === 0) {
    throw new TesseraError('not-found', 'The archive is empty: nothing can answer yet.', {
      hint: 'Bring slides in first: tessera ingest FOLDER --cases cases.csv',
      details: { tiles: 0 },
    });
  }
  const present = await withPresentModel(parts, held);
  if (wanted !== undefined && wanted !== 'all') {
    return [chooseSpace(queryMpp, present, [], wanted)];
  }
  const served = await ofOneModel(parts, present);
  const ids = served.map((space) => space.id);
  if (wanted !== 'all') return [chooseSpace(queryMpp, served, ids)];
  const usable = usableScales(queryMpp, served).sort((a, b) => a.mpp - b.mpp);
  return usable.length > 0 ? usable : [chooseSpace(queryMpp, served, ids)];
}

/**
 * The spaces of the model that serves. When its file is missing, damaged or replaced, the model that most slides have
 * vectors of answers in its place, and the answer says which one it was.
 */
async function ofOneModel({ catalog }: SearchParts, present: readonly Space[]): Promise<readonly Space[]> {
  const serving = await catalog.models.serving();
  const own = serving ? present.filter((space) => isSameVersion(space, serving)) : [];
  if (own.length > 0) return own;
  const slides = new Map((await catalog.tiles.spaces()).map((space) => [space.id, space.slides]));
  const most = (spaces: readonly Space[]) => Math.max(...spaces.map((space) => slides.get(space.id) ?? 0));
  const models = [...groupBy(present, versionName).values()].sort((a, b) => most(b) - most(a));
  return models[0] ?? [];
}

/** Spaces whose very model (by hash) is on this machine: vectors of two versions of a model never meet. */
async function withPresentModel({ model }: SearchParts, spaces: readonly Space[]): Promise<Space[]> {
  const present = await Promise.all(
    spaces.map((space) =>
      model(space.modelId).then(
        ({ manifest }) => isSameVersion(versionOf(manifest), space),
        () => false,
      ),
    ),
  );
  const there = spaces.filter((_, i) => present[i]);
  if (there.length > 0) return there;
  const models = [...new Set(spaces.map((space) => `${space.modelId} (${space.modelSha256.slice(0, 8)})`))];
  throw new TesseraError(
    'unavailable',
    `The archive was indexed by ${models.join(', ')}, which is not on this machine any more.`,
    {
      hint: 'Put the model back, or fill the spaces of another one: tessera spaces add --model ID --switch',
    },
  );
}
