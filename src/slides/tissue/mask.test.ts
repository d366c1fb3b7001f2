import { describe, expect, it } from 'vitest';
import { type Colour, canvas, disc, SEEN } from './made-images.js';
import { findTissue, type TissueMask } from './mask.js';

/** Share of the mask inside a shape. */
function share(mask: TissueMask, inside: (x: number, y: number) => boolean = () => true): number {
  let [tissue, all] = [0, 0];
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (!inside(x, y)) continue;
      all++;
      tissue += mask.data[y * mask.width + x]!;
    }
  }
  return tissue / all;
}

const middle = disc(64, 64, 30);
const TISSUES = [
  'stroma',
  'paleStroma',
  'fat',
  'mucin',
  'tumour',
  'lymphocytes',
  'blood',
  'dab',
  'melanin',
] as const;
const GLASSES = ['glass', 'yellowGlass', 'blueGlass', 'dullGlass'] as const;

describe('findTissue on tissue and glass', () => {
  for (const glass of GLASSES) {
    it(`finds nothing on ${glass} alone`, () => {
      expect(share(findTissue(canvas(128, 128, SEEN[glass])))).toBeLessThan(0.001);
    });
  }
  for (const tissue of TISSUES) {
    it(`finds ${tissue} on glass, and the glass around it`, () => {
      const mask = findTissue(canvas(128, 128, SEEN.glass).paint(middle, SEEN[tissue]));
      expect(share(mask, middle)).toBeGreaterThan(0.97);
      expect(share(mask, (x, y) => !disc(64, 64, 32)(x, y))).toBeLessThan(0.005);
    });
    it(`takes a picture that is all ${tissue} for tissue`, () => {
      expect(share(findTissue(canvas(24, 24, SEEN[tissue])))).toBeGreaterThan(0.97);
    });
  }
  it('finds strong and very pale tissue beside each other', () => {
    const slide = canvas(128, 128, SEEN.glass).paint(disc(32, 64, 28), SEEN.lymphocytes);
    const mask = findTissue(slide.paint(disc(96, 64, 20), SEEN.paleStroma));
    expect(share(mask, disc(96, 64, 20))).toBeGreaterThan(0.97);
  });
  it('finds tissue on tinted glass', () => {
    for (const glass of GLASSES) {
      const mask = findTissue(canvas(128, 128, SEEN[glass]).paint(middle, SEEN.stroma));
      expect(share(mask, middle)).toBeGreaterThan(0.97);
      expect(share(mask, (x, y) => !disc(64, 64, 32)(x, y))).toBeLessThan(0.005);
    }
  });
  it('keeps a core of 30 µm at 16 µm/px, two pixels wide and blurred by sampling', () => {
    const slide = canvas(128, 128, SEEN.glass);
    const mask = findTissue(
      slide.paint((x, y) => (x === 64 || x === 65) && (y === 64 || y === 65), [228, 205, 222]),
    );
    expect(share(mask, (x, y) => x >= 64 && x <= 65 && y >= 64 && y <= 65)).toBe(1);
  });
});

describe('findTissue on what is no tissue', () => {
  it('leaves out grey dirt, black borders and dark padding', () => {
    const slide = canvas(128, 128, SEEN.glass)
      .paint((x) => x < 10, SEEN.black)
      .paint((_, y) => y > 100, [24, 24, 26])
      .paint(disc(90, 30, 8), SEEN.dirt)
      .paint(disc(50, 60, 20), SEEN.tumour);
    const mask = findTissue(slide);
    expect(share(mask, disc(50, 60, 19))).toBe(1);
    expect(share(mask, (x, y) => !disc(50, 60, 22)(x, y))).toBeLessThan(0.002);
  });
  for (const ink of ['blueInk', 'greenInk', 'redInk', 'blackInk'] as const) {
    it(`leaves out ${ink} with its faded edge`, () => {
      const half: Colour = SEEN[ink].map((v, c) => Math.round((v + SEEN.glass[c]!) / 2)) as unknown as Colour;
      const slide = canvas(128, 128, SEEN.glass)
        .paint(disc(64, 64, 21), half)
        .paint(disc(64, 64, 20), SEEN[ink]);
      expect(share(findTissue(slide))).toBeLessThan(0.001);
    });
  }
  it('finds nothing in a dark field (fluorescence)', () => {
    const glow = canvas(128, 128, [6, 5, 6])
      .paint(middle, [190, 40, 12])
      .paint(disc(90, 90, 12), [30, 60, 160]);
    expect(share(findTissue(glow))).toBe(0);
  });
  it('finds tissue without glass inside black padding', () => {
    const mask = findTissue(canvas(128, 128, SEEN.black).paint(middle, SEEN.stroma));
    expect(share(mask, middle)).toBeGreaterThan(0.97);
  });
});

it('answers for the smallest pictures', () => {
  expect(findTissue({ width: 0, height: 0, data: new Uint8Array(0) }).data.length).toBe(0);
  expect(Array.from(findTissue(canvas(1, 1, SEEN.tumour)).data)).toEqual([1]);
  expect(Array.from(findTissue(canvas(1, 1, SEEN.glass)).data)).toEqual([0]);
});
