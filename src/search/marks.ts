import type { SearchAnswer } from './answer.js';
import { answerQuestion } from './ask.js';
import { checkTiles } from './marks-exist.js';
import type { SearchParts } from './parts.js';
import { keepSearch, openSearch } from './stored.js';

/**
 * Sets the mark of a tile (✓ `true`, ✗ `false`) on a stored search, or takes it back (`undefined`), and answers
 * anew under the same id. Errors: `not-found` for the search or the tile.
 */
export async function markTile(
  parts: SearchParts,
  searchId: string,
  tileId: number,
  relevant: boolean | undefined,
  actor: string,
): Promise<SearchAnswer> {
  const kept = await openSearch(parts, searchId);
  if (relevant !== undefined) await checkTiles(parts, [tileId]);
  const without = (tiles: readonly number[]) => tiles.filter((tile) => tile !== tileId);
  const question = {
    ...kept.question,
    relevant: [...without(kept.question.relevant), ...(relevant === true ? [tileId] : [])],
    notRelevant: [...without(kept.question.notRelevant), ...(relevant === false ? [tileId] : [])],
  };
  const answer = await answerQuestion(parts, question, kept.prepared, {
    id: searchId,
    createdAt: Date.parse(kept.answer.createdAt),
    embedMs: 0,
  });
  await keepSearch(parts, 'put', { ...kept, question, answer });
  const mark = relevant === undefined ? 'none' : relevant ? 'relevant' : 'not-relevant';
  await parts.catalog.audit.write({
    actor,
    action: 'mark-tile',
    subject: searchId,
    details: { tileId, mark },
  });
  return answer;
}
