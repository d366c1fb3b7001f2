import type { SearchableSlide, SlideRecord } from '../catalog/port.js';
import { type Abstention, decideAbstention, sayAbstention } from '../domain/abstention.js';
import { type Calibration, DEFAULT_TAU, nearestSize, percentileOf } from '../domain/calibration.js';
import type { Case } from '../domain/cases.js';
import { type EvidenceCase, weighEvidence } from '../domain/evidence.js';
import { sayEvidence, sayEvidenceRule } from '../domain/evidence-words.js';
import type { CaseHit, EvidenceRow, SearchAnswer } from './answer.js';
import type { SearchParts } from './parts.js';
import type { Prepared } from './prepare.js';
import type { Question } from './question.js';
import { type PlacedCase, placeCases, type SpaceRanking } from './rank-spaces.js';
import { findRegions } from './regions.js';
import { nameTiles } from './tile-view.js';

/** The part of an answer that is worked out; ask.ts adds id and times. */
export type Composed = Omit<SearchAnswer, 'id' | 'createdAt' | 'expiresAt' | 'ms' | 'query'>;

/** Puts the answer together from what each space said: order, regions, evidence, abstention, names. */
export async function composeAnswer(
  parts: SearchParts,
  question: Question,
  prepared: Prepared,
  rankings: readonly SpaceRanking[],
): Promise<Composed> {
  const words = await searchWords(parts, question);
  const placed = placeCases(rankings, words);
  const [first] = rankings;
  const judged = await judge(parts, question, prepared, first, placed);
  const shown = placed.slice(0, question.k);
  const cases = await nameCases(parts, question, shown, rankings, judged);
  const spaces = rankings.map(({ tiles }) => tiles.space);
  return {
    space: spaces.length > 1 ? spaces.map((space) => space.id) : (spaces[0]?.id ?? null),
    model: spaces[0] ? { id: spaces[0].modelId, sha256: spaces[0].modelSha256 } : null,
    cases,
    ...(question.view === 'tiles' && first ? { tiles: await nameTiles(parts, first, question.k) } : {}),
    ...judged.facts,
    sameSiteShare: sameSiteShare(cases, prepared.asker.site),
    searched: countSearched(first?.slides ?? []),
    rescored: {
      cases: rankings.reduce((sum, { ranking }) => sum + ranking.cases.length, 0),
      tiles: rankings.reduce((sum, { ranking }) => sum + ranking.scores.rows, 0),
    },
  };
}

/** Cases that the words of the question find; undefined when none were asked. */
async function searchWords(
  { catalog }: SearchParts,
  { text, filters, k }: Question,
): Promise<number[] | undefined> {
  if (!text?.trim()) return undefined;
  const found = await catalog.text.search(text, filters, Math.max(50, k));
  return found.map((hit) => hit.caseKey);
}

type Judged = {
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
async function judge(
  { catalog }: SearchParts,
  question: Question,
  { asker, kind, tiles }: Prepared,
  first: SpaceRanking | undefined,
  placed: readonly PlacedCase[],
): Promise<Judged> {
  const slides = first?.slides ?? [];
  const owners = new Map(slides.map((slide) => [slide.caseKey, slide]));
  const calibration = first && (await readCalibration(catalog, first.tiles.space.id, question));
  const scores = new Map(first?.ranking.cases.map((entry) => [entry.caseKey, entry.similarity]));
  const speaking = placed.flatMap(({ caseKey }): EvidenceCase[] => {
    const [owner, score] = [owners.get(caseKey), scores.get(caseKey)];
    if (!owner || score === undefined) return [];
    return [{ patientId: owner.patientId, diagnosis: owner.diagnosis ?? undefined, score }];
  });
  const evidence = weighEvidence(speaking, archiveShares(slides), calibration?.tau ?? DEFAULT_TAU);
  const size = kind === 'slide' ? 'whole' : (tiles[0]?.weights.length ?? 1);
  const best = speaking.length > 0 ? Math.max(...speaking.map((entry) => entry.score)) : undefined;
  const patients = countSearched(slides).patients;
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
      ...abstentionFacts(decision),
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

/** Scores by another rule than the mean are on another scale: nothing is calibrated for them. */
async function readCalibration(
  catalog: SearchParts['catalog'],
  spaceId: string,
  { scoring }: Question,
): Promise<Calibration | undefined> {
  if (scoring !== 'mean') return undefined;
  return (await catalog.calibrations.get(spaceId))?.calibration as Calibration | undefined;
}

async function nameCases(
  parts: SearchParts,
  question: Question,
  shown: readonly PlacedCase[],
  rankings: readonly SpaceRanking[],
  { distribution }: Judged,
): Promise<CaseHit[]> {
  const cases = await parts.catalog.cases.getByKeys(shown.map((entry) => entry.caseKey));
  const marks = await markedCases(parts, question);
  const hits: CaseHit[] = [];
  for (const entry of shown) {
    const owner = cases.get(entry.caseKey);
    if (!owner) continue; // Deleted since it was ranked.
    const place = rankings.find(({ ranking }) => ranking.cases.some((one) => one.caseKey === entry.caseKey));
    const ranked = place?.ranking.cases.find((one) => one.caseKey === entry.caseKey);
    const slides = [...(await parts.catalog.slides.ofCase(entry.caseKey))].filter(
      (slide) => slide.state === 'archived',
    );
    const allowed = new Set(ranked?.slides.map((slide) => slide.slideKey));
    const regions = place
      ? await findRegions(
          parts,
          slides.filter((slide) => allowed.has(slide.key)),
          { spaceId: place.tiles.space.id, vectors: place.vectors, windowUm: place.tiles.windowUm },
        )
      : slides.map((slide) => ({ slide, regions: [] }));
    const score = ranked?.similarity ?? 0;
    hits.push({
      ...caseFacts(owner),
      stain: slides[0]?.stain ?? null,
      score,
      percentile: ranked ? (percentileOf(score, distribution) ?? null) : null,
      matchedTiles: ranked?.matched ?? 0,
      mark: marks.get(entry.caseKey) ?? null,
      ...(entry.fusedRank === undefined ? {} : { fusedRank: entry.fusedRank, ranks: { ...entry.ranks } }),
      slides: regions.map(({ slide, regions: found }) => ({
        slideId: slide.id,
        name: slide.name,
        mpp: slide.mpp ?? null,
        regions: found,
      })),
    });
  }
  return hits;
}

function caseFacts(owner: Case) {
  return {
    id: owner.id,
    caseId: owner.caseId,
    patientId: owner.patientId,
    noCase: !owner.listed,
    organ: owner.organ ?? null,
    site: owner.site ?? null,
    date: owner.date ?? null,
    diagnosis: { text: owner.diagnosis ?? null, code: owner.icdo3 ?? null },
    report: owner.report ?? null,
    notes: owner.notes ?? null,
  };
}

/** The mark that a case carries by one of its tiles; relevant wins where both are there. */
async function markedCases(
  { catalog }: SearchParts,
  { relevant, notRelevant }: Question,
): Promise<Map<number, 'relevant' | 'not-relevant'>> {
  const places = await catalog.tiles.places([...relevant, ...notRelevant]);
  const slides = await catalog.slides.getByKeys([...places.values()].map((place) => place.slideKey));
  const marks = new Map<number, 'relevant' | 'not-relevant'>();
  const note = (tileIds: readonly number[], mark: 'relevant' | 'not-relevant') => {
    for (const tileId of tileIds) {
      const slide: SlideRecord | undefined = slides.get(places.get(tileId)?.slideKey ?? 0);
      if (slide) marks.set(slide.caseKey, mark);
    }
  };
  note(notRelevant, 'not-relevant');
  note(relevant, 'relevant');
  return marks;
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

function countSearched(slides: readonly SearchableSlide[]): SearchAnswer['searched'] {
  return {
    tiles: slides.reduce((sum, slide) => sum + slide.tiles, 0),
    patients: new Set(slides.map((slide) => slide.patientId)).size,
    cases: new Set(slides.map((slide) => slide.caseKey)).size,
  };
}

/** Site and scanner are confounders: the share of answered cases from the asker's own site is shown. */
function sameSiteShare(cases: readonly CaseHit[], site: string | undefined): number | null {
  if (site === undefined || cases.length === 0) return null;
  return cases.filter((entry) => entry.site === site).length / cases.length;
}
