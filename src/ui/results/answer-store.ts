import { signal } from '@preact/signals';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Answer, Hit } from '../server/types.js';
import { createResource } from '../state/resource.js';

type Mark = Hit['mark'];

/** The answer that is looked at. */
export const answer = createResource<Answer>();
/** Marks of this visit, latest last, with what each tile was before: what `U` takes back. */
const history: { readonly searchId: string; readonly tileId: number; readonly before: Mark }[] = [];
/** While the archive is ranked anew. */
export const ranking = signal(false);

export function loadAnswer(id: string): Promise<Answer> {
  return call(api.searches[':searchId'].$get({ param: { searchId: id } }));
}

/** The tile that a hit's mark names: the best of its best region. */
export function bestRegion(hit: Hit) {
  for (const slide of hit.slides) {
    const region = slide.regions[0];
    if (region) return { slide, region };
  }
  return undefined;
}

/** Marks a hit, or takes its mark back when it has this one already. */
export async function mark(found: Answer, hit: Hit, wanted: 'relevant' | 'not-relevant'): Promise<void> {
  const tileId = bestRegion(hit)?.region.tileId;
  if (tileId === undefined) return;
  const marked = tilesOf(found, hit);
  const next = hit.mark === wanted ? null : wanted;
  // A case may be marked by another of its tiles, since the best one changes with every mark.
  const target = next === null ? (marked[0] ?? tileId) : tileId;
  if (await setMark(found.id, target, next))
    history.push({ searchId: found.id, tileId: target, before: markOf(found, target) });
}

/** Takes the last mark back; after a reload, the last one that the answer carries. */
export async function undo(found: Answer): Promise<void> {
  const at = history.findLastIndex((entry) => entry.searchId === found.id);
  const last = history[at];
  if (last) {
    if (await setMark(found.id, last.tileId, last.before)) history.splice(at, 1);
    return;
  }
  const tileId = found.query.notRelevant.at(-1) ?? found.query.relevant.at(-1);
  if (tileId !== undefined) await setMark(found.id, tileId, null);
}

export function countMarks({ query }: Answer): { readonly yes: number; readonly no: number } {
  return { yes: query.relevant.length, no: query.notRelevant.length };
}

function markOf({ query }: Answer, tileId: number): Mark {
  if (query.relevant.includes(tileId)) return 'relevant';
  return query.notRelevant.includes(tileId) ? 'not-relevant' : null;
}

function tilesOf({ query }: Answer, hit: Hit): number[] {
  const own = new Set(hit.slides.flatMap((slide) => slide.regions.map((region) => region.tileId)));
  return [...query.relevant, ...query.notRelevant].filter((tileId) => own.has(tileId));
}

async function setMark(searchId: string, tileId: number, wanted: Mark): Promise<boolean> {
  if (ranking.value) return false;
  ranking.value = true;
  const marks = api.searches[':searchId'].marks[':tileId'];
  const param = { searchId, tileId: String(tileId) };
  const done = await attempt(async () => {
    const request =
      wanted === null
        ? marks.$delete({ param })
        : marks.$put({ param, json: { relevant: wanted === 'relevant' } });
    answer.set(await call(request));
  });
  ranking.value = false;
  return done;
}
