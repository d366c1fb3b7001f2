import { describe, expect, it } from 'vitest';
import { chooseAskers } from './calibration-sample.js';
import { createRng } from './rng.js';

/** Patients by organ, in turns and then in blocks: where they stand must not matter. */
const archive = (organs: Readonly<Record<string, number>>) =>
  Object.entries(organs).flatMap(([organ, count]) => Array.from({ length: count }, () => ({ organ })));
const choose = (organs: Readonly<Record<string, number>>, limit = 500, seed = 1) => {
  const patients = archive(organs);
  const chosen = chooseAskers(createRng(seed), patients, limit);
  const of = (organ: string, pooled?: boolean) =>
    chosen.filter(
      (one) => patients[one.patient]!.organ === organ && (pooled === undefined || one.pooled === pooled),
    ).length;
  return { chosen, of };
};

describe('chooseAskers', () => {
  it('takes all patients of an archive that is small enough, each once', () => {
    const { chosen } = choose({ lung: 300, skin: 200 });
    expect(new Set(chosen.map(({ patient }) => patient)).size).toBe(500);
    expect(chosen.every(({ pooled }) => pooled)).toBe(true);
  });

  it('gives every organ that has 20 patients its 20, within the limit', () => {
    const { chosen, of } = choose({ lung: 5000, skin: 3000, eye: 25, liver: 60 });
    expect(chosen).toHaveLength(500);
    expect(new Set(chosen.map(({ patient }) => patient)).size).toBe(500);
    for (const organ of ['lung', 'skin', 'eye', 'liver']) expect(of(organ)).toBeGreaterThanOrEqual(20);
    expect(of('eye')).toBe(20);
  });

  it('those taken for their organ alone do not count for the archive as a whole', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => choose({ lung: 7920, eye: 80 }, 100, seed));
    const share = (pooled: boolean) => {
      const counted = seeds.flatMap(({ of }) => [[of('eye', pooled), of('lung', pooled)] as const]);
      const [eye, lung] = [0, 1].map((i) => counted.reduce((sum, pair) => sum + pair[i]!, 0)) as [
        number,
        number,
      ];
      return eye / (eye + lung);
    };
    // One in a hundred patients has the rare organ: about as many in what is pooled.
    expect(share(true)).toBeLessThan(0.03);
    expect(share(false)).toBe(1);
    expect(seeds.every(({ of }) => of('eye') === 20)).toBe(true);
  });

  it('an organ of fewer patients, and none at all, asks for nothing of its own', () => {
    const { chosen, of } = choose({ lung: 2000, eye: 19 });
    expect(of('eye', false)).toBe(0);
    expect(chosen).toHaveLength(500);
    const unknown = Array.from({ length: 1000 }, () => ({ organ: undefined }));
    expect(chooseAskers(createRng(1), unknown, 100).every(({ pooled }) => pooled)).toBe(true);
    expect(chooseAskers(createRng(1), [], 100)).toEqual([]);
  });

  it('with more organs than there is room for, half stays for the archive as a whole', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`organ ${i}`, 100]));
    const { chosen } = choose(many);
    expect(chosen.length).toBeLessThanOrEqual(500);
    expect(chosen.filter(({ pooled }) => pooled).length).toBeGreaterThanOrEqual(250);
  });

  it('is the same every time', () => {
    expect(choose({ lung: 900, eye: 30 }).chosen).toEqual(choose({ lung: 900, eye: 30 }).chosen);
  });
});
