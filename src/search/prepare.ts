import type { QueryKind } from './answer.js';
import { spacesToAsk } from './choose-spaces.js';
import type { SearchParts } from './parts.js';
import { type QueryTiles, queryTiles } from './query-tiles.js';
import type { Question } from './question.js';
import { type Subject, withSubject } from './subject.js';

/** A question with its tiles embedded: all that an answer needs, so that marks can re-ask without pixels. */
export type Prepared = {
  readonly kind: QueryKind;
  readonly asker: Asker;
  /** One per space asked, finest first; none for words alone. */
  readonly tiles: readonly QueryTiles[];
};

/** Who asks, as far as the answer must know. */
export type Asker = {
  readonly slideId: string | undefined;
  readonly slideKey: number | undefined;
  readonly patientId: string | undefined;
  readonly organ: string | undefined;
  readonly site: string | undefined;
  readonly mpp: number | undefined;
};

const NOBODY: Asker = {
  slideId: undefined,
  slideKey: undefined,
  patientId: undefined,
  organ: undefined,
  site: undefined,
  mpp: undefined,
};

/** Reads and embeds what is asked about. Errors: see withSubject and queryTiles; `too-coarse` with the numbers. */
export async function prepare(parts: SearchParts, question: Question): Promise<Prepared> {
  return withSubject(parts, question, async (subject) => {
    if (!subject) return { kind: 'text', asker: NOBODY, tiles: [] };
    const spaces = await spacesToAsk(parts, subject.size.mpp, question.space);
    const tiles: QueryTiles[] = [];
    for (const space of spaces) tiles.push(await queryTiles(parts, subject, question, space));
    return { kind: kindOf(question), asker: askerOf(subject), tiles };
  });
}

function kindOf({ picture, polygon, regions }: Question): QueryKind {
  if (picture) return 'picture';
  if (polygon) return 'polygon';
  return regions ? 'region' : 'slide';
}

function askerOf({ slide, owner, size }: Subject): Asker {
  return {
    slideId: slide?.id,
    slideKey: slide?.key,
    patientId: owner?.patientId,
    organ: owner?.organ,
    site: owner?.site,
    mpp: size.mpp,
  };
}
