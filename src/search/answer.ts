import type { Filters } from '../domain/cases.js';
import type { Box } from '../domain/geometry.js';

/**
 * An answer as it is stored and shown; the API's schema (api/schemas/search.ts) has this very shape.
 * Plain JSON: absent values are null here, since the answer is read back from the catalog.
 */
export type SearchAnswer = {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly space: string | string[] | null;
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly query: QueryFacts;
  readonly cases: CaseHit[];
  readonly tiles?: TileHit[] | undefined;
  readonly evidence: EvidenceRow[];
  readonly evidencePatients: number;
  readonly evidenceRule: { readonly en: string; readonly zh: string };
  /** Bits. */
  readonly entropy: number;
  readonly abstained: boolean;
  readonly reason: string | null;
  readonly reasonZh: string | null;
  readonly calibration: CalibrationFacts | null;
  readonly sameSiteShare: number | null;
  readonly searched: { readonly tiles: number; readonly patients: number; readonly cases: number };
  readonly rescored: { readonly cases: number; readonly tiles: number };
  /** Time of each stage, ms. */
  readonly ms: { readonly total: number; readonly [stage: string]: number };
};

export type QueryKind = 'region' | 'polygon' | 'slide' | 'picture' | 'text';

export type QueryFacts = {
  readonly slideId: string | null;
  readonly kind: QueryKind;
  /** Query tiles asked. */
  readonly tiles: number;
  /** µm per level-0 pixel of what asks. */
  readonly mpp: number | null;
  readonly boxes: Box[];
  readonly padded: boolean;
  readonly coverage: number | null;
  /** Tiles that the asked ones stand for. */
  readonly represents: number;
  readonly text: string | null;
  readonly filters: Record<string, string[]>;
  readonly k: number;
  readonly includeOwnPatient: boolean;
  readonly relevant: number[];
  readonly notRelevant: number[];
};

export type Diagnosis = { readonly text: string | null; readonly code: string | null };
export type AnswerRegion = Box & { readonly tileId: number; readonly similarity: number };

export type CaseHit = {
  readonly id: string;
  readonly caseId: string;
  readonly patientId: string;
  readonly noCase: boolean;
  readonly organ: string | null;
  readonly stain: string | null;
  readonly site: string | null;
  readonly date: string | null;
  readonly diagnosis: Diagnosis;
  /** Cosine, −1..1; 0 for a case that only words found. */
  readonly score: number;
  /** Where the score lies in what patients' own regions get in this archive, per cent. */
  readonly percentile: number | null;
  readonly matchedTiles: number;
  readonly mark: 'relevant' | 'not-relevant' | null;
  readonly fusedRank?: number | undefined;
  readonly ranks?: Record<string, number> | undefined;
  readonly report: string | null;
  readonly notes: string | null;
  readonly slides: {
    readonly slideId: string;
    readonly name: string;
    readonly mpp: number | null;
    readonly regions: AnswerRegion[];
  }[];
};

export type TileHit = {
  readonly tileId: number;
  /** Row of the query tile that it is nearest to. */
  readonly queryTile: number;
  readonly similarity: number;
  readonly slideId: string;
  readonly name: string;
  readonly caseId: string;
  readonly patientId: string;
  readonly organ: string | null;
  readonly diagnosis: Diagnosis;
  readonly region: Box;
};

export type EvidenceRow = {
  readonly diagnosis: string | null;
  readonly weight: number;
  readonly patients: number;
  readonly archivePatients: number;
  readonly lift: number | null;
  readonly sentence: string;
  readonly sentenceZh: string;
};

export type CalibrationFacts = {
  readonly threshold: number | null;
  readonly percentile: number | null;
  readonly pool: 'organ' | 'pooled' | null;
  readonly size: string | null;
};

export function plainFilters(filters: Filters): Record<string, string[]> {
  return Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, [...values]]));
}
