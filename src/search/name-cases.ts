import type { SlideRecord } from '../catalog/port.js';
import { percentileOf } from '../domain/calibration.js';
import type { Case } from '../domain/cases.js';
import type { CaseHit } from './answer.js';
import type { Judged } from './judge.js';
import type { SearchParts } from './parts.js';
import type { Question } from './question.js';
import type { RankedCase } from './rank-cases.js';
import type { PlacedCase, SpaceRanking } from './rank-spaces.js';
import { findRegions } from './regions.js';

/** The shown cases with their names, their best regions, and where their score stands in this archive. */
export async function nameCases(
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
    const found = findRanked(rankings, entry.caseKey);
    const records = await parts.catalog.slides.ofCase(entry.caseKey);
    const slides = records.filter((slide) => slide.state === 'archived');
    const score = found?.ranked.similarity ?? 0;
    // Scores of another space than the first stand on another scale.
    const percentile = found?.space === rankings[0] ? percentileOf(score, distribution) : undefined;
    hits.push({
      ...caseFacts(owner),
      stain: slides[0]?.stain ?? null,
      score,
      percentile: percentile ?? null,
      matchedTiles: found?.ranked.matched ?? 0,
      mark: marks.get(entry.caseKey) ?? null,
      ...(entry.fusedRank === undefined ? {} : { fusedRank: entry.fusedRank, ranks: { ...entry.ranks } }),
      slides: await nameSlides(parts, slides, found),
    });
  }
  return hits;
}

type Found = { readonly space: SpaceRanking; readonly ranked: RankedCase };

/** The first space (they come finest first) that ranked the case; undefined when only words found it. */
function findRanked(rankings: readonly SpaceRanking[], caseKey: number): Found | undefined {
  for (const space of rankings) {
    const ranked = space.ranking.cases.find((one) => one.caseKey === caseKey);
    if (ranked) return { space, ranked };
  }
  return undefined;
}

/** Slides with their answer regions; all of them, without regions, for a case that only words found. */
async function nameSlides(
  parts: SearchParts,
  slides: readonly SlideRecord[],
  found: Found | undefined,
): Promise<CaseHit['slides']> {
  const facts = (slide: SlideRecord) => ({ slideId: slide.id, name: slide.name, mpp: slide.mpp ?? null });
  if (!found) return slides.map((slide) => ({ ...facts(slide), regions: [] }));
  const { tiles, vectors } = found.space;
  const allowed = new Set(found.ranked.slides.map((slide) => slide.slideKey));
  const answering = slides.filter((slide) => allowed.has(slide.key));
  const query = { spaceId: tiles.space.id, vectors, windowUm: tiles.windowUm };
  const regions = await findRegions(parts, answering, query);
  return regions.map(({ slide, regions: own }) => ({ ...facts(slide), regions: own }));
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
