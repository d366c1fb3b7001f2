import type Database from 'better-sqlite3';

/**
 * The log that vector indexes follow: per space one sequence of numbers over additions (a batch of vectors) and
 * removals (a slide). Only what may answer is in it: batches of visiting slides have no number. All of it runs in
 * the transaction of the change itself.
 */
export function createChangeLog(connection: Database.Database) {
  const grow = connection.prepare('UPDATE spaces SET head = head + 1 WHERE key = ? RETURNING head').pluck();
  const unnumbered = connection.prepare(
    'SELECT key, space_key AS spaceKey FROM vectors WHERE slide_key = ? AND change IS NULL ORDER BY key',
  );
  const number = connection.prepare('UPDATE vectors SET change = ? WHERE key = ?');
  const numberedSpaces = connection
    .prepare('SELECT DISTINCT space_key FROM vectors WHERE slide_key = ? AND change IS NOT NULL')
    .pluck();
  const clear = connection.prepare('UPDATE vectors SET change = NULL WHERE slide_key = ?');
  const remove = connection.prepare('INSERT INTO removals (space_key, change, slide_key) VALUES (?, ?, ?)');
  const next = (spaceKey: number): number => grow.get(spaceKey) as number;

  return {
    /** The number of the next change of a space. */
    next,
    /** A slide may answer from now on: its batches are additions. */
    addSlide(slideKey: number): void {
      for (const batch of unnumbered.all(slideKey) as { key: number; spaceKey: number }[]) {
        number.run(next(batch.spaceKey), batch.key);
      }
    },
    /** The rows of a slide in one space are taken away. */
    removeFrom(spaceKey: number, slideKey: number): void {
      remove.run(spaceKey, next(spaceKey), slideKey);
    },
    /** A slide may not answer any more: one removal per space where it did. */
    removeSlide(slideKey: number): void {
      for (const spaceKey of numberedSpaces.all(slideKey) as number[]) {
        remove.run(spaceKey, next(spaceKey), slideKey);
      }
      clear.run(slideKey);
    },
  };
}

export type ChangeLog = ReturnType<typeof createChangeLog>;
