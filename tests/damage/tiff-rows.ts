import { writeFileSync } from 'node:fs';
import { waves } from '../support/made-pixels.js';
import { deflatedImage } from '../support/made-slides.js';
import { type MadeImage, TYPE, writeTiff } from '../support/tiff-writer.js';
import { noise, type SlideRow } from './slide-row.js';

const good = () => deflatedImage(waves, { width: 512, height: 512 });
const half = () => deflatedImage(waves, { width: 256, height: 256 }, 2);
const tag = (number: number, type: number, values: readonly number[]) => ({ tag: number, type, values });

/** An image with tags of its own in place of some that it has. */
function changed(image: MadeImage, ...tags: ReturnType<typeof tag>[]): MadeImage {
  const numbers = tags.map((own) => own.tag);
  return { ...image, tags: [...(image.tags ?? []).filter((own) => !numbers.includes(own.tag)), ...tags] };
}

const tiff =
  (images: readonly MadeImage[], layout = {}) =>
  (file: string) =>
    writeTiff(file, images, layout);
const bytes = (content: Uint8Array) => (file: string) => writeFileSync(file, content);

export const TIFF_ROWS: readonly SlideRow[] = [
  {
    name: 'TIFF magic, then noise',
    file: 'magic.tif',
    make: bytes(Buffer.concat([Buffer.from([0x49, 0x49, 42, 0]), noise(3000)])),
    tag: 'damaged',
    says: /TIFF|copy/,
  },
  {
    name: 'TIFF of its first four bytes',
    file: 'four.tif',
    make: bytes(Buffer.from([0x49, 0x49, 42, 0])),
    tag: 'damaged',
    says: /TIFF|copy/,
  },
  {
    name: 'TIFF cut in its pixels',
    file: 'cut.tif',
    make: tiff([good()], { truncateTo: 3000 }),
    tag: 'damaged',
    says: /TIFF|copy/,
  },
  {
    name: 'TIFF whose images run in a circle',
    file: 'circle.tif',
    make: tiff([good(), half()], { cyclic: true }),
    tag: 'damaged',
    says: /circle/,
  },
  {
    name: 'TIFF that claims millions of pixels a side',
    file: 'absurd.tif',
    make: tiff([changed(good(), tag(256, TYPE.long, [3_000_000]), tag(257, TYPE.long, [3_000_000]))]),
    tag: 'too-large',
    says: /3000000/,
  },
  {
    name: 'TIFF of zero width',
    file: 'nothing.tif',
    make: tiff([changed(good(), tag(256, TYPE.long, [0]))]),
    tag: 'damaged',
    says: /width|size|TIFF/i,
  },
  {
    name: 'TIFF of tiles that fit in no memory',
    file: 'tiles.tif',
    make: tiff([changed(good(), tag(322, TYPE.long, [65_536]), tag(323, TYPE.long, [65_536]))]),
    tag: 'too-large',
    says: /small tiles/,
  },
  {
    name: 'TIFF that says of too few tiles where they lie',
    file: 'few.tif',
    make: tiff([changed(good(), tag(324, TYPE.long, [8]), tag(325, TYPE.long, [100]))]),
    tag: 'damaged',
    says: /tiles/,
  },
  {
    name: 'TIFF whose smaller level lies beyond the file',
    file: 'level.tif',
    make: tiff([good(), changed(half(), tag(324, TYPE.long, Array(16).fill(9_000_000)))]),
    tag: 'damaged',
    says: /ends before|copy/,
  },
  {
    name: 'TIFF of 16 bits a colour',
    file: 'deep.tif',
    make: tiff([changed(good(), tag(258, TYPE.short, [16, 16, 16]))]),
    tag: 'not-brightfield',
    says: /8 bits/,
  },
  {
    name: 'TIFF packed in an unknown way',
    file: 'packed.tif',
    make: tiff([changed(good(), tag(259, TYPE.short, [34_925]))]),
    tag: 'unsupported-format',
    says: /JPEG, LZW or deflate/,
  },
  {
    name: 'TIFF without a scale',
    file: 'scale.tif',
    make: tiff([good()]),
    tag: 'missing-mpp',
    says: /--mpp/,
  },
];
