import type { SearchableSlide } from '../catalog/port.js';
import { type Abstention, decideAbstention, sayAbstention } from '../domain/abstention.js';
import { type Calibration, DEFAULT_TAU, nearestSize, tilesSideBySide } from '../domain/calibration.js';
import { type EvidenceCase, weighEvidence } from '../domain/evidence.js';
import { sayEvidence, sayEvidenceRule } from '../domain/evidence-words.js';
import type { EvidenceRow, SearchAnswer } from './answer.js';
import type { SearchParts } from './parts.js';
import type { Prepared } from './prepare.js';
import type { Question } from './question.js';
import type { PlacedCase, SpaceRanking } from './rank-spaces.js';

export type Judged = {
  readonly facts: Pick<
    SearchAnswer,
    | 'evidence'
    | 'evidencePatients'
    | 'evidenceRule'
    | 'entropy'
    | 'abstained'
    | 'reason'
    | 'reasonZh'
    | 'calibration'
  >;
  /** Scores of patients' own regions of this size, rising; empty when not calibrated. */
  readonly distribution: readonly number[];
};

/** Evidence and abstention, from the first (finest) space's scores. */
export async function judge(
  { catalog }: SearchParts,
  question: Question,
  { asker, kind, tiles }: Prepared,
  first: SpaceRanking | undefined,
  placed: readonly PlacedCase[],
): Promise<Judged> {
  const slides = first?.slides ?? [];
  const owners = new Map(slides.map((slide) => [slide.caseKey, slide]));
  const stored = first && (await readCalibration(catalog, first.tiles.space.id));
  // Medians are on another scale than the means that the archive was calibrated with; how far scores lie apart
  // is much the same.
  const otherScoring = question.scoring === 'median' && stored !== undefined;
  const calibration = otherScoring ? undefined : stored;
  const scores = new Map(first?.ranking.cases.map((entry) => [entry.caseKey, entry.similarity]));
  const speaking = placed.flatMap(({ caseKey }): EvidenceCase[] => {
    const [owner, score] = [owners.get(caseKey), scores.get(caseKey)];
    if (!owner || score === undefined) return [];
    return [{ patientId: owner.patientId, diagnosis: owner.diagnosis ?? undefined, score }];
  });
  const evidence = weighEvidence(speaking, archiveShares(slides), stored?.tau ?? DEFAULT_TAU);
  const size = kind === 'slide' ? 'whole' : tilesSideBySide(tiles[0]?.boxes ?? []);
  const best = speaking.length > 0 ? Math.max(...speaking.map((entry) => entry.score)) : undefined;
  const patients = new Set(slides.map((slide) => slide.patientId)).size;
  const decision = first
    ? decideAbstention({ best, tiles: size, organ: asker.organ, patients }, calibration)
    : undefined;
  const nearest = calibration && nearestSize(calibration, size);
  return {
    distribution: (nearest && calibration.bySize[nearest]?.scores) ?? [],
    facts: {
      evidence: evidenceRows(evidence),
      evidencePatients: evidence.patients,
      evidenceRule: { en: sayEvidenceRule(evidence, 'en'), zh: sayEvidenceRule(evidence, 'zh') },
      entropy: evidence.entropy,
      ...abstentionFacts(
        otherScoring && decision?.reason === 'uncalibrated'
          ? { ...decision, reason: 'other-scoring' }
          : decision,
      ),
    },
  };
}

function evidenceRows(evidence: ReturnType<typeof weighEvidence>): EvidenceRow[] {
  const [english, chinese] = [sayEvidence(evidence, 'en'), sayEvidence(evidence, 'zh')];
  return evidence.diagnoses.map((one, i) => ({
    ...one,
    lift: one.lift ?? null,
    sentence: english[i] as string,
    sentenceZh: chinese[i] as string,
  }));
}

function abstentionFacts(
  decision: Abstention | undefined,
): Pick<SearchAnswer, 'abstained' | 'reason' | 'reasonZh' | 'calibration'> {
  if (!decision) return { abstained: false, reason: null, reasonZh: null, calibration: null };
  return {
    abstained: decision.abstained,
    reason: sayAbstention(decision, 'en'),
    reasonZh: sayAbstention(decision, 'zh'),
    calibration: {
      threshold: decision.threshold ?? null,
      percentile: decision.percentile ?? null,
      pool: decision.pool ?? null,
      size: decision.size ?? null,
    },
  };
}

async function readCalibration(
  catalog: SearchParts['catalog'],
  spaceId: string,
): Promise<Calibration | undefined> {
  return (await catalog.calibrations.get(spaceId))?.calibration as Calibration | undefined;
}

function archiveShares(slides: readonly SearchableSlide[]) {
  const patients = new Map<string | null, Set<string>>();
  for (const { diagnosis, patientId } of slides) {
    const group = patients.get(diagnosis) ?? new Set();
    group.add(patientId);
    patients.set(diagnosis, group);
  }
  return {
    patients: new Set(slides.map((slide) => slide.patientId)).size,
    byDiagnosis: new Map([...patients].map(([diagnosis, group]) => [diagnosis, group.size])),
  };
}
