import type Database from 'better-sqlite3';
import type { CaseRow } from '../domain/cases.js';
import { baseName, stemOf } from './file-names.js';
import { fold } from './filters.js';
import type { SlideClaim } from './port.js';
import type { Removal } from './slide-removal.js';

type Claim = { file: string; caseKey: number; mpp: number | null; extra: string } & Texts;
type Texts = { stain: string | null; scanner: string | null };
type SlideInTable = { key: number; caseKey: number; name: string; mpp: number | null; extra: string } & Texts;
/** What one case got: `changed` when a row of a slide is not what it was. */
export type Given = { readonly changed: boolean; readonly claimed: number; readonly mppChanged: string[] };

/** Two µm/px are the same when they differ by less than what a list's rounding does. */
const SAME_MPP = 1e-6;

/** What case lists say of files: kept for slides to come, and given to the slides that are here. */
export function createCaseClaims(connection: Database.Database, removal: Removal) {
  const sql = statements(connection);

  /** By exact name; else by stem, where one row only has it. */
  function find(fileName: string): Claim | undefined {
    const name = baseName(fileName);
    const exact = sql.byFile.get(name) as Claim | undefined;
    if (exact !== undefined) return exact;
    const stem = stemOf(name);
    const bare = sql.byFile.get(stem) as Claim | undefined;
    if (bare !== undefined) return bare;
    const sameStem = sql.byStem.all(stem) as Claim[];
    return sameStem.length === 1 ? sameStem[0] : undefined;
  }

  /** The slides a row's file names: by name, else the only one with that stem; never one that another row names better. */
  function slidesNamed(file: string): SlideInTable[] {
    const exact = sql.slidesByName.all(file) as SlideInTable[];
    const found = exact.length > 0 ? exact : (sql.slidesByStem.all(file, stemOf(file)) as SlideInTable[]);
    if (exact.length === 0 && found.length > 1) return [];
    return found.filter((slide) => find(slide.name)?.file === file);
  }

  function giveSlide(
    caseKey: number,
    claim: Claim,
    slide: SlideInTable,
  ): { changed: boolean; moved: boolean } {
    const stain = claim.stain ?? slide.stain;
    const scanner = claim.scanner ?? slide.scanner;
    const extra = JSON.stringify({ ...JSON.parse(slide.extra), ...JSON.parse(claim.extra) });
    const moved = slide.caseKey !== caseKey;
    const same = stain === slide.stain && scanner === slide.scanner && extra === slide.extra;
    if (!moved && same) return { changed: false, moved };
    sql.giveSlide.run(caseKey, stain, folded(stain), scanner, folded(scanner), extra, slide.key);
    if (moved) removal.removeCaseIfOrphan(slide.caseKey);
    return { changed: true, moved };
  }

  return {
    claimFor(fileName: string): SlideClaim | undefined {
      const claim = find(fileName);
      if (claim === undefined) return undefined;
      const { caseKey, mpp, stain, scanner, extra } = claim;
      return {
        caseKey,
        mpp: mpp ?? undefined,
        stain: stain ?? undefined,
        scanner: scanner ?? undefined,
        extra: JSON.parse(extra),
      };
    },

    /** Remembers the rows of a case; true when that changed anything. An empty cell leaves the old value. */
    note(caseKey: number, rows: readonly CaseRow[]): boolean {
      let changed = false;
      for (const row of rows) {
        if (row.file === undefined) continue;
        const file = baseName(row.file);
        const old = sql.byFile.get(file) as Claim | undefined;
        const extra = JSON.stringify({ ...JSON.parse(old?.extra ?? '{}'), ...row.extra });
        const mpp = row.mpp ?? old?.mpp ?? null;
        const stain = row.stain ?? old?.stain ?? null;
        const scanner = row.scanner ?? old?.scanner ?? null;
        const told = [caseKey, mpp, stain, scanner, extra];
        if (old !== undefined && told.join('\0') === noted(old).join('\0')) continue;
        sql.put.run(file, stemOf(file), ...told);
        changed = true;
      }
      return changed;
    },

    /** Gives the slides that are here to the case whose rows name them. */
    give(caseKey: number, rows: readonly CaseRow[]): Given {
      let changed = false;
      let claimed = 0;
      const mppChanged: string[] = [];
      for (const row of rows) {
        if (row.file === undefined) continue;
        const file = baseName(row.file);
        for (const slide of slidesNamed(file)) {
          const claim = sql.byFile.get(file) as Claim;
          const outcome = giveSlide(caseKey, claim, slide);
          changed ||= outcome.changed;
          if (outcome.moved) claimed++;
          const differs = claim.mpp !== null && Math.abs(claim.mpp - (slide.mpp ?? 0)) > SAME_MPP;
          if (differs) mppChanged.push(slide.name);
        }
      }
      return { changed, claimed, mppChanged };
    },
  };
}

export type CaseClaims = ReturnType<typeof createCaseClaims>;

function statements(connection: Database.Database) {
  const claim = 'SELECT file, case_key AS caseKey, mpp, stain, scanner, extra FROM claims';
  const slide = 'SELECT key, case_key AS caseKey, name, mpp, stain, scanner, extra FROM slides';
  return {
    byFile: connection.prepare(`${claim} WHERE file = ?`),
    byStem: connection.prepare(`${claim} WHERE stem = ? LIMIT 2`),
    put: connection.prepare(
      `INSERT OR REPLACE INTO claims (file, stem, case_key, mpp, stain, scanner, extra)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    slidesByName: connection.prepare(`${slide} WHERE name = ?`),
    slidesByStem: connection.prepare(`${slide} WHERE stem IN (?, ?) LIMIT 2`),
    giveSlide: connection.prepare(
      `UPDATE slides SET case_key = ?, stain = ?, stain_folded = ?, scanner = ?, scanner_folded = ?, extra = ?
       WHERE key = ?`,
    ),
  };
}

function noted(claim: Claim): unknown[] {
  return [claim.caseKey, claim.mpp, claim.stain, claim.scanner, claim.extra];
}

function folded(text: string | null): string | null {
  return text === null ? null : fold(text);
}
