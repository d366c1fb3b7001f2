import type { SearchableSlide } from '../catalog/port.js';
import { groupBy } from '../domain/group.js';
import { MOSAIC_TILES } from '../domain/medoids.js';
import type { RetrievalQuery, RetrievalReport } from '../domain/metrics/retrieval.js';
import type { SiteBias, SiteCase } from '../domain/metrics/site-bias.js';
import type { Space } from '../domain/models.js';
import { askableSpaces } from './askable-spaces.js';
import type { EvaluationParts } from './parts.js';

/** Cases asked for per query: five distinct ones are judged. */
const RANKED = 10;

export type RetrievalQuestion = {
  readonly label: 'diagnosis' | 'organ';
  /** Default: of the spaces of the serving model the finest that holds most slides. */
  readonly spaceId?: string | undefined;
  /** How a case is scored (search/rank-cases.ts); default: mean. */
  readonly scoring?: 'mean' | 'median' | 'csls' | undefined;
  /** Also how much the site decides what is found. */
  readonly siteBias?: boolean | undefined;
};

export type MeasuredRetrieval = RetrievalReport & {
  readonly space: string;
  /** Time that ingesting the archive took, s. */
  readonly indexSeconds: number;
  /** Memory and disk of the index per slide, bytes. */
  readonly bytesPerSlide: number;
  /** Only where it was asked for. */
  readonly siteBias?: SiteBias | undefined;
};

/**
 * Leave one patient out: every case asks with all of its tiles (as a mosaic), all cases of other patients answer
 * (metrics.md, "Retrieval"). Cases without the label neither ask nor answer.
 */
export async function measureRetrieval(
  parts: EvaluationParts,
  { label, spaceId, scoring = 'mean', siteBias = false }: RetrievalQuestion,
): Promise<MeasuredRetrieval> {
  const spaces = await askableSpaces(parts, spaceId);
  const space = [...spaces].sort((a, b) => b.slides - a.slides || a.mpp - b.mpp)[0]!;
  const slides = await parts.catalog.tiles.searchable(space.id, {});
  const asked = await askEveryCase(parts, space, { slides, label, scoring });
  return {
    ...(await parts.evaluate(
      asked.map(({ query }) => query),
      { label },
    )),
    space: space.id,
    ...(await costs(parts, space)),
    ...(siteBias ? { siteBias: await biasOf(parts, asked) } : {}),
  };
}

/** Each case of the slides that has the label asks all cases of other patients, in the order of the slides. */
export async function askEveryCase(
  parts: EvaluationParts,
  space: Space,
  { slides, label, scoring }: Pick<Asking, 'slides' | 'scoring'> & Pick<RetrievalQuestion, 'label'>,
): Promise<AskedCase[]> {
  const labels = await labelsOf(parts, slides, label);
  const asking = groupBy(
    slides.filter((slide) => labels.has(slide.caseKey)),
    (slide) => slide.caseKey,
  );
  const asked: AskedCase[] = [];
  for (const [caseKey, own] of asking)
    asked.push(await askAs(parts, space, { caseKey, own, slides, labels, scoring }));
  return asked;
}

/** A case that asked, and the cases that answered, best first. */
type AskedCase = {
  readonly caseKey: number;
  readonly site: string | undefined;
  readonly query: RetrievalQuery;
  readonly nearest: readonly number[];
};

/** Every case that asks also answers, so the list of those that asked is the list of all. */
function biasOf(parts: EvaluationParts, asked: readonly AskedCase[]): Promise<SiteBias> {
  const places = new Map(asked.map(({ caseKey }, place) => [caseKey, place]));
  const cases = asked.map(
    ({ site, query }): SiteCase => ({ patientId: query.patientId, label: query.label, site }),
  );
  const queries = asked.map(({ nearest }, asker) => ({
    asker,
    nearest: nearest.map((caseKey) => places.get(caseKey)!),
  }));
  return parts.siteBias(cases, queries);
}

type Asking = {
  readonly caseKey: number;
  readonly own: readonly SearchableSlide[];
  readonly slides: readonly SearchableSlide[];
  readonly labels: ReadonlyMap<number, string>;
  readonly scoring: 'mean' | 'median' | 'csls';
};

async function askAs(
  { index, rankCases }: EvaluationParts,
  space: Space,
  { caseKey, own, slides, labels, scoring }: Asking,
): Promise<AskedCase> {
  const asked = await index.mosaic(space.id, {
    slides: own.map((slide) => slide.slideKey),
    count: MOSAIC_TILES,
  });
  const { patientId, site } = own[0] as SearchableSlide;
  const others = slides.filter((slide) => slide.patientId !== patientId && labels.has(slide.caseKey));
  const { cases } = await rankCases({
    spaceId: space.id,
    vectors: asked.vectors,
    weights: [...asked.weights],
    slides: others,
    scoring,
    limit: RANKED,
  });
  const wanted = labels.get(caseKey) as string;
  const otherCases = new Set(others.map((slide) => slide.caseKey));
  return {
    caseKey,
    site: site ?? undefined,
    nearest: cases.map((entry) => entry.caseKey),
    query: {
      patientId,
      label: wanted,
      ranked: cases.map((entry) => labels.get(entry.caseKey) as string),
      relevantInArchive: [...otherCases].filter((key) => labels.get(key) === wanted).length,
    },
  };
}

async function labelsOf(
  { catalog }: EvaluationParts,
  slides: readonly SearchableSlide[],
  label: 'diagnosis' | 'organ',
): Promise<Map<number, string>> {
  const cases = await catalog.cases.getByKeys([...new Set(slides.map((slide) => slide.caseKey))]);
  const labels = new Map<number, string>();
  for (const [key, owner] of cases) {
    const value = owner[label];
    if (value !== undefined) labels.set(key, value);
  }
  return labels;
}

async function costs(
  { queue, index, catalog }: EvaluationParts,
  space: Space,
): Promise<{ indexSeconds: number; bytesPerSlide: number }> {
  const jobs = (await queue.list({ limit: 500 })).filter((job) => job.kind === 'ingest');
  const seconds = jobs.reduce(
    (sum, job) => sum + ((job.finishedAt ?? 0) - (job.startedAt ?? job.finishedAt ?? 0)) / 1000,
    0,
  );
  const state = (await index.status()).find((one) => one.spaceId === space.id);
  const slides = (await catalog.tiles.spaces()).find((one) => one.id === space.id)?.slides ?? 0;
  return {
    indexSeconds: Math.round(seconds * 10) / 10,
    bytesPerSlide: slides > 0 ? Math.round((state?.bytes ?? 0) / slides) : 0,
  };
}
