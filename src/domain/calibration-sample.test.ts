import { describe, expect, it } from 'vitest';
import { chooseAskers, chooseKinds, regionsAround, regionsPerPatient } from './calibration-sample.js';
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

describe('chooseKinds', () => {
  /** Unit vectors at these angles (degrees), each `count` times with a little noise. */
  const tissue = (...kinds: readonly (readonly [angle: number, count: number])[]) => {
    const angles = kinds.flatMap(([angle, count]) =>
      Array.from({ length: count }, (_, i) => angle + i / 1e3),
    );
    const vectors = Float32Array.from(
      angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
    );
    return { angles, tiles: { vectors, dim: 2 } };
  };

  it('gives rare tissue the chance of common tissue', () => {
    // Sixteen kinds: fifteen with a tile each, and one with sixty.
    const rare = Array.from({ length: 15 }, (_, i) => [20 + 20 * i, 1] as const);
    const { angles, tiles } = tissue([0, 60], ...rare);
    let common = 0;
    for (let seed = 0; seed < 400; seed++) {
      const [chosen] = chooseKinds(createRng(seed), tiles, 1);
      if (angles[chosen!]! < 1) common++;
    }
    // A sixteenth of 400 is 25, one standard deviation 4.8; by area it would be 320.
    expect(common).toBeGreaterThan(5);
    expect(common).toBeLessThan(45);
  });

  it('takes each kind once, as many as there are, and the same ones again', () => {
    const { tiles } = tissue([0, 1], [90, 1], [180, 1]);
    expect(chooseKinds(createRng(1), tiles, 8).sort()).toEqual([0, 1, 2]);
    const many = tissue(...Array.from({ length: 40 }, (_, i) => [9 * i, 1] as const)).tiles;
    const chosen = chooseKinds(createRng(1), many, 8);
    expect(new Set(chosen).size).toBe(8);
    expect(chooseKinds(createRng(1), many, 8)).toEqual(chosen);
  });
});

describe('regionsAround', () => {
  /** Tiles of 10 px in rows of `columns`. */
  const grid = (columns: number, lines: number) =>
    Array.from({ length: columns * lines }, (_, i) => ({
      x: 10 * (i % columns),
      y: 10 * Math.floor(i / columns),
      width: 10,
      height: 10,
    }));

  it('lays one, four and sixteen tiles around a tile, each in the next', () => {
    const regions = regionsAround(grid(6, 6), 14); // Third column, third line.
    expect(regions).toEqual([
      { size: '1', rows: [14] },
      { size: '4', rows: [7, 8, 13, 14] },
      { size: '16', rows: [0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15, 18, 19, 20, 21] },
    ]);
  });

  it('leaves out a size of which less than half is tissue', () => {
    expect(regionsAround(grid(6, 6), 0)).toEqual([{ size: '1', rows: [0] }]);
    expect(regionsAround(grid(6, 1), 3).map(({ size }) => size)).toEqual(['1', '4']);
  });

  it('takes a last column that was moved inward for the neighbour that it is', () => {
    const moved = [...grid(2, 1), { x: 17, y: 0, width: 10, height: 10 }];
    expect(regionsAround(moved, 2)).toEqual([
      { size: '1', rows: [2] },
      { size: '4', rows: [1, 2] },
    ]);
  });
});

it('many patients ask with two regions of a size, few with eight', () => {
  expect([1, 30, 60, 500].map(regionsPerPatient)).toEqual([8, 8, 4, 2]);
});
