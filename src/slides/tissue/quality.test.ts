import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  type ArtefactType,
  drawPatch,
  PATTERNS,
  type PatternName,
  SITES,
  type SiteName,
} from '../../../scripts/phantoms/index.mjs';
import type { Rgb } from '../../domain/slides.js';
import type { TileSkip } from '../../domain/tile-tasks.js';
import { type Colour, canvas, disc, SEEN } from './made-images.js';
import { findTissue } from './mask.js';
import { judgeTile } from './quality.js';

const SHARED = process.env.TESSERA_SHARED ?? join(import.meta.dirname, '../../../../shared');
const TILES = join(SHARED, 'data', 'tiles');
const PATTERN_NAMES = Object.keys(PATTERNS) as PatternName[];
const SITE_NAMES = Object.keys(SITES) as SiteName[];

describe('judgeTile on made tiles', () => {
  for (const glass of ['glass', 'yellowGlass', 'blueGlass', 'dullGlass'] as const) {
    it(`calls ${glass} background, with a fleck of tissue too`, () => {
      expect(judgeTile(canvas(224, 224, SEEN[glass]), 0.5)).toBe('background');
      expect(judgeTile(canvas(224, 224, SEEN[glass]).paint(disc(80, 80, 12), SEEN.tumour), 0.5)).toBe(
        'background',
      );
    });
    it(`keeps a core of 30 µm at 0.5 µm/px on ${glass}`, () => {
      expect(
        judgeTile(canvas(224, 224, SEEN[glass]).paint(disc(80, 80, 30), SEEN.stroma), 0.5),
      ).toBeUndefined();
    });
  }
  it('calls dirt on glass background', () => {
    expect(judgeTile(canvas(224, 224, SEEN.glass).paint(disc(100, 100, 40), SEEN.dirt), 0.5)).toBe(
      'background',
    );
  });
  for (const ink of ['blueInk', 'greenInk', 'redInk', 'blackInk'] as const) {
    it(`calls smooth ${ink} pen, alone and over most of a tile of tissue`, () => {
      expect(judgeTile(canvas(224, 224, SEEN[ink]), 0.5)).toBe('pen');
      expect(
        judgeTile(
          canvas(224, 224, SEEN.stroma).paint((x) => x < 180, SEEN[ink]),
          0.5,
        ),
      ).toBe('pen');
      expect(
        judgeTile(
          canvas(224, 224, SEEN.stroma).paint((x) => x < 60, SEEN[ink]),
          0.5,
        ),
      ).not.toBe('pen');
    });
  }
  for (const tissue of ['paleStroma', 'fat', 'mucin', 'lymphocytes', 'blood', 'dab', 'melanin'] as const) {
    it(`keeps a tile that is all ${tissue}`, () => {
      expect(judgeTile(cells(SEEN[tissue]), 0.5)).toBeUndefined();
      expect(judgeTile(canvas(224, 224, SEEN[tissue]), 0.5)).toBeUndefined();
    });
  }
  it('answers for tiles of no size', () => {
    expect(judgeTile({ width: 0, height: 0, data: new Uint8Array(0) }, 0.5)).toBe('background');
    expect(judgeTile(canvas(1, 1, SEEN.tumour), 0.5)).toBe('background');
  });
});

describe('judgeTile on phantoms', () => {
  it('keeps every pattern of every site at 0.5, 1 and 2 µm/px', () => {
    const flagged = verdicts(undefined, [0.5, 1, 2]).filter(({ verdict }) => verdict !== undefined);
    expect(flagged).toEqual([]);
  });
  it('sees pen on at least 80 % and lack of focus on at least 75 % of the tiles at 0.5 µm/px', () => {
    expect(shareOf('pen', verdicts('pen', [0.5]))).toBeGreaterThan(0.8);
    expect(shareOf('blur', verdicts('blur', [0.5]))).toBeGreaterThan(0.75);
  });
  it('sees folds in dense tissue; calls no fold anything else', () => {
    const found = verdicts('fold', [0.5]);
    expect(shareOf('fold', found)).toBeGreaterThan(0.1);
    expect(found.every(({ verdict }) => verdict === undefined || verdict === 'fold')).toBe(true);
  });
});

describe.skipIf(!existsSync(TILES))(`real tiles (skipped without ${TILES})`, () => {
  for (const [set, mpp] of [
    ['lung', 0.8],
    ['crc', 1.2],
  ] as const) {
    it(`flags less than 1 % of the ${set} tiles and finds tissue on all of them`, async () => {
      const folder = join(TILES, set);
      const files = readdirSync(folder).filter((file) => file.endsWith('.jpg'));
      let [flagged, empty] = [0, 0];
      for (const file of files) {
        const rgb = await decode(join(folder, file));
        if (judgeTile(rgb, mpp) !== undefined) flagged++;
        if (!findTissue(await decode(join(folder, file), 20)).data.includes(1)) empty++;
      }
      expect(files.length).toBeGreaterThan(1000);
      expect(flagged / files.length).toBeLessThan(0.01);
      expect(empty).toBe(0);
    });
  }
});

type Verdict = { readonly recipe: string; readonly site: string; readonly verdict: TileSkip | undefined };

function verdicts(artefact: ArtefactType | undefined, scales: readonly number[]): Verdict[] {
  return scales.flatMap((mpp) =>
    PATTERN_NAMES.flatMap((recipe) =>
      SITE_NAMES.map((site) => {
        const drawn = {
          recipe,
          site,
          patientSeed: `q ${site}`,
          sizePx: 224,
          mpp,
          seed: `q ${recipe}`,
          artefact,
        };
        return { recipe, site, verdict: judgeTile(drawPatch(drawn), mpp) };
      }),
    ),
  );
}

function shareOf(skip: TileSkip, found: readonly Verdict[]): number {
  return found.filter(({ verdict }) => verdict === skip).length / found.length;
}

/** A tile of one colour with darker round cells: something to be sharp. */
function cells(colour: Colour): Rgb {
  const darker = colour.map((v) => Math.round(v * 0.85)) as unknown as Colour;
  return canvas(224, 224, colour).paint((x, y) => disc(8, 8, 5)(x % 17, y % 17), darker);
}

async function decode(file: string, width?: number): Promise<Rgb> {
  const picture = sharp(file).removeAlpha().toColourspace('srgb');
  const sized = width === undefined ? picture : picture.resize({ width });
  const { data, info } = await sized.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
