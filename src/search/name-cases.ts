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
  const keys = shown.map((entry) => entry.caseKey);
  const [cases, slidesOf, marks] = await Promise.all([
    parts.catalog.cases.getByKeys(keys),
    parts.catalog.slides.ofCases(keys),
    markedCases(parts, question),
  ]);
  const named = shown.flatMap((entry): NamedCase[] => {
    const owner = cases.get(entry.caseKey);
    if (!owner) return []; // Deleted since it was ranked.
    const slides = (slidesOf.get(entry.caseKey) ?? []).filter(
      (slide) => slide.state === 'archived' && slide.id !== question.slideId,
    );
    return [{ entry, owner, slides, found: findRanked(rankings, entry.caseKey) }];
  });
  const places = await nameSlides(parts, named, rankings);
  return named.map(({ entry, owner, slides, found }) => {
    const score = found?.ranked.similarity ?? 0;
    // Scores of another space than the first stand on another scale.
    const percentile = found?.space === rankings[0] ? percentileOf(score, distribution) : undefined;
    return {
      ...caseFacts(owner),
      stain: slides[0]?.stain ?? null,
      score,
      percentile: percentile ?? null,
      matchedTiles: found?.ranked.matched ?? 0,
      mark: marks.get(entry.caseKey) ?? null,
      ...(entry.fusedRank === undefined ? {} : { fusedRank: entry.fusedRank, ranks: { ...entry.ranks } }),
      slides: places.get(entry.caseKey)!,
    };
  });
}

type NamedCase = {
  readonly entry: PlacedCase;
  readonly owner: Case;
  readonly slides: readonly SlideRecord[];
  readonly found: Found | undefined;
};

type Found = { readonly space: SpaceRanking; readonly ranked: RankedCase };

/** The first space (they come finest first) that ranked the case; undefined when only words found it. */
function findRanked(rankings: readonly SpaceRanking[], caseKey: number): Found | undefined {
  for (const space of rankings) {
    const ranked = space.ranking.cases.find((one) => one.caseKey === caseKey);
    if (ranked) return { space, ranked };
  }
  return undefined;
}

/** Slides with their answer regions, by case; all of them, without regions, for a case that only words found. */
async function nameSlides(
  parts: SearchParts,
  named: readonly NamedCase[],
  rankings: readonly SpaceRanking[],
): Promise<Map<number, CaseHit['slides']>> {
  const facts = (slide: SlideRecord) => ({ slideId: slide.id, name: slide.name, mpp: slide.mpp ?? null });
  const places = new Map<number, CaseHit['slides']>();
  for (const { entry, slides } of named) {
    const bare = slides.map((slide) => ({ ...facts(slide), regions: [] }));
    places.set(entry.caseKey, bare);
  }
  for (const space of rankings) {
    const own = named.filter(({ found }) => found?.space === space);
    if (own.length === 0) continue;
    const answering = own.map(({ slides, found }) => {
      const allowed = new Set(found!.ranked.slides.map((slide) => slide.slideKey));
      return slides.filter((slide) => allowed.has(slide.key));
    });
    const { tiles, vectors } = space;
    const query = { spaceId: tiles.space.id, vectors, windowUm: tiles.windowUm };
    for (const [i, slides] of (await findRegions(parts, answering, query)).entries()) {
      const regions = slides.map(({ slide, regions: windows }) => ({ ...facts(slide), regions: windows }));
      places.set(own[i]!.entry.caseKey, regions);
    }
  }
  return places;
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
  if (relevant.length + notRelevant.length === 0) return new Map();
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
