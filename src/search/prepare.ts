import { TesseraError } from '../domain/errors.js';
import type { Space } from '../domain/models.js';
import { chooseSpace, usableScales } from '../domain/scales.js';
import type { QueryKind } from './answer.js';
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
    const spaces = await spacesToAsk(parts, subject, question.space);
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

/** The finest space that query and archive share, the one that is named, or with `all` every usable one. */
async function spacesToAsk(
  parts: SearchParts,
  { size }: Subject,
  wanted: string | undefined,
): Promise<readonly Space[]> {
  const held = await parts.catalog.tiles.answering();
  if (held.length === 0) {
    throw new TesseraError('not-found', 'The archive is empty: nothing can answer yet.', {
      hint: 'Bring slides in first: tessera ingest FOLDER --cases cases.csv',
    });
  }
  const served = await withPresentModel(parts, held);
  const ids = served.map((space) => space.id);
  if (wanted !== 'all') return [chooseSpace(size.mpp, served, ids, wanted)];
  const usable = usableScales(size.mpp, served).sort((a, b) => a.mpp - b.mpp);
  return usable.length > 0 ? usable : [chooseSpace(size.mpp, served, ids)];
}

/** Spaces whose very model (by hash) is on this machine: vectors of two versions of a model never meet. */
async function withPresentModel<S extends Space>({ model }: SearchParts, spaces: readonly S[]): Promise<S[]> {
  const present = await Promise.all(
    spaces.map((space) =>
      model(space.modelId).then(
        ({ manifest }) => manifest.sha256 === space.modelSha256,
        () => false,
      ),
    ),
  );
  const served = spaces.filter((_, i) => present[i]);
  if (served.length > 0) return served;
  const models = [...new Set(spaces.map((space) => `${space.modelId} (${space.modelSha256.slice(0, 8)})`))];
  throw new TesseraError(
    'unavailable',
    `The archive was indexed by ${models.join(', ')}, which is not on this machine any more.`,
    {
      hint: 'Ingest the slides again with the present model: only what is missing is computed.',
    },
  );
}
