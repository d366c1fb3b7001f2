import type { SearchableSlide } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { RetrievalComparison } from '../domain/metrics/compare-retrieval.js';
import { versionNamed } from '../domain/model-names.js';
import { isSameVersion, type Space } from '../domain/models.js';
import type { EvaluationParts } from './parts.js';
import { askEveryCase, type RetrievalQuestion } from './retrieval.js';

export type ComparisonQuestion = Pick<RetrievalQuestion, 'label' | 'scoring'> & {
  /** Models by id or by the id of a version; the difference is second minus first. */
  readonly first: string;
  readonly second: string;
  /** µm/px at which both are asked; default: the finest of those at which both have most slides. */
  readonly mpp?: number | undefined;
};

export type ComparedModels = RetrievalComparison & {
  readonly spaces: { readonly first: string; readonly second: string };
  /** Slides that both spaces hold: they alone ask and answer. */
  readonly slides: number;
};

/**
 * Two models on the same archive: every case asks the cases of other patients, in a space of each model, and the
 * slides that only one of the two holds are left out. Errors: `not-found`, `invalid-input`, `conflict`.
 */
export async function compareModels(
  parts: EvaluationParts,
  { first, second, label, scoring = 'mean', mpp }: ComparisonQuestion,
): Promise<ComparedModels> {
  const spaces = await parts.catalog.tiles.spaces();
  const filled = spaces.filter((space) => space.tiles > 0);
  const ofModel = (name: string) => {
    const version = versionNamed(spaces, name);
    return filled.filter(
      (space) => isSameVersion(space, version) && (mpp === undefined || space.mpp === mpp),
    );
  };
  const pair = await choosePair(parts, ofModel(first), ofModel(second));
  if (!pair) throw nothingShared(first, second, mpp);
  if (pair.first.id === pair.second.id) {
    throw new TesseraError('invalid-input', 'A model cannot be compared with itself.', {
      hint: 'Name two models: tessera spaces lists those that the archive has vectors of.',
    });
  }
  const questions = { slides: pair.slides, label, scoring };
  const before = await askEveryCase(parts, pair.first, questions);
  const after = await askEveryCase(parts, pair.second, questions);
  return {
    ...(await parts.compare(queriesOf(before), queriesOf(after), { label })),
    spaces: { first: pair.first.id, second: pair.second.id },
    slides: pair.slides.length,
  };
}

const queriesOf = (asked: Awaited<ReturnType<typeof askEveryCase>>) => asked.map(({ query }) => query);

type Pair = { readonly first: Space; readonly second: Space; readonly slides: readonly SearchableSlide[] };

/** Spaces of one µm/px that share most slides; the finest of several. */
async function choosePair(
  { catalog }: EvaluationParts,
  first: readonly Space[],
  second: readonly Space[],
): Promise<Pair | undefined> {
  let best: Pair | undefined;
  for (const one of [...first].sort((a, b) => a.mpp - b.mpp)) {
    for (const other of second.filter((space) => space.mpp === one.mpp)) {
      const there = new Set((await catalog.tiles.searchable(other.id, {})).map((slide) => slide.slideKey));
      const slides = (await catalog.tiles.searchable(one.id, {})).filter((slide) =>
        there.has(slide.slideKey),
      );
      if (slides.length > (best?.slides.length ?? 0)) best = { first: one, second: other, slides };
    }
  }
  return best;
}

function nothingShared(first: string, second: string, mpp: number | undefined): TesseraError {
  const where = mpp === undefined ? 'at any µm/px' : `at ${mpp} µm/px`;
  return new TesseraError('not-found', `${first} and ${second} have no slide in common ${where}.`, {
    hint: `Fill the spaces of both: tessera spaces add --model ID`,
  });
}
