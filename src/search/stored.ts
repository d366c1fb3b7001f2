import { TesseraError } from '../domain/errors.js';
import type { Box } from '../domain/geometry.js';
import type { QueryKind, SearchAnswer } from './answer.js';
import type { SearchParts } from './parts.js';
import type { Prepared } from './prepare.js';
import type { Question } from './question.js';

export type KeptSearch = {
  readonly answer: SearchAnswer;
  readonly question: Question;
  readonly prepared: Prepared;
  readonly actor: string;
};

/** What is written beside the answer: the question without its picture, and its tiles without their vectors. */
type Record = {
  readonly question: Omit<Question, 'picture'> & { readonly pictureMpp?: number | undefined };
  readonly prepared: Omit<Prepared, 'tiles'> & {
    readonly tiles: readonly Omit<Prepared['tiles'][number], 'vectors'>[];
  };
};

/**
 * Keeps question and answer under the answer's id, with all that is needed to ask again after a mark. `add`: a new
 * answer; `put`: a changed one.
 */
export async function keepSearch(
  parts: SearchParts,
  how: 'add' | 'put',
  { answer, question, prepared, actor }: KeptSearch,
): Promise<void> {
  const { picture, ...asked } = question;
  const record: Record = {
    question: { ...asked, pictureMpp: picture?.mpp },
    prepared: { ...prepared, tiles: prepared.tiles.map(({ vectors: _, ...tiles }) => tiles) },
  };
  await parts.catalog.searches[how]({
    id: answer.id,
    question: record,
    answer,
    vectors: joinVectors(prepared),
    picture: picture?.bytes,
    actor,
    createdAt: Date.parse(answer.createdAt),
    expiresAt: Date.parse(answer.expiresAt),
  });
}

/** Opens a stored search. Errors: `not-found` when there is none or its time is over. */
export async function openSearch(parts: SearchParts, id: string): Promise<KeptSearch> {
  const stored = await parts.catalog.searches.get(id);
  if (!stored || stored.expiresAt <= parts.now()) {
    throw new TesseraError('not-found', 'There is no such search, or its time is over.', {
      hint: 'Ask again; how long answers are kept is set by TESSERA_SEARCH_DAYS.',
    });
  }
  const { question, prepared } = stored.question as Record;
  const { pictureMpp, ...asked } = question;
  const picture = stored.picture && pictureMpp ? { bytes: stored.picture, mpp: pictureMpp } : undefined;
  return {
    answer: stored.answer as SearchAnswer,
    question: { ...asked, picture },
    prepared: { ...prepared, tiles: splitVectors(prepared.tiles, stored.vectors) },
    actor: stored.actor,
  };
}

/** What was asked, for a list of questions: no picture, no vectors, no answer. */
export type AskedFacts = {
  readonly kind: QueryKind;
  readonly slideId: string | null;
  readonly text: string | null;
  /** The first box asked, level-0 px; null for words and whole slides. */
  readonly box: Box | null;
};

export function askedFacts(stored: unknown): AskedFacts {
  const { question, prepared } = stored as Record;
  const boxed = prepared.kind === 'region' || prepared.kind === 'polygon';
  return {
    kind: prepared.kind,
    slideId: question.slideId ?? null,
    text: question.text?.trim() || null,
    box: boxed ? (question.regions?.[0] ?? prepared.tiles[0]?.boxes[0] ?? null) : null,
  };
}

function joinVectors({ tiles }: Prepared): Uint8Array | undefined {
  if (tiles.length === 0) return undefined;
  return Buffer.concat(
    tiles.map(({ vectors }) => new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength)),
  );
}

function splitVectors(tiles: Record['prepared']['tiles'], bytes: Uint8Array | undefined): Prepared['tiles'] {
  // Copied: a blob of the catalog need not begin at a multiple of four.
  const floats = new Float32Array(bytes ? Uint8Array.from(bytes).buffer : new ArrayBuffer(0));
  let at = 0;
  return tiles.map((one) => {
    const length = one.weights.length * one.space.dim;
    const vectors = floats.slice(at, at + length);
    at += length;
    return { ...one, vectors };
  });
}
