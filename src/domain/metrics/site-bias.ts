import type { Interval } from './intervals.js';
import { bootstrapClusters } from './intervals.js';

/** A case of the archive, as far as its site confounds what is found. */
export type SiteCase = {
  readonly patientId: string;
  readonly label: string;
  /** Undefined where none is on record: the case neither asks nor counts as a neighbour. */
  readonly site: string | undefined;
};

/** One case that asked, and the cases of other patients that were nearest, best first; places in the list of cases. */
export type SiteQuery = { readonly asker: number; readonly nearest: readonly number[] };

type SiteFigures = {
  /** Share of the nearest neighbours that come from the query's own site, mean over queries. */
  readonly ownSiteShare: number | undefined;
  /** The same share among all cases of other patients: what a site-blind encoder would give. */
  readonly expectedShare: number | undefined;
  /**
   * Robustness index: of the neighbours that share either class or site with the query, the share that have the
   * class and another site, SO / (SO + OS). 1: tissue decides; 0: the site does. (de Jong et al. 2025,
   * arXiv:2501.18055, a quotient there; in the form of PathoROB, which stays within 0 and 1.)
   */
  readonly robustnessIndex: number | undefined;
  /** The same index if every case of other patients were a neighbour. */
  readonly expectedRobustness: number | undefined;
};

export type SiteBias = SiteFigures & {
  /** Neighbours of each query that were looked at. */
  readonly neighbours: number;
  readonly queries: number;
  readonly patients: number;
  readonly sites: number;
  /** Cases without a site: left out. */
  readonly withoutSite: number;
  /** Percentile intervals over patients. */
  readonly ci95: Readonly<Partial<Record<keyof SiteFigures, Interval>>>;
};

/** Nearest neighbours that are looked at: as many as the deepest majority vote of metrics.md. */
export const SITE_NEIGHBOURS = 5;

/** How much the site of a case, rather than its tissue, decides what is found near it. */
export function measureSiteBias(
  cases: readonly SiteCase[],
  queries: readonly SiteQuery[],
  options: { readonly draws?: number | undefined } = {},
): SiteBias {
  const asking = queries.filter(({ asker }) => cases[asker]!.site !== undefined);
  const counted = asking.map((query) => countQuery(cases, query));
  const patients = asking.map(({ asker }) => cases[asker]!.patientId);
  const sites = new Set(cases.flatMap(({ site }) => site ?? []));
  return {
    ...figuresOf(counted, new Uint16Array(counted.length).fill(1)),
    neighbours: SITE_NEIGHBOURS,
    queries: asking.length,
    patients: new Set(patients).size,
    sites: sites.size,
    withoutSite: cases.filter(({ site }) => site === undefined).length,
    ci95: bootstrapClusters(patients, (weights) => figuresOf(counted, weights), options),
  };
}

/** What stands around a query: neighbours with a known site, and how class and site go together among them. */
type Around = { known: number; ownSite: number; classOnly: number; siteOnly: number };
type Counted = { readonly near: Around; readonly all: Around };

function countQuery(cases: readonly SiteCase[], { asker, nearest }: SiteQuery): Counted {
  const own = cases[asker]!;
  const others = cases.filter(({ patientId }) => patientId !== own.patientId);
  const first = nearest.slice(0, SITE_NEIGHBOURS).map((place) => cases[place]!);
  return { near: countAround(own, first), all: countAround(own, others) };
}

function countAround(own: SiteCase, others: readonly SiteCase[]): Around {
  const around: Around = { known: 0, ownSite: 0, classOnly: 0, siteOnly: 0 };
  for (const { label, site } of others) {
    if (site === undefined) continue;
    around.known++;
    if (site === own.site) around.ownSite++;
    if (label === own.label && site !== own.site) around.classOnly++;
    if (label !== own.label && site === own.site) around.siteOnly++;
  }
  return around;
}

function figuresOf(counted: readonly Counted[], weights: Uint16Array): SiteFigures {
  return {
    ownSiteShare: shareOf(counted, weights, ({ near }) => near),
    expectedShare: shareOf(counted, weights, ({ all }) => all),
    robustnessIndex: robustnessOf(counted, weights, ({ near }) => near),
    expectedRobustness: robustnessOf(counted, weights, ({ all }) => all),
  };
}

type Pick = (counted: Counted) => Around;

function shareOf(counted: readonly Counted[], weights: Uint16Array, pick: Pick): number | undefined {
  let [sum, asked] = [0, 0];
  counted.forEach((query, i) => {
    const { known, ownSite } = pick(query);
    if (known === 0) return;
    sum += (weights[i]! * ownSite) / known;
    asked += weights[i]!;
  });
  return asked === 0 ? undefined : sum / asked;
}

function robustnessOf(counted: readonly Counted[], weights: Uint16Array, pick: Pick): number | undefined {
  let [classOnly, siteOnly] = [0, 0];
  counted.forEach((query, i) => {
    classOnly += weights[i]! * pick(query).classOnly;
    siteOnly += weights[i]! * pick(query).siteOnly;
  });
  return classOnly + siteOnly === 0 ? undefined : classOnly / (classOnly + siteOnly);
}
