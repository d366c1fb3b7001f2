import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TesseraError } from '../../src/domain/errors.js';
import { describeSlideReader } from '../../src/slides/contract.js';
import { findSlides } from '../../src/slides/find.js';
import { slideFormats } from '../../src/slides/formats.js';
import { openSlide } from '../../src/slides/open.js';
import { LIBRARY_NAMES, loadOpenslide } from '../../src/slides/openslide/library.js';
import { hasSharedSlides, NEEDS_SHARED, sharedSlide } from '../support/shared-slides.js';
import { KNOWN_SLIDES, type KnownSlide } from './known-pixels.js';

/** One row of ../shared/data/slides/expected.json. */
type Expected = {
  readonly file: string;
  readonly expect: 'read' | 'refuse';
  readonly tag?: string;
  readonly userMpp?: number;
  readonly width?: number;
  readonly height?: number;
  readonly levels?: number;
  readonly mpp?: number;
};

const MAX_PICTURE_PIXELS = 2 ** 28;
const formats = slideFormats();
const expected: Expected[] = hasSharedSlides
  ? JSON.parse(readFileSync(sharedSlide('expected.json'), 'utf8'))
  : [];
const read = expected.filter((row) => row.expect === 'read');
const refused = expected.filter((row) => row.expect === 'refuse' && row.tag !== 'missing-mpp');
const hasOpenslide = libraryIsHere();

function libraryIsHere(): boolean {
  try {
    loadOpenslide(LIBRARY_NAMES);
    return true;
  } catch (error) {
    if (error instanceof TesseraError && error.tag === 'missing-library') return false;
    throw error;
  }
}

function open(row: Pick<Expected, 'file' | 'userMpp'>) {
  const options = { mpp: row.userMpp, maxPicturePixels: MAX_PICTURE_PIXELS };
  return openSlide(sharedSlide(row.file), formats, options);
}

function known(row: Expected): KnownSlide {
  const slide = KNOWN_SLIDES[row.file];
  if (!slide)
    throw new Error(`${row.file} is new in expected.json: measure three pixels for known-pixels.ts`);
  return slide;
}

const skipped = (row: Expected) => known(row).needsOpenslide === true && !hasOpenslide;

describe.skipIf(!hasSharedSlides)(`real slides (${NEEDS_SHARED})`, () => {
  for (const row of read) {
    it.skipIf(skipped(row))(
      `${row.file}: sizes, levels, scale${skipped(row) ? ' (needs libopenslide0)' : ''}`,
      async () => {
        const facts = known(row);
        const reader = await open(row);
        const { info } = reader;
        expect(info.format).toBe(facts.format);
        expect([info.width, info.height]).toEqual(facts.size ?? [row.width, row.height]);
        expect(info.levels.length).toBe(facts.levels ?? row.levels);
        expect(info.mppSource).toBe(facts.mppSource);
        expect(info.mpp).toBeCloseTo(row.userMpp ?? row.mpp ?? Number.NaN, 2);
        await reader.close();
      },
    );
  }

  it.each(refused)('$file is refused as $tag', async (row) => {
    await expect(open(row)).rejects.toMatchObject({ tag: row.tag });
  });

  it.each(expected.filter((row) => row.tag === 'missing-mpp' || row.userMpp !== undefined))(
    '$file opens without µm/px, for its caller to ask for',
    async ({ file }) => {
      const needsOpenslide = KNOWN_SLIDES[file]?.needsOpenslide === true;
      if (needsOpenslide && !hasOpenslide) return;
      const reader = await open({ file });
      expect([reader.info.mpp, reader.info.mppSource]).toEqual([undefined, undefined]);
      await reader.close();
    },
  );

  it.skipIf(hasOpenslide).each(read.filter((row) => known(row).needsOpenslide))(
    '$file names the package that is missing',
    async (row) => {
      await expect(open(row)).rejects.toMatchObject({
        tag: 'missing-library',
        hint: expect.stringContaining('libopenslide0'),
      });
    },
  );

  it('finds every slide of the folder, and names the other files', async () => {
    const found = await findSlides(sharedSlide(''));
    const names = found.slides.map((path) => relative(sharedSlide(''), path));
    const siblings = ['dicom/boxes_1.dcm'];
    const missing = expected.map((row) => row.file).filter((file) => !names.includes(file));
    expect(missing).toEqual(siblings);
    expect(found.otherFiles).toEqual(['README.md', 'expected.json', 'archive/cases.csv']);
  });
});

for (const row of read) {
  describe.skipIf(skipped(row))(row.file, () => {
    const { size, levels, pixels, tolerance } = known(row);
    const [width = 0, height = 0] = size ?? [row.width, row.height];
    describeSlideReader(row.file, {
      open: () => open(row),
      width,
      height,
      levelCount: levels ?? row.levels ?? 0,
      pixels: pixels.map(([x, y, r, g, b]) => ({ x, y, rgb: [r, g, b] })),
      tolerance,
    });
  });
}
