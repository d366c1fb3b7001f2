import type Database from 'better-sqlite3';
import type { CaseNames } from './case-names.js';
import type { CaseText } from './case-text.js';
import type { ChangeLog } from './change-log.js';

/** How rows go: in the caller's transaction, with the removal in the log before the vectors are gone. */
export function createRemoval(
  connection: Database.Database,
  { log, text, names }: { log: ChangeLog; text: CaseText; names: CaseNames },
) {
  const clearings = ['tiles', 'vectors', 'skip_reasons', 'slide_spaces'].map((table) =>
    connection.prepare(`DELETE FROM ${table} WHERE slide_key = ?`),
  );
  const deleteSlide = connection.prepare('DELETE FROM slides WHERE key = ? RETURNING case_key').pluck();
  const deleteCase = connection.prepare('DELETE FROM cases WHERE key = ?');
  const orphan = connection
    .prepare(
      `SELECT key FROM cases c WHERE key = ? AND listed = 0
         AND NOT EXISTS (SELECT 1 FROM slides s WHERE s.case_key = c.key)`,
    )
    .pluck();

  /** Tiles, vectors and ledger of a slide; the slide itself stays. */
  function clearTiles(slideKey: number): void {
    log.removeSlide(slideKey);
    for (const clearing of clearings) clearing.run(slideKey);
  }
  function removeCase(caseKey: number): void {
    text.remove(caseKey);
    names.forget(caseKey);
    deleteCase.run(caseKey);
  }
  /** A case that Tessera made for a slide has no life of its own. */
  function removeCaseIfOrphan(caseKey: number): void {
    if (orphan.get(caseKey) !== undefined) removeCase(caseKey);
  }
  function removeSlide(slideKey: number): void {
    clearTiles(slideKey);
    const caseKey = deleteSlide.get(slideKey) as number | undefined;
    if (caseKey !== undefined) removeCaseIfOrphan(caseKey);
  }
  return { clearTiles, removeSlide, removeCase, removeCaseIfOrphan };
}

export type Removal = ReturnType<typeof createRemoval>;
