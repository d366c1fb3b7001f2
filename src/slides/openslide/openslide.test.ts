import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasSharedSlides, NEEDS_SHARED, sharedSlide } from '../../../tests/support/shared-slides.js';
import { openDicom } from '../dicom/dicom.js';
import { openslideStatus } from './library.js';
import { createOpenslideFormat, openslideFormat, openWithOpenslide } from './openslide.js';

const OPTIONS = { maxPicturePixels: 2 ** 28 };
const folder = mkdtempSync(join(tmpdir(), 'tessera-openslide-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CMU = sharedSlide('aperio/CMU-1-Small-Region.svs');
const TCGA = sharedSlide('aperio/tcga-cr-7395-01a-01-ts1.svs');
const NDPI = sharedSlide('hamamatsu/test3-TRITC 2 (560).ndpi');
const MRXS = sharedSlide('mirax/CMU-1-Saved-1_16.mrxs');

const canRead = hasSharedSlides && openslideStatus().available;

describe.skipIf(!canRead)(`real scanner files (libopenslide and ${NEEDS_SHARED})`, () => {
  // Pixels by vips 8.14.1 (openslideload), [x, y, r, g, b].
  test.each([
    {
      path: TCGA,
      info: { format: 'aperio-svs', width: 4443, height: 3567, mpp: undefined, mppSource: undefined },
      levels: 2,
      pixels: [
        [10, 10, 255, 255, 255],
        [1000, 1500, 194, 67, 123],
        [2219, 2966, 161, 46, 98],
        [4442, 3566, 255, 255, 255],
      ],
    },
    {
      path: NDPI,
      info: { format: 'hamamatsu', width: 3968, height: 4864, mppSource: 'vendor', scanner: 'C9600-12' },
      levels: 7,
      pixels: [
        [10, 10, 2, 0, 1],
        [1000, 1500, 155, 5, 7],
        [2219, 2966, 14, 0, 0],
        [3967, 4863, 2, 0, 1],
      ],
    },
    {
      path: CMU,
      info: { format: 'aperio-svs', width: 2220, height: 2967, mpp: 0.499, mppSource: 'vendor' },
      levels: 1,
      pixels: [
        [10, 10, 244, 250, 243],
        [1000, 1500, 245, 241, 255],
        [2219, 2966, 248, 248, 248],
      ],
    },
  ] as const)('$path', async ({ path, info, levels, pixels }) => {
    const slide = await openWithOpenslide(path, OPTIONS);
    expect(slide.info).toMatchObject(info);
    expect(slide.info.levels.length).toBe(levels);
    expect(slide.files).toEqual([path]);
    for (const [x, y, ...rgb] of pixels) {
      const { data } = await slide.readLevel(0, { x, y, width: 1, height: 1 });
      expect([...data]).toEqual(rgb);
    }
    await slide.close();
  });

  test('the scale of the fluorescence NDPI, and nothing else of its file, leaves the reader', async () => {
    const slide = await openWithOpenslide(NDPI, OPTIONS);
    expect(slide.info.mpp).toBeCloseTo(0.22818, 5);
    const keys = ['format', 'height', 'levels', 'mpp', 'mppSource', 'scanner', 'width'];
    expect(Object.keys(slide.info).sort()).toEqual(keys);
    await slide.close();
  });

  test('a person’s µm/px wins', async () => {
    const slide = await openWithOpenslide(CMU, { ...OPTIONS, mpp: 0.25 });
    expect(slide.info).toMatchObject({ mpp: 0.25, mppSource: 'user' });
    await slide.close();
  });

  test('the same slide as DICOM has the same pixels, compression apart (mean difference 3.4)', async () => {
    const svs = await openWithOpenslide(CMU, OPTIONS);
    const dicom = await openDicom(sharedSlide('dicom/cmu-1-small-region'), OPTIONS);
    const whole = { x: 0, y: 0, width: 2220, height: 2967 };
    const [a, b] = [await svs.readLevel(0, whole), await dicom.readLevel(0, whole)];
    const sum = a.data.reduce((total, value, index) => total + Math.abs(value - b.data[index]!), 0);
    expect(sum / a.data.length).toBeGreaterThan(3);
    expect(sum / a.data.length).toBeLessThan(3.8);
    await Promise.all([svs.close(), dicom.close()]);
  });

  test('a level of downsample 2.0005: any box is where it is in the whole level', async () => {
    const slide = await openWithOpenslide(TCGA, OPTIONS);
    const whole = await slide.readLevel(1, { x: 0, y: 0, width: 2221, height: 1783 });
    for (const [x, y] of [
      [500, 300],
      [1000, 1000],
      [1901, 1481],
    ] as const) {
      const part = await slide.readLevel(1, { x, y, width: 256, height: 256 });
      const off = [-1, 0, 1].map((shift) => difference(part.data, whole.data, x + shift, y));
      expect(off[1]).toBeLessThan(off[0]!);
      expect(off[1]).toBeLessThan(off[2]!);
      expect(off[1]).toBeLessThan(6);
    }
    await slide.close();
  });

  /** Mean difference of a part of 256² and the whole level at that place, the outermost pixels left out. */
  function difference(part: Uint8Array, whole: Uint8Array, left: number, top: number): number {
    let sum = 0;
    for (let y = 4; y < 252; y++) {
      for (let at = 12; at < 756; at++) {
        sum += Math.abs(part[y * 768 + at]! - whole[((top + y) * 2221 + left) * 3 + at]!);
      }
    }
    return sum / (248 * 744);
  }

  test('the reader answers regions up to the right and bottom edge', async () => {
    const reader = await openslideFormat.open(TCGA, OPTIONS);
    const region = await reader.region(
      { x: 3547, y: 2671, width: 896, height: 896 },
      { width: 448, height: 448 },
    );
    expect(region.data.length).toBe(448 * 448 * 3);
    await reader.close();
  });

  test('broken pixels are damaged when the slide is opened', async () => {
    const path = sharedSlide('aperio/unreadable.svs');
    await expect(openslideFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag: 'damaged' });
  });

  test('after a broken tile the others still answer', async () => {
    const path = join(folder, 'broken-tile.svs');
    copyFileSync(CMU, path);
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(30_000), 0, 30_000, 100_000);
    await file.close();
    const slide = await openWithOpenslide(path, OPTIONS);
    const whole = { x: 0, y: 0, width: 2220, height: 1000 };
    const good = { x: 1000, y: 1500, width: 1, height: 1 };
    for (let turn = 0; turn < 2; turn++) {
      await expect(slide.readLevel(0, whole)).rejects.toMatchObject({ tag: 'damaged' });
      expect([...(await slide.readLevel(0, good)).data]).toEqual([245, 241, 255]);
    }
    await slide.close();
  });

  test.each([
    ['cut before its directory', 'damaged', 1_500_000],
    ['cut to its magic', 'damaged', 20],
    ['zero bytes', 'unsupported-format', 0],
  ])('an NDPI %s is %s', async (_, tag, bytes) => {
    const path = join(folder, `cut-${bytes}.ndpi`);
    copyFileSync(NDPI, path);
    truncateSync(path, bytes);
    await expect(openslideFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag });
  });

  test('a text with a scanner’s name is of no format', async () => {
    const path = join(folder, 'text.scn');
    writeFileSync(path, 'no slide');
    await expect(openslideFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag: 'unsupported-format' });
  });

  test('an absurd box is refused before memory is taken, a cancelled reading at once', async () => {
    const slide = await openWithOpenslide(CMU, OPTIONS);
    const huge = { x: 0, y: 0, width: 100_000, height: 100_000 };
    await expect(slide.readLevel(0, huge)).rejects.toMatchObject({ tag: 'too-large' });
    const one = { x: 0, y: 0, width: 1, height: 1 };
    await expect(slide.readLevel(0, one, AbortSignal.abort())).rejects.toMatchObject({ tag: 'cancelled' });
    await slide.close();
  });
});

describe.skipIf(!hasSharedSlides)(`without the library (${NEEDS_SHARED})`, () => {
  const bare = createOpenslideFormat(['libopenslide-that-is-not-there.so']);

  test('its files are still recognised, and the message names the package', async () => {
    for (const path of [TCGA, NDPI]) {
      expect(await bare.detect(path)).toBe(true);
      const refusal = bare.open(path, OPTIONS);
      await expect(refusal).rejects.toMatchObject({ tag: 'missing-library' });
      await expect(refusal).rejects.toHaveProperty('hint', expect.stringMatching(/openslide/));
    }
    expect(openslideStatus(['libopenslide-that-is-not-there.so'])).toEqual({ available: false });
  });

  test('a MIRAX slide without its folder misses that, and not the library', async () => {
    await expect(bare.open(MRXS, OPTIONS)).rejects.toMatchObject({
      tag: 'missing-companion',
      details: { missing: 'CMU-1-Saved-1_16/' },
    });
  });

  test('Olympus VSI is claimed and refused', async () => {
    const path = sharedSlide('olympus/vsi-ets-test-jpg2k.vsi');
    expect(await bare.detect(path)).toBe(true);
    await expect(bare.open(path, OPTIONS)).rejects.toMatchObject({ tag: 'unsupported-format' });
  });

  test.each([
    'aperio/CMU-1-Small-Region.svs',
    'aperio/broken.svs',
    'tiff/boxes.tiff',
    'tiff/unopenable.tiff',
    'dicom',
  ])('%s is left to other formats', async (file) => {
    expect(await bare.detect(sharedSlide(file))).toBe(false);
  });
});

describe('without any real file', () => {
  const bare = createOpenslideFormat([]);

  test('a file that is not there is unreadable', async () => {
    await expect(bare.open(join(folder, 'nowhere.ndpi'), OPTIONS)).rejects.toMatchObject({
      tag: 'unreadable',
    });
  });

  test('a MIRAX folder without its index is not whole', async () => {
    const path = join(folder, 'slide.mrxs');
    writeFileSync(path, 'preview');
    mkdirSync(join(folder, 'slide'));
    await expect(bare.open(path, OPTIONS)).rejects.toMatchObject({
      details: { missing: 'slide/Slidedat.ini' },
    });
    writeFileSync(join(folder, 'slide', 'Slidedat.ini'), '[GENERAL]');
    await expect(bare.open(path, OPTIONS)).rejects.toMatchObject({ tag: 'missing-library' });
  });

  test('a VMS slide names its pictures, and one that is not there is missing', async () => {
    const path = join(folder, 'slide.vms');
    writeFileSync(path, '[Virtual Microscope Specimen]\r\nImageFile=a.jpg\r\nMapFile=../../etc/passwd\r\n');
    await expect(bare.open(path, OPTIONS)).rejects.toMatchObject({ details: { missing: 'a.jpg' } });
  });
});
