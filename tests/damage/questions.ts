import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { HEIC, picture, SVG } from './picture-rows.js';
import type { Place, Row } from './row.js';

type Question = { name: string; body: (place: Place) => object; tag?: Row['tag']; says: RegExp };

const box = (x: unknown, y: unknown, width: unknown, height: unknown) => ({ x, y, width, height });
const points = (...numbers: number[]) =>
  numbers.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: numbers[i + 1] }] : []));
const region =
  (...numbers: unknown[]) =>
  (place: Place) => ({
    slideId: place.slideId,
    region: box(...(numbers as [unknown, unknown, unknown, unknown])),
  });
const polygon =
  (...numbers: number[]) =>
  (place: Place) => ({
    slideId: place.slideId,
    polygon: points(...numbers),
  });
const slide =
  (more: object) =>
  ({ slideId }: Place) => ({ slideId, ...more });
const image =
  (content: string | Uint8Array, more: object = { mpp: 0.5 }) =>
  () => ({
    image: typeof content === 'string' ? content : Buffer.from(content).toString('base64'),
    ...more,
  });
const SIZE = /600 × 600/;
const png = await picture('png', 64);
const large = await picture('png', 600);

const QUESTIONS: readonly Question[] = [
  { name: 'nothing at all', body: () => ({}), says: /slideId, image .* or text/ },
  { name: 'blank words', body: () => ({ text: '   ' }), says: /slideId, image .* or text/ },
  {
    name: 'both slide and picture',
    body: (place) => ({ ...slide({})(place), ...image(png)() }),
    says: /not both/,
  },
  {
    name: 'both region and polygon',
    body: (place) => ({ ...region(0, 0, 9, 9)(place), ...polygon(0, 0, 9, 0, 0, 9)(place) }),
    says: /not both/,
  },
  {
    name: 'a region of no slide',
    body: () => ({ text: 'x', region: box(0, 0, 9, 9) }),
    says: /slideId or image/,
  },
  { name: 'region with NaN', body: region(Number.NaN, 0, 10, 10), says: /region\.x.*number/ },
  { name: 'region with a text', body: region('0', 0, 10, 10), says: /region\.x.*number/ },
  { name: 'region left of the slide', body: region(-5, 0, 10, 10), says: SIZE },
  { name: 'region beyond the slide', body: region(590, 0, 20, 10), says: SIZE },
  { name: 'region far away', body: region(1e9, 1e9, 100, 100), says: SIZE },
  { name: 'region of no width', body: region(0, 0, 0, 10), says: /above 0/ },
  { name: 'region of a width below 0', body: region(100, 100, -50, 10), says: /above 0/ },
  { name: 'no regions', body: slide({ regions: [] }), says: /regions/ },
  {
    name: 'thirty-three regions',
    body: slide({ regions: Array(33).fill(box(0, 0, 50, 50)) }),
    says: /regions/,
  },
  { name: 'polygon of two points', body: polygon(10, 10, 100, 100), says: /3 to 2000/ },
  {
    name: 'polygon of one point many times',
    body: polygon(10, 10, 10, 10, 10, 10, 10, 10),
    says: /3 to 2000/,
  },
  {
    name: 'polygon that crosses itself',
    body: polygon(10, 10, 200, 200, 200, 10, 10, 200),
    says: /crosses itself/,
  },
  { name: 'polygon without area', body: polygon(10, 10, 100, 100, 200, 200), says: /polygon/ },
  { name: 'polygon beyond the slide', body: polygon(10, 10, 900, 10, 10, 200), says: SIZE },
  {
    name: 'polygon of 5,000 points',
    body: slide({
      polygon: Array.from({ length: 5000 }, (_, i) => ({
        x: 300 + 200 * Math.cos(i / 796),
        y: 300 + 200 * Math.sin(i / 796),
      })),
    }),
    says: /2000/,
  },
  { name: 'unknown slide', body: () => ({ slideId: 's_none' }), tag: 'not-found', says: /s_none/ },
  { name: 'unknown space', body: slide({ space: 'none' }), tag: 'not-found', says: /none/ },
  { name: 'unknown filter', body: slide({ filters: { shoe: ['42'] } }), says: /shoe.*organ/s },
  { name: 'filter without a value', body: slide({ filters: { organ: [''] } }), says: /organ/ },
  {
    name: 'filter of a date that is none',
    body: slide({ filters: { date: ['yesterday'] } }),
    says: /date=2024/,
  },
  { name: 'k = 0', body: slide({ k: 0 }), says: /json\.k/ },
  { name: 'k = 1e9', body: slide({ k: 1e9 }), says: /json\.k/ },
  { name: 'k = 2.5', body: slide({ k: 2.5 }), says: /json\.k/ },
  {
    name: 'one tile relevant and not relevant',
    body: ({ slideId, tileId }) => ({ slideId, relevant: [tileId], notRelevant: [tileId] }),
    says: /relevant and not relevant/,
  },
  {
    name: 'a mark on a tile that is not there',
    body: slide({ relevant: [4_000_000_000] }),
    tag: 'not-found',
    says: /4000000000/,
  },
  { name: 'a mark that is no tile', body: slide({ relevant: [-1] }), says: /relevant/ },
  { name: 'an unknown view', body: slide({ view: 'dream' }), says: /view/ },
  { name: 'an unknown field', body: slide({ colour: 'red' }), says: /colour/ },
  { name: 'words without end', body: () => ({ text: 'x'.repeat(501) }), says: /text/ },
  { name: 'picture without a scale', body: image(png, {}), tag: 'missing-mpp', says: /mpp/ },
  { name: 'picture at 0 µm/px', body: image(png, { mpp: 0 }), says: /mpp/ },
  { name: 'picture at −1 µm/px', body: image(png, { mpp: -1 }), says: /mpp/ },
  { name: 'picture at 1e9 µm/px', body: image(png, { mpp: 1e9 }), says: /mpp/ },
  { name: 'picture at NaN µm/px', body: image(png, { mpp: Number.NaN }), says: /mpp/ },
  { name: 'picture smaller than half a tile', body: image(png), tag: 'too-small', says: /µm/ },
  {
    name: 'picture coarser than every space',
    body: image(large, { mpp: 50 }),
    tag: 'too-coarse',
    says: /50/,
  },
  {
    name: 'picture with a region beyond it',
    body: () => ({ ...image(large)(), region: box(500, 0, 200, 100) }),
    says: SIZE,
  },
  {
    name: 'picture cut short',
    body: image(large.subarray(0, large.length / 2)),
    tag: 'damaged',
    says: /picture/,
  },
  {
    name: 'picture that is text',
    body: image(Buffer.from('no picture at all')),
    tag: 'unsupported-format',
    says: /PNG/,
  },
  { name: 'picture that is SVG', body: image(Buffer.from(SVG)), tag: 'unsupported-format', says: /PNG/ },
  { name: 'picture that is HEIC', body: image(HEIC), tag: 'unsupported-format', says: /PNG/ },
  { name: 'picture that is no base64', body: image('~~~ not base64 ~~~'), says: /base64/ },
  {
    name: 'picture whose base64 breaks off in the middle',
    body: image(`${large.toString('base64').slice(0, 9000)}***`),
    tag: 'damaged',
    says: /picture/,
  },
  { name: 'picture that is empty', body: image(''), says: /base64/ },
  { name: 'body of 65 MB', body: image('A'.repeat(65 * 2 ** 20)), tag: 'too-large', says: /64 MB/ },
];

const CLI: readonly Row[] = [
  ['region of three numbers', ['--region', '1,2,3'], /x,y,width,height/],
  ['region with a word', ['--region', '1,2,three,4'], /--region/],
  ['region with NaN', ['--region', 'NaN,0,10,10'], /--region/],
  ['region left of the slide', ['--region', '-5,0,10,10'], SIZE],
  ['polygon of odd numbers', ['--polygon', '1,2 3'], /--polygon/],
  ['filter without =', ['--filter', 'organ'], /key=value/],
  ['mark that is a word', ['--relevant', 'this'], /--relevant/],
  ['k that is a word', ['--k', 'ten'], /--k/],
  ['unknown flag', ['--colour', 'red'], /colour/],
  ['word without a flag', ['what'], /what/],
  ['unknown view', ['--view', 'dream'], /cases or tiles/],
].map(([name, flags, says]) => ({
  name: `search: ${name}`,
  deed: ({ slideName }) => ({ cli: ['search', '--slide', slideName, ...(flags as string[])] }),
  tag: 'invalid-input',
  says: says as RegExp,
}));

const FILES: readonly Row[] = [
  {
    name: 'search: picture that is not there',
    deed: ({ folder }) => ({ cli: ['search', '--image', `${folder}/none.png`, '--mpp', '0.5'] }),
    tag: 'unreadable',
    says: /none\.png/,
  },
  {
    name: 'search: picture without --mpp',
    file: 'question.png',
    make: (file) => writeFileSync(file, large),
    deed: ({ file }) => ({ cli: ['search', '--image', file] }),
    tag: 'missing-mpp',
    says: /--mpp/,
  },
  {
    name: 'search: a TIFF as a picture',
    file: 'question.tif',
    make: async (file) => void (await sharp(large).tiff().toFile(file)),
    deed: ({ file }) => ({ cli: ['search', '--image', file, '--mpp', '0.5'] }),
    tag: 'unsupported-format',
    says: /PNG/,
  },
  {
    name: 'search: a slide that the archive does not have',
    deed: () => ({ cli: ['search', '--slide', 'no-such-slide'] }),
    tag: 'not-found',
    says: /no-such-slide/,
  },
];

export const QUESTION_ROWS: readonly Row[] = [
  ...QUESTIONS.map(
    ({ name, body, tag = 'invalid-input', says }): Row => ({
      name: `question: ${name}`,
      deed: (place) => ({ method: 'POST', path: '/searches', body: body(place) }),
      tag,
      says,
    }),
  ),
  ...CLI,
  ...FILES,
];
