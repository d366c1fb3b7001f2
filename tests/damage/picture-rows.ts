import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { noise, type SlideRow } from './slide-row.js';

const bytes = (content: string | Uint8Array) => (file: string) => writeFileSync(file, content);
export const picture = (format: 'png' | 'jpeg', side = 600) =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      noise: { type: 'gaussian', mean: 160, sigma: 40 },
      background: '#b48',
    },
  })
    .toFormat(format)
    .toBuffer();
const cut = (format: 'png' | 'jpeg', share: number) => async (file: string) => {
  const whole = await picture(format);
  writeFileSync(file, whole.subarray(0, Math.floor(whole.length * share)));
};

/** A PNG that claims to be 60,000 pixels wide and high: 11 GB of pixels in a few hundred bytes. */
async function bomb(file: string): Promise<void> {
  const png = await picture('png', 32);
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  writeFileSync(file, png);
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

export const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="600" height="600"/></svg>';
export const HEIC = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)]);

export const PICTURE_ROWS: readonly SlideRow[] = [
  { name: 'zero-length slide', file: 'empty.svs', make: bytes(''), tag: 'unreadable', says: /empty|copy/i },
  {
    name: 'zero-length picture',
    file: 'empty.png',
    make: bytes(''),
    mpp: '0.5',
    tag: 'unreadable',
    says: /empty|copy/i,
  },
  {
    name: 'noise named .tiff',
    file: 'noise.tiff',
    make: bytes(noise(5000)),
    tag: 'unsupported-format',
    says: /Tessera reads/,
  },
  {
    name: 'picture without a scale',
    file: 'scale.jpg',
    make: cut('jpeg', 1),
    tag: 'missing-mpp',
    says: /--mpp/,
  },
  {
    name: 'JPEG cut short',
    file: 'cut.jpg',
    make: cut('jpeg', 0.4),
    mpp: '0.5',
    tag: 'damaged',
    says: /picture/,
  },
  {
    name: 'PNG cut short',
    file: 'cut.png',
    make: cut('png', 0.6),
    mpp: '0.5',
    tag: 'damaged',
    says: /picture/,
  },
  {
    name: 'PNG that would fill 11 GB',
    file: 'bomb.png',
    make: bomb,
    mpp: '0.5',
    tag: 'too-large',
    says: /tiled pyramidal TIFF/,
  },
  {
    name: 'PNG of 16 bits a colour',
    file: 'deep.png',
    make: async (file) =>
      void (await sharp(await picture('png'))
        .toColourspace('rgb16')
        .png()
        .toFile(file)),
    mpp: '0.5',
    tag: 'not-brightfield',
    says: /8 bits/,
  },
  {
    name: 'SVG named .png',
    file: 'drawing.png',
    make: bytes(SVG),
    mpp: '0.5',
    tag: 'unsupported-format',
    says: /Tessera reads/,
  },
  {
    name: 'HEIC named .jpg',
    file: 'phone.jpg',
    make: bytes(HEIC),
    mpp: '0.5',
    tag: 'unsupported-format',
    says: /Tessera reads/,
  },
  {
    name: 'text named .svs',
    file: 'letter.svs',
    make: bytes('Dear colleague, the slide is attached.'),
    tag: 'unsupported-format',
    says: /Tessera reads/,
  },
  {
    name: 'picture of a few micrometres',
    file: 'tiny.png',
    make: async (file) => writeFileSync(file, await picture('png', 32)),
    mpp: '0.5',
    visits: true,
    tag: 'too-small',
    says: /µm/,
  },
  {
    name: 'picture coarser than every space',
    file: 'coarse.png',
    make: async (file) => writeFileSync(file, await picture('png')),
    mpp: '80',
    visits: true,
    tag: 'too-coarse',
    says: /80/,
  },
  {
    name: 'link to a device that never ends',
    file: 'endless.tif',
    make: (file) => symlinkSync('/dev/zero', file),
    tag: 'unreadable',
    says: /neither a file nor a folder/,
  },
  {
    name: 'folder named like a slide',
    file: 'folder.svs',
    make: (file) => mkdirSync(file),
    tag: 'unsupported-format',
    says: /folder/,
  },
];
