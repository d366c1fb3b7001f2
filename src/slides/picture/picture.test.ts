import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paint, pixelAt, waves } from '../../../tests/support/made-pixels.js';
import { scratchFolder } from '../../../tests/support/made-slides.js';
import { describeSlideReader } from '../contract.js';
import { pictureFormat } from './picture.js';

const inScratch = scratchFolder();
const size = { width: 233, height: 151 };
const truth = paint(waves, size.width, size.height);
const made = () => sharp(truth.data, { raw: { ...size, channels: 3 } });
const open = (path: string, mpp?: number) => pictureFormat.open(path, { mpp, maxPicturePixels: 2 ** 20 });
const pixelOf = async (path: string, x: number, y: number) => {
  const reader = await open(path);
  const region = await reader.region({ x, y, width: 1, height: 1 }, { width: 1, height: 1 });
  await reader.close();
  return [...region.data];
};

const known = [
  [0, 0],
  [100, 99],
  [232, 150],
].map(([x = 0, y = 0]) => ({ x, y, rgb: pixelAt(truth, x, y) }));
const written = { ...size, levelCount: 1, pixels: known };

describeSlideReader('PNG picture', {
  open: async () => {
    await made().png().toFile(inScratch('waves.png'));
    return open(inScratch('waves.png'), 0.5);
  },
  ...written,
  tolerance: 0,
});

describeSlideReader('JPEG picture', {
  open: async () => {
    await made().jpeg({ quality: 95 }).toFile(inScratch('waves.jpg'));
    return open(inScratch('waves.jpg'));
  },
  ...written,
  tolerance: 6,
});

describe('pictureFormat: scale', () => {
  it('takes none from the picture, and the one of a person', async () => {
    const path = inScratch('dense.png');
    await made().withMetadata({ density: 50_800 }).png().toFile(path);
    expect((await open(path)).info).toMatchObject({ format: 'png', mpp: undefined, mppSource: undefined });
    expect((await open(path, 0.25)).info).toMatchObject({ mpp: 0.25, mppSource: 'user' });
  });
});

describe('pictureFormat: colours', () => {
  it('lays transparency on white', async () => {
    const path = inScratch('clear.png');
    await sharp({ create: { ...size, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toFile(path);
    expect(await pixelOf(path, 7, 7)).toEqual([255, 255, 255]);
  });

  it('reads grey and CMYK as colour', async () => {
    const flat = () => sharp({ create: { ...size, channels: 3, background: '#808080' } });
    await flat().toColourspace('b-w').png().toFile(inScratch('grey.png'));
    expect(await pixelOf(inScratch('grey.png'), 7, 7)).toEqual([128, 128, 128]);
    await flat().toColourspace('cmyk').jpeg({ quality: 100 }).toFile(inScratch('print.jpg'));
    for (const value of await pixelOf(inScratch('print.jpg'), 7, 7))
      expect(Math.abs(value - 128)).toBeLessThan(20); // inks of a profile
  });

  it('turns a picture upright as its EXIF says', async () => {
    const path = inScratch('turned.jpg');
    await made().withMetadata({ orientation: 6 }).jpeg().toFile(path);
    const reader = await open(path);
    expect([reader.info.width, reader.info.height]).toEqual([size.height, size.width]);
    await reader.close();
  });
});

describe('pictureFormat: refusals', () => {
  it('16 bits are not brightfield', async () => {
    await made().toColourspace('rgb16').png().toFile(inScratch('deep.png'));
    await expect(open(inScratch('deep.png'))).rejects.toMatchObject({ tag: 'not-brightfield' });
  });

  it.each(['cut.jpg', 'cut.png'])('%s is damaged', async (name) => {
    const whole = await made()
      .toFormat(name.endsWith('png') ? 'png' : 'jpeg')
      .toBuffer();
    writeFileSync(inScratch(name), whole.subarray(0, whole.length / 2));
    await expect(open(inScratch(name))).rejects.toMatchObject({ tag: 'damaged' });
  });

  it.each(['head.jpg', 'head.png'])('%s, cut in its head, is damaged', async (name) => {
    const whole = await made()
      .toFormat(name.endsWith('png') ? 'png' : 'jpeg')
      .toBuffer();
    writeFileSync(inScratch(name), whole.subarray(0, 20));
    expect(await pictureFormat.detect(inScratch(name))).toBe(true);
    await expect(open(inScratch(name))).rejects.toMatchObject({ tag: 'damaged' });
  });

  it('more pixels than allowed are too large, before any is decoded', async () => {
    const path = inScratch('bomb.png');
    // A real PNG whose head claims 60,000 × 60,000 pixels.
    const png = await made().png().toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    writeFileSync(path, png);
    await expect(open(path)).rejects.toMatchObject({ tag: 'too-large', details: { width: 60_000 } });
  });

  it.each([
    { name: 'drawing.png', text: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>' },
    { name: 'moving.jpg', text: 'GIF89a' },
    { name: 'empty.png', text: '' },
    { name: 'preview.mrxs', text: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) },
  ])('does not claim $name by its name', async ({ name, text }) => {
    writeFileSync(inScratch(name), text);
    expect(await pictureFormat.detect(inScratch(name))).toBe(false);
  });
});

/** The checksum of a PNG chunk (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
