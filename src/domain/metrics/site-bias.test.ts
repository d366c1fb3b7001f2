import { describe, expect, it } from 'vitest';
import { measureSiteBias, type SiteCase } from './site-bias.js';

const patient = (patientId: string, label: string, site?: string): SiteCase => ({ patientId, label, site });

/** Two classes at two sites, one patient each, and one without a site. */
const cases = [
  patient('p0', 'A', 'north'),
  patient('p1', 'A', 'south'),
  patient('p2', 'B', 'north'),
  patient('p3', 'B', 'south'),
  patient('p4', 'A'),
];

describe('measureSiteBias', () => {
  it('counts by hand: neighbours by site, and by class', () => {
    // p0 (A, north) finds p2 (B, north: site only), p1 (A, south: class only), p4 (no site: not counted).
    // p1 (A, south) finds p3 (B, south: site only). The others did not ask.
    const found = measureSiteBias(
      cases,
      [
        { asker: 0, nearest: [2, 4, 1] },
        { asker: 1, nearest: [3] },
      ],
      { draws: 50 },
    );
    expect(found).toMatchObject({ queries: 2, patients: 2, sites: 2, withoutSite: 1, neighbours: 5 });
    expect(found.ownSiteShare).toBeCloseTo((1 / 2 + 1) / 2, 12);
    // Of the three others with a site one is from the own site, for both.
    expect(found.expectedShare).toBeCloseTo(1 / 3, 12);
    expect(found.robustnessIndex).toBeCloseTo(1 / 3, 12);
    expect(found.expectedRobustness).toBeCloseTo(1 / 2, 12);
    // Draws are p0 twice, both, or p1 twice: shares 1/2, 3/4, 1 and indices 1/2, 1/3, 0.
    expect(found.ci95.ownSiteShare).toEqual([0.5, 1]);
    expect(found.ci95.robustnessIndex).toEqual([0, 0.5]);
  });

  it('is 1 where tissue alone decides and 0 where the site does', () => {
    const ask = (...nearest: number[][]) =>
      measureSiteBias(
        cases,
        nearest.map((own, asker) => ({ asker, nearest: own })),
        { draws: 1 },
      );
    expect(ask([1], [0], [3], [2])).toMatchObject({ robustnessIndex: 1, ownSiteShare: 0 });
    expect(ask([2], [3], [0], [1])).toMatchObject({ robustnessIndex: 0, ownSiteShare: 1 });
  });

  it('looks at five neighbours, no more', () => {
    const many = [patient('p', 'A', 'x'), ...'123456'.split('').map((id) => patient(id, 'A', 'y'))];
    const far = [...many.slice(0, 6), patient('6', 'B', 'x')];
    const found = measureSiteBias(far, [{ asker: 0, nearest: [1, 2, 3, 4, 5, 6] }], { draws: 1 });
    expect(found).toMatchObject({ ownSiteShare: 0, robustnessIndex: 1 });
  });

  it('never counts the own patient among what could be found', () => {
    const twice = [patient('p', 'A', 'x'), patient('p', 'A', 'x'), patient('q', 'A', 'y')];
    const found = measureSiteBias(twice, [{ asker: 0, nearest: [2] }], { draws: 1 });
    expect(found.expectedShare).toBe(0);
  });

  it('has no figures where nobody has a site', () => {
    const found = measureSiteBias([patient('p', 'A'), patient('q', 'A')], [{ asker: 0, nearest: [1] }]);
    expect(found).toMatchObject({ queries: 0, withoutSite: 2, ci95: {} });
    expect([found.ownSiteShare, found.expectedShare, found.robustnessIndex]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
