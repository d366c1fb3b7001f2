import type Database from 'better-sqlite3';
import type { CaseFacts } from '../domain/cases.js';
import { spaceHan } from './case-words.js';

/** Keeps the word index of one case in step with its facts; called in the transaction that changes them. */
export function createCaseText(connection: Database.Database) {
  const forget = connection.prepare('DELETE FROM case_text WHERE rowid = ?');
  const insert = connection.prepare(
    'INSERT INTO case_text (rowid, diagnosis, report, notes) VALUES (?, ?, ?, ?)',
  );
  return {
    set(caseKey: number, facts: Pick<CaseFacts, 'diagnosis' | 'report' | 'notes'>): void {
      const words = [facts.diagnosis, facts.report, facts.notes].map((text) => spaceHan(text ?? ''));
      forget.run(caseKey);
      if (words.some((text) => text !== '')) insert.run(caseKey, ...words);
    },
    remove(caseKey: number): void {
      forget.run(caseKey);
    },
  };
}

export type CaseText = ReturnType<typeof createCaseText>;
