import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { findDatabaseDamage, openDatabase } from '../../src/catalog/database.js';
import { createVectorSource } from '../../src/catalog/vector-source.js';

const KILLS = 10;
const SPACE = 'kill@1um-224px';
const WRITER = join(import.meta.dirname, 'catalog-writer.mjs');

const folder = mkdtempSync(join(tmpdir(), 'tessera-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts the writer, kills it `delayMs` after it is ready, and answers what it had said was done. */
function writeAndKill(file: string, delayMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), delayMs);
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(said.split('\n').slice(0, -1));
      else reject(new Error(`the writer ended by itself (${code}); is dist/ built?`));
    });
  });
}

/** Sums and rows that must agree whatever moment it was: each query names what is wrong. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  'a ledger that does not count its tiles': `
    SELECT l.slide_key FROM slide_spaces l
    WHERE (l.indexed, l.skipped, l.failed) != (
      SELECT count(*) FILTER (WHERE state = 'indexed'), count(*) FILTER (WHERE state = 'skipped'),
        count(*) FILTER (WHERE state = 'failed')
      FROM tiles t WHERE t.slide_key = l.slide_key AND t.space_key = l.space_key)`,
  'a laid grid with other tiles than planned': `
    SELECT l.slide_key FROM slide_spaces l WHERE l.laid = 1 AND l.planned != (
      SELECT count(*) FROM tiles t WHERE t.slide_key = l.slide_key AND t.space_key = l.space_key)`,
  'reasons that are not those of the tiles': `
    SELECT l.slide_key FROM slide_spaces l WHERE l.skipped != coalesce((
      SELECT sum(r.tiles) FROM skip_reasons r WHERE r.slide_key = l.slide_key AND r.space_key = l.space_key), 0)`,
  'half a batch': `
    SELECT v.key FROM vectors v JOIN spaces p ON p.key = v.space_key
    WHERE length(v.tile_ids) != 4 * v.tiles OR length(v.vectors) != 2 * p.dim * v.tiles
      OR v.tiles != (SELECT count(*) FROM tiles t WHERE t.vectors_key = v.key AND t.state = 'indexed')`,
  'an indexed tile without a vector': `
    SELECT id FROM tiles t WHERE (state = 'indexed') != (vectors_key IN (SELECT key FROM vectors))`,
  'a change number beyond the head': `
    SELECT p.key FROM spaces p WHERE p.head < coalesce((SELECT max(change) FROM vectors WHERE space_key = p.key), 0)
      OR p.head < coalesce((SELECT max(change) FROM removals WHERE space_key = p.key), 0)`,
  'a change number given twice': `
    SELECT r.change FROM removals r JOIN vectors v ON v.space_key = r.space_key AND v.change = r.change`,
  'a numbered batch of a visiting slide, or the reverse': `
    SELECT v.key FROM vectors v JOIN slides s ON s.key = v.slide_key
    WHERE (v.change IS NULL) != (s.state = 'visiting')`,
  'a case without its filters': 'SELECT key FROM cases WHERE key NOT IN (SELECT case_key FROM case_filters)',
  'a broken reference': 'SELECT * FROM pragma_foreign_key_check',
};

function expectSound(file: string, said: readonly string[]): void {
  const database = openDatabase(file);
  try {
    expect(findDatabaseDamage(database)).toEqual([]);
    for (const [name, query] of Object.entries(CONTRADICTIONS)) {
      expect(database.connection.prepare(query).all(), name).toEqual([]);
    }
    expectDone(database.connection, said);
  } finally {
    database.close();
  }
}

/** What the writer had said was done is done. */
function expectDone(connection: Database.Database, said: readonly string[]): void {
  const words = said.map((line) => line.split(' '));
  const removed = new Set(words.filter(([word]) => word === 'removed').map(([, key]) => key));
  const stateOf = connection.prepare('SELECT state FROM tiles WHERE id = ?').pluck();
  for (const [word, first, ...rest] of words) {
    if (word === 'finished') {
      const state = connection.prepare('SELECT state FROM jobs WHERE id = ?').pluck().get(first);
      expect(state, `job ${first}`).toBe('done');
    }
    if (word !== 'committed' || removed.has(first)) continue;
    for (const id of rest) {
      const state = stateOf.get(Number(id));
      // A slide may have been removed in the moment between doing and saying so.
      if (state !== undefined) expect(state, `tile ${id}`).not.toBe('pending');
    }
  }
}

type Held = Map<number, Set<number>>;

function follow(file: string, after: number, held: Held): number {
  const source = createVectorSource(file);
  for (const change of source.changes(SPACE, after)) {
    if (change.kind === 'remove') {
      held.delete(change.slideKey);
      continue;
    }
    const tiles = held.get(change.slideKey) ?? new Set<number>();
    held.set(change.slideKey, tiles);
    for (const [row, tileId] of change.tileIds.entries()) {
      expect(tiles.has(tileId), `tile ${tileId} comes once`).toBe(false);
      tiles.add(tileId);
      expect(change.vectors.subarray(row * 8, row * 8 + 8).every((value) => value === tileId % 0x7c00)).toBe(
        true,
      );
    }
  }
  const head = source.head(SPACE);
  source.close();
  return head;
}

describe('a catalog whose writer is killed at any moment', () => {
  it(`is sound after each of ${KILLS} kills, has all that was said to be done, and replays to one state`, async () => {
    const file = join(folder, 'tessera.db');
    const held: Held = new Map();
    let head = 0;
    let said: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // From the first statements to some slides further, the moments spread over every kind of transaction.
      said = [...said, ...(await writeAndKill(file, (kill * 37) % 250))];
      expectSound(file, said);
      head = follow(file, head, held);
    }
    const fresh: Held = new Map();
    follow(file, 0, fresh);
    expect(held).toEqual(fresh);
    expect(said.filter((line) => line.startsWith('committed')).length).toBeGreaterThan(KILLS);
  }, 120_000);
});
