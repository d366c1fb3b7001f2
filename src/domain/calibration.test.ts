import { describe, expect, it } from 'vitest';
import type { CalibrationSample, QuerySize } from './calibration.js';
import {
  buildCalibration,
  CALIBRATION_METHOD,
  DEFAULT_TAU,
  measureTau,
  nearestSize,
  percentileOf,
  tilesSideBySide,
} from './calibration.js';

const sample = (patientId: string, size: QuerySize, scores: number[], organ?: string): CalibrationSample => ({
  patientId,
  size,
  scores,
  organ,
});

describe('buildCalibration', () => {
  it('keeps the best scores by size and organ, rising', () => {
    const calibration = buildCalibration([
      sample('p1', '1', [0.875, 0.5], 'lung'),
      sample('p1', '1', [0.5, 0.25], 'lung'),
      sample('p2', '1', [0.75, 0.5], 'colon'),
      sample('p3', 'whole', [0.625, 0.5]),
      sample('p4', '4', []),
    ]);
    expect(calibration).toEqual({
      method: CALIBRATION_METHOD,
      bySize: {
        '1': {
          scores: [0.5, 0.75, 0.875],
          patients: 2,
          perOrgan: {
            lung: { scores: [0.5, 0.875], patients: 1 },
            colon: { scores: [0.75], patients: 1 },
          },
        },
        whole: { scores: [0.625], patients: 1, perOrgan: {} },
      },
      // Inter-quartile range of two scores is half their distance: median of 0.1875, 0.125, 0.125, 0.0625.
      tau: 0.125,
      patients: 3,
    });
    expect(JSON.parse(JSON.stringify(calibration))).toEqual(calibration);
  });

  it('a patient asked for the sake of a rare organ counts for that organ alone', () => {
    const rare = { ...sample('p3', '1', [0.125, 0.0625], 'eye'), pooled: false };
    const calibration = buildCalibration([
      sample('p1', '1', [0.75, 0.5], 'lung'),
      sample('p2', '1', [0.5, 0.25], 'eye'),
      rare,
    ]);
    expect(calibration.bySize['1']).toEqual({
      scores: [0.5, 0.75],
      patients: 2,
      perOrgan: { lung: { scores: [0.75], patients: 1 }, eye: { scores: [0.125, 0.5], patients: 2 } },
    });
    expect(calibration).toMatchObject({ tau: 0.125, patients: 3 });
  });

  it('calibrates nothing from nothing', () => {
    expect(buildCalibration([])).toEqual({
      method: CALIBRATION_METHOD,
      bySize: {},
      tau: DEFAULT_TAU,
      patients: 0,
    });
  });
});

describe('measureTau', () => {
  it('looks at the ten best scores of a question only', () => {
    // The quartiles of ten scores one apart are 4.5 apart; the two low ones would stretch that.
    const scores = [100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 0, -100];
    expect(measureTau([{ scores }])).toBeCloseTo(4.5, 12);
    expect(measureTau([{ scores: [...scores].reverse() }])).toBeCloseTo(4.5, 12);
  });

  it('falls back where there is no range', () => {
    expect(measureTau([{ scores: [0.5] }, { scores: [] }])).toBe(DEFAULT_TAU);
    expect(measureTau([{ scores: [0.5, 0.5, 0.5] }])).toBe(DEFAULT_TAU);
  });
});

describe('percentileOf', () => {
  it.each([
    [0, 0],
    [0.25, 12.5],
    [0.3, 25],
    [0.5, 50],
    [1, 100],
  ])('%d stands at %d', (score, expected) => {
    expect(percentileOf(score, [0.25, 0.5, 0.5, 0.75])).toBe(expected);
  });

  it('is undefined in an empty distribution', () => expect(percentileOf(1, [])).toBeUndefined());
});

describe('nearestSize', () => {
  const all = buildCalibration([
    sample('a', '1', [1]),
    sample('a', '4', [1]),
    sample('a', '16', [1]),
    sample('a', 'whole', [1]),
  ]);

  it.each<[number | 'whole', QuerySize]>([
    [0, '1'],
    [1, '1'],
    [2, '1'],
    [3, '4'],
    [8, '4'],
    [9, '16'],
    [32, '16'],
    [33, 'whole'],
    [64, 'whole'],
    ['whole', 'whole'],
  ])('%s tiles → %s', (tiles, size) => expect(nearestSize(all, tiles)).toBe(size));

  it('takes what there is', () => {
    const few = buildCalibration([sample('a', '4', [1]), sample('a', '1', [1])]);
    expect(nearestSize(few, 'whole')).toBe('4');
    expect(nearestSize(buildCalibration([]), 4)).toBeUndefined();
  });

  it('passes over a size that only a few slides are large enough for', () => {
    const of = (size: QuerySize, count: number) =>
      Array.from({ length: count }, (_, i) => sample(`p${i}`, size, [0.5]));
    const small = [...of('1', 30), ...of('4', 5), ...of('whole', 30)];
    expect(nearestSize(buildCalibration([...small, ...of('16', 4)]), 16)).toBe('4');
    expect(nearestSize(buildCalibration([...small, ...of('16', 5)]), 16)).toBe('16');
  });
});

describe('tilesSideBySide', () => {
  /** Tiles of 100 px at these starts in both directions. */
  const grid = (...starts: number[]) =>
    starts.flatMap((y) => starts.map((x) => ({ x, y, width: 100, height: 100 })));

  it.each([
    ['one tile', [0], 1],
    ['two by two, asked by halves', [0, 50, 100], 4],
    ['four by four', [0, 100, 200, 300], 16],
    ['edges rounded to a pixel', [0, 99.6, 199.5], 9],
    ['a last column that was moved inward', [0, 100, 200, 240], 9],
  ])('%s', (_, starts, tiles) => {
    expect(tilesSideBySide(grid(...starts))).toBe(tiles);
  });
});
