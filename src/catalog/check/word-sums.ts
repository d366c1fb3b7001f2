import Database from 'better-sqlite3';
import type { Case } from '../../domain/cases.js';
import { createCaseText } from '../case-text.js';
import { CASE_TEXT } from '../migrations.js';

/**
 * The word index holds no text to compare with, only which word stands where. A sum over those per case tells two
 * indexes of the same words from others.
 */
type WordSums = Map<number, number>;

/** Of the index that is searched. */
export function indexedWords(connection: Database.Database): WordSums {
  return sumWords(connection);
}

/** Of the index as these cases would make it now. */
export function expectedWords(cases: readonly Case[]): WordSums {
  const connection = new Database(':memory:');
  try {
    connection.exec(CASE_TEXT);
    const text = createCaseText(connection);
    connection.transaction(() => {
      for (const one of cases) text.set(one.key, one);
    })();
    return sumWords(connection);
  } finally {
    connection.close();
  }
}

type Place = [term: string, caseKey: number, column: string, offset: number];

function sumWords(connection: Database.Database): WordSums {
  connection.exec(`CREATE VIRTUAL TABLE temp.case_words USING fts5vocab('main', 'case_text', 'instance')`);
  const places = connection.prepare('SELECT term, doc, col, offset FROM temp.case_words').raw();
  const sums: WordSums = new Map();
  for (const [term, caseKey, column, offset] of places.iterate() as Iterable<Place>) {
    sums.set(caseKey, ((sums.get(caseKey) ?? 0) + fingerprint(`${term} ${column} ${offset}`)) >>> 0);
  }
  connection.exec('DROP TABLE temp.case_words');
  return sums;
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
