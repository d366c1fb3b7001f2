import { describe, expect, it } from 'vitest';
import type { Abstention } from './abstention.js';
import { decideAbstention, sayAbstention, thresholdOf } from './abstention.js';
import type { CalibrationSample } from './calibration.js';
import { buildCalibration } from './calibration.js';
import { createRng } from './rng.js';

/** 100 patients of one organ with best scores 0.01 … 1. */
const samples = (organ: string, count: number, offset = 0): CalibrationSample[] =>
  Array.from({ length: count }, (_, i) => ({
    patientId: `${organ}${i}`,
    organ,
    size: '1',
    scores: [offset + (i + 1) / 100, 0],
  }));
const ask = { tiles: 1, patients: 50 } as const;

describe('decideAbstention', () => {
  // Lung 0.01 … 1, skin (20 patients) 1.01 … 1.2, bone (19) 2.01 … 2.19.
  const calibration = buildCalibration([
    ...samples('lung', 100),
    ...samples('skin', 20, 1),
    ...samples('bone', 19, 2),
  ]);

  it('abstains below the 5th percentile of the own organ from 20 patients on', () => {
    // Position 0.05 · 21 = 1.05: a twentieth of the way from 1.01 to 1.02.
    const below = decideAbstention({ ...ask, best: 1.0104, organ: 'skin' }, calibration);
    expect(below).toMatchObject({
      abstained: true,
      reason: 'nothing-similar',
      rule: 'percentile',
      pool: 'organ',
      size: '1',
      percentile: 5,
    });
    expect(below.threshold).toBeCloseTo(1.0105, 12);
    expect(decideAbstention({ ...ask, best: 1.02, organ: 'skin' }, calibration)).toMatchObject({
      abstained: false,
      reason: 'similar',
      percentile: 7.5,
    });
  });

  it('answers exactly at the threshold', () => {
    const flat = buildCalibration(samples('lung', 20).map((one) => ({ ...one, scores: [0.5] })));
    expect(decideAbstention({ ...ask, best: 0.5 }, flat)).toMatchObject({ abstained: false, threshold: 0.5 });
    expect(decideAbstention({ ...ask, best: 0.499 }, flat).abstained).toBe(true);
  });

  it('pools where the organ has fewer patients, or is unknown', () => {
    for (const organ of ['bone', 'liver', undefined]) {
      // 139 scores: position 0.05 · 140 = 7, the 7th.
      const decision = decideAbstention({ ...ask, best: 0.0701, organ }, calibration);
      expect(decision).toMatchObject({ abstained: false, pool: 'pooled' });
      expect(decision.threshold).toBeCloseTo(0.07, 12);
      expect(decideAbstention({ ...ask, best: 0.0699, organ }, calibration).abstained).toBe(true);
    }
  });

  it('abstains with fewer than three patients, however good the score', () => {
    expect(decideAbstention({ ...ask, best: 1, patients: 2 }, calibration)).toEqual({
      abstained: true,
      reason: 'too-few-patients',
      patients: 2,
    });
    expect(decideAbstention({ ...ask, best: 1, patients: 3 }, calibration).abstained).toBe(false);
  });

  it('abstains when no case was found', () => {
    expect(decideAbstention({ ...ask, best: undefined }, calibration)).toMatchObject({
      abstained: true,
      reason: 'nothing-similar',
    });
  });

  it('answers without calibration and says so', () => {
    const expected = { abstained: false, reason: 'uncalibrated', patients: 50 };
    expect(decideAbstention({ ...ask, best: -1 }, undefined)).toEqual(expected);
    expect(decideAbstention({ ...ask, best: -1 }, buildCalibration([]))).toEqual(expected);
    expect(decideAbstention({ ...ask, best: -1 }, buildCalibration(samples('lung', 4)))).toEqual(expected);
  });
});

describe('thresholdOf', () => {
  const of = (scores: number[], patients = scores.length) => thresholdOf({ scores, patients });

  it('uses the fence below 20 patients, never above the lowest', () => {
    // Q1 = 0.5, Q3 = 0.75: fence 0.5 − 0.375 = 0.125, below the lowest score.
    expect(of([0.25, 0.5, 0.625, 0.75, 1])).toEqual({ threshold: 0.125, rule: 'fence' });
    // Q1 = Q3 = 0.75: fence 0.75, but 0.25 has been seen.
    expect(of([0.25, 0.75, 0.75, 0.75, 0.75])).toEqual({ threshold: 0.25, rule: 'fence' });
    expect(of([0.25, 0.5, 0.75, 1])).toBeUndefined();
    expect(of(new Array(19).fill(0.5))?.rule).toBe('fence');
    expect(of(new Array(20).fill(0.5))).toEqual({ threshold: 0.5, rule: 'percentile' });
  });

  it('counts patients: many regions of few patients are few patients', () => {
    expect(of(new Array(160).fill(0.5), 19)?.rule).toBe('fence');
    expect(of(new Array(32).fill(0.5), 4)).toBeUndefined();
  });

  it('turns away no more than one in twenty of those who come next, in small archives too', () => {
    const rng = createRng(5);
    const draw = (count: number) => Array.from({ length: count }, rng);
    let [below, asked] = [0, 0];
    for (let round = 0; round < 2000; round++) {
      const { threshold } = of(draw(24).sort((a, b) => a - b))!;
      below += draw(10).filter((score) => score < threshold).length;
      asked += 10;
    }
    // One standard deviation of the share is 0.001: the lowest but one of 24 alone would let 8 % fall below.
    expect(below / asked).toBeLessThan(0.055);
    expect(below / asked).toBeGreaterThan(0.045);
  });
});

describe('sayAbstention', () => {
  const say = (abstention: Partial<Abstention>, language: 'en' | 'zh') =>
    sayAbstention({ abstained: false, reason: 'similar', patients: 9, ...abstention }, language);

  it('says each reason in both languages', () => {
    expect(say({ reason: 'nothing-similar', percentile: 2.4, pool: 'organ' }, 'en')).toBe(
      'Nothing similar in this archive (the best score stands at percentile 2 of what regions of patients with this organ reach).',
    );
    expect(say({ reason: 'nothing-similar' }, 'en')).toBe('Nothing similar in this archive.');
    expect(say({ reason: 'too-few-patients', patients: 1 }, 'en')).toContain('Only 1 patient could');
    expect(say({ percentile: 60, pool: 'pooled' }, 'en')).toContain('percentile 60 of what regions of all');
    expect(say({ reason: 'other-scoring' }, 'en')).toContain('medians');
    expect(say({ reason: 'uncalibrated' }, 'en')).toContain('not calibrated');
    expect(say({ reason: 'nothing-similar', percentile: 2, pool: 'pooled' }, 'zh')).toBe(
      '本库中没有相似的病例（最高相似度位于全部患者自身区域得分的第 2 百分位）。',
    );
    expect(say({ reason: 'too-few-patients', patients: 2 }, 'zh')).toContain('2 位');
    expect(say({ reason: 'other-scoring' }, 'zh')).toContain('中位数');
    expect(say({ reason: 'uncalibrated' }, 'zh')).toContain('尚未校准');
    expect(say({ percentile: 60, pool: 'organ' }, 'zh')).toContain('同器官');
  });
});
