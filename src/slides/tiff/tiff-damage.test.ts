import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { waves } from '../../../tests/support/made-pixels.js';
import {
  deflatedImage,
  describedAs,
  scratchFolder,
  strippedImage,
} from '../../../tests/support/made-slides.js';
import {
  type MadeImage,
  type MadeLayout,
  type MadeTag,
  TYPE,
  writeTiff,
} from '../../../tests/support/tiff-writer.js';
import { tiffFormat } from './tiff.js';

const inScratch = scratchFolder();
const size = { width: 200, height: 150 };
const tag = (number: number, ...values: number[]): MadeTag => ({ tag: number, type: TYPE.long, values });
const tiled = (...tags: MadeTag[]) => deflatedImage(waves, size, 1, tags);
const garbage = { ...tiled(), tiles: [Buffer.from('this is not a zlib stream at all')] };

type Row = {
  readonly what: string;
  readonly tag: string;
  readonly images: readonly MadeImage[];
  readonly layout?: MadeLayout;
};

/** A new bad file is a row. */
const BAD_FILES: readonly Row[] = [
  { what: '16-bit samples', tag: 'not-brightfield', images: [tiled(tag(258, 16, 16, 16))] },
  { what: '1-bit samples', tag: 'not-brightfield', images: [tiled(tag(258, 1, 1, 1))] },
  { what: 'signed samples', tag: 'not-brightfield', images: [tiled(tag(339, 2, 2, 2))] },
  {
    what: 'floating-point samples',
    tag: 'not-brightfield',
    images: [tiled(tag(258, 32, 32, 32), tag(339, 3, 3, 3))],
  },
  {
    what: 'seven channels',
    tag: 'not-brightfield',
    images: [tiled(tag(277, 7), tag(258, ...Array(7).fill(8)))],
  },
  {
    what: 'an OME-TIFF of grey channels',
    tag: 'not-brightfield',
    images: [
      tiled(
        tag(277, 1),
        tag(258, 8),
        tag(262, 1),
        describedAs('<OME><Pixels SizeX="200" SizeC="4" Type="uint8"/></OME>'),
      ),
    ],
  },
  { what: 'an unknown compression', tag: 'unsupported-format', images: [tiled(tag(259, 52479))] },
  { what: 'JPEG 2000', tag: 'missing-library', images: [tiled(tag(259, 33005))] },
  { what: 'Hamamatsu NDPI', tag: 'missing-library', images: [tiled(tag(65420, 1))] },
  { what: 'a circle of images', tag: 'damaged', images: [tiled(), tiled()], layout: { cyclic: true } },
  { what: 'a circle of one image', tag: 'damaged', images: [tiled()], layout: { cyclic: true } },
  {
    what: 'a circle of one image in a BigTIFF',
    tag: 'damaged',
    images: [tiled()],
    layout: { cyclic: true, big: true },
  },
  { what: 'pixels that are noise', tag: 'damaged', images: [garbage] },
  {
    what: 'tiles beyond the end of the file',
    tag: 'damaged',
    images: [tiled(tag(324, ...Array(12).fill(99_999_999)))],
  },
  { what: 'too few tiles', tag: 'damaged', images: [tiled(tag(324, 8), tag(325, 20))] },
  { what: 'no tiles', tag: 'damaged', images: [{ ...tiled(), tags: [tag(324), tag(325)] }] },
  { what: 'a size of nothing', tag: 'damaged', images: [tiled(tag(256, 0))] },
  { what: 'a file cut in its tags', tag: 'damaged', images: [tiled()], layout: { truncateTo: 20_000 } },
  { what: 'a file cut after its head', tag: 'damaged', images: [tiled()], layout: { truncateTo: 8 } },
  {
    what: 'four billion pixels a side',
    tag: 'too-large',
    images: [tiled(tag(256, 4_000_000_000), tag(257, 4_000_000_000))],
  },
  {
    what: 'a tile of a billion pixels',
    tag: 'too-large',
    images: [tiled(tag(322, 32_768), tag(323, 32_768))],
  },
  {
    what: 'a strip of a billion pixels',
    tag: 'too-large',
    images: [{ ...strippedImage(waves, size), width: 40_000, height: 40_000 }],
  },
];

describe('TIFF files that must be refused', () => {
  it.each(BAD_FILES)('$what: $tag', async ({ what, tag: expected, images, layout }) => {
    const path = inScratch(`${what}.tif`);
    writeTiff(path, images, layout);
    expect(await tiffFormat.detect(path)).toBe(true);
    const opening = tiffFormat.open(path, { maxPicturePixels: 2 ** 24 });
    await expect(opening).rejects.toMatchObject({ name: 'TesseraError', tag: expected });
  });

  it('names the package that reads JPEG 2000', async () => {
    const path = inScratch('jp2k.tif');
    writeTiff(path, [tiled(tag(259, 33003))]);
    const opening = tiffFormat.open(path, { maxPicturePixels: 2 ** 24 });
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining('libopenslide0') });
  });

  it('finds a broken tile at the read of that tile', async () => {
    const path = inScratch('one-bad-tile.tif');
    const image = tiled();
    const tiles = [Buffer.from('broken'), ...image.tiles.slice(1)];
    writeTiff(path, [{ ...image, tiles }]);
    const reader = await tiffFormat.open(path, { maxPicturePixels: 2 ** 24 });
    const box = { x: 0, y: 0, width: 10, height: 10 };
    await expect(reader.region(box, box)).rejects.toMatchObject({ tag: 'damaged' });
    await expect(reader.region({ ...box, x: 100, y: 100 }, box)).resolves.toMatchObject({ width: 10 });
    await reader.close();
  });

  it.each([
    { name: 'note.tif', bytes: Buffer.from('not a picture at all') },
    { name: 'empty.tif', bytes: Buffer.alloc(0) },
    { name: 'cover.vsi', bytes: Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]) },
  ])('does not claim $name', async ({ name, bytes }) => {
    writeFileSync(inScratch(name), bytes);
    expect(await tiffFormat.detect(inScratch(name))).toBe(false);
  });

  it('claims neither a folder nor what is not there', async () => {
    expect(await tiffFormat.detect(inScratch('.'))).toBe(false);
    expect(await tiffFormat.detect(inScratch('missing.tif'))).toBe(false);
  });
});
