import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../tests/support/made-slides.js';
import { slideFormats } from './formats.js';
import { openSlide } from './open.js';

const inScratch = scratchFolder();
const open = (name: string) => openSlide(inScratch(name), slideFormats(), { maxPicturePixels: 2 ** 20 });
const runsAsRoot = process.getuid?.() === 0;

describe('openSlide', () => {
  it('opens with the first format that recognises the file, whatever its name', async () => {
    await sharp({ create: { width: 20, height: 10, channels: 3, background: '#abcdef' } })
      .png()
      .toFile(inScratch('a.tif.png'));
    const reader = await open('a.tif.png');
    expect(reader.info).toMatchObject({ format: 'png', width: 20, height: 10 });
    await reader.close();
  });

  it.each(['empty.svs', 'empty.dcm', 'empty.jpg', 'empty.mrxs', 'empty'])(
    '%s of zero bytes is unreadable',
    async (name) => {
      writeFileSync(inScratch(name), '');
      await expect(open(name)).rejects.toMatchObject({ tag: 'unreadable' });
    },
  );

  it('what is not there is unreadable', async () => {
    await expect(open('nothing.svs')).rejects.toMatchObject({ tag: 'unreadable' });
  });

  it.skipIf(runsAsRoot)('what may not be read is unreadable', async () => {
    writeFileSync(inScratch('secret.tif'), 'II*');
    chmodSync(inScratch('secret.tif'), 0);
    await expect(open('secret.tif')).rejects.toMatchObject({ tag: 'unreadable' });
  });

  it.each(['noise.svs', 'noise.tiff', 'noise.jpg', 'README.md'])(
    '%s of another content is of no format',
    async (name) => {
      writeFileSync(inScratch(name), 'The quick brown fox jumps over the lazy dog.');
      await expect(open(name)).rejects.toMatchObject({
        tag: 'unsupported-format',
        hint: expect.stringContaining('SVS'),
      });
    },
  );

  it('a folder that is no series is of no format', async () => {
    mkdirSync(inScratch('folder'));
    await expect(open('folder')).rejects.toMatchObject({ tag: 'unsupported-format' });
  });
});
