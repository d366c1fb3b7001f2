import type { SearchableSlide } from '../catalog/port.js';
import { decodeFloat16 } from '../domain/float16.js';
import { fuseRanks } from '../domain/rank-fusion.js';
import { type Marks, moveQueries, rerankByMarks } from '../domain/relevance.js';
import type { SearchParts } from './parts.js';
import type { Prepared } from './prepare.js';
import type { QueryTiles } from './query-tiles.js';
import type { Question } from './question.js';
import { NEAREST, type RankedCase, type Ranking, rankCases } from './rank-cases.js';

/** One space's part of an answer. */
export type SpaceRanking = {
  readonly tiles: QueryTiles;
  /** The query vectors that were asked: moved by marks where there are any. */
  readonly vectors: Float32Array;
  readonly slides: readonly SearchableSlide[];
  readonly ranking: Ranking;
};

/** A case in its place. `ranks`: its rank per list where several were fused, with the resulting `fusedRank`. */
export type PlacedCase = {
  readonly caseKey: number;
  readonly fusedRank: number | undefined;
  readonly ranks: Readonly<Record<string, number>> | undefined;
};

/** Asks every space of the question. Slides of the asker (and, by default, of the same patient) never answer. */
export async function rankSpaces(
  parts: SearchParts,
  question: Question,
  prepared: Prepared,
): Promise<SpaceRanking[]> {
  const rankings: SpaceRanking[] = [];
  for (const tiles of prepared.tiles) rankings.push(await rankSpace(parts, question, prepared, tiles));
  return rankings;
}

async function rankSpace(
  parts: SearchParts,
  question: Question,
  { asker }: Prepared,
  tiles: QueryTiles,
): Promise<SpaceRanking> {
  const spaceId = tiles.space.id;
  const found = await parts.catalog.tiles.searchable(spaceId, question.filters);
  const slides = found.filter(mayAnswer(question, asker));
  const marks = await readMarks(parts, question, spaceId);
  const vectors = moveQueries(tiles.vectors, tiles.space.dim, marks.vectors);
  const ranking = await rankCases(parts, {
    spaceId,
    vectors,
    weights: tiles.weights,
    slides,
    scoring: question.scoring,
    limit: question.k,
    // Whoever wants more tiles than candidates are drawn from gets them.
    nearest: question.view === 'tiles' ? Math.max(NEAREST, question.k) : undefined,
    alsoCases: slides.filter((slide) => marks.slideKeys.has(slide.slideKey)).map((slide) => slide.caseKey),
  });
  return { tiles, vectors, slides, ranking: await rerank(parts, ranking, marks.vectors, tiles) };
}

/** Who may answer: never the asking slide, its patient only when that was asked for (search.md 2). */
export function mayAnswer(
  { includeOwnPatient }: Question,
  { slideKey, patientId }: Prepared['asker'],
): (slide: SearchableSlide) => boolean {
  return (slide) =>
    slide.slideKey !== slideKey &&
    (includeOwnPatient || patientId === undefined || slide.patientId !== patientId);
}

type ReadMarks = { readonly vectors: Marks; readonly slideKeys: ReadonlySet<number> };

/** Vectors of marked tiles; marks of another space's tiles keep their case in the list but move nothing. */
async function readMarks({ catalog }: SearchParts, question: Question, spaceId: string): Promise<ReadMarks> {
  const marked = [...question.relevant, ...question.notRelevant];
  const [places, vectors] = await Promise.all([
    catalog.tiles.places(marked),
    catalog.tiles.vectors(spaceId, marked),
  ]);
  const read = (ids: readonly number[]) =>
    ids.flatMap((id) => {
      const bits = vectors.get(id);
      return bits ? [decodeFloat16(bits)] : [];
    });
  return {
    vectors: { relevant: read(question.relevant), notRelevant: read(question.notRelevant) },
    slideKeys: new Set([...places.values()].map((place) => place.slideKey)),
  };
}

/** With enough marks of both kinds, what a classifier learns from them is fused with the order of score. */
async function rerank(
  { catalog }: SearchParts,
  ranking: Ranking,
  marks: Marks,
  { space, weights }: QueryTiles,
): Promise<Ranking> {
  if (rerankByMarks([], marks) === undefined) return ranking;
  const bestTiles = (entry: RankedCase) =>
    Array.from(
      ranking.scores.tileIds.subarray(entry.index * weights.length, (entry.index + 1) * weights.length),
    );
  const ids = ranking.cases.flatMap(bestTiles).filter((id) => id !== 0);
  const vectors = await catalog.tiles.vectors(space.id, [...new Set(ids)]);
  const candidates = ranking.cases.map((entry) => ({
    tiles: bestTiles(entry).flatMap((id) => {
      const bits = vectors.get(id);
      return bits ? [decodeFloat16(bits)] : [];
    }),
  }));
  const preferred = rerankByMarks(candidates, marks) ?? [];
  return { ...ranking, preferred: preferred.map(({ index }) => ranking.cases[index]!.caseKey) };
}

/** The one order of the answer: of score in one space; by reciprocal rank where words or several lists speak. */
export function placeCases(
  { scoring }: Question,
  rankings: readonly SpaceRanking[],
  words: readonly number[] | undefined,
): PlacedCase[] {
  const lists: [string, readonly number[]][] = rankings.map(({ tiles, ranking }) => [
    tiles.space.id,
    ranking.cases.map((entry) => entry.caseKey),
  ]);
  for (const { ranking } of rankings) if (ranking.preferred) lists.push(['marks', ranking.preferred]);
  if (words) lists.push(['text', words]);
  // The corrected score orders the cases, the plain cosine is shown: the rank says which order holds.
  if (lists.length === 1 && !words && scoring !== 'csls') {
    return lists[0]![1].map((caseKey) => ({ caseKey, fusedRank: undefined, ranks: undefined }));
  }
  return fuseRanks(lists.map(([, keys]) => keys)).map(({ item, ranks }, i) => ({
    caseKey: item,
    fusedRank: i + 1,
    ranks: Object.fromEntries(ranks.flatMap((rank, l) => (rank === undefined ? [] : [[lists[l]![0], rank]]))),
  }));
}
