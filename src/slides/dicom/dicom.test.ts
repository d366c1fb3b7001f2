import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasSharedSlides, NEEDS_SHARED, sharedSlide } from '../../../tests/support/shared-slides.js';
import type { LevelSource } from '../port.js';
import { dicomFormat, openDicom } from './dicom.js';
import { readDicomIdentity } from './identity.js';

const OPTIONS = { maxPicturePixels: 2 ** 28 };
const folder = mkdtempSync(join(tmpdir(), 'tessera-dicom-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Known = {
  readonly file: string;
  readonly size: readonly [number, number];
  readonly levels: number;
  readonly mpp: number;
  /** Colour means of level 0 and three pixels, by pydicom 2.3.1 with Pillow 9.4 (dcmtk 3.6.7 for JPEG-LS). */
  readonly mean: readonly [number, number, number];
  readonly pixels: readonly (readonly [x: number, y: number, r: number, g: number, b: number])[];
};

const READ: readonly Known[] = [
  {
    file: 'cmu-1-small-region',
    size: [2220, 2967],
    levels: 12,
    mpp: 0.499,
    mean: [213.6485, 195.0914, 207.453],
    pixels: [
      [10, 10, 243, 249, 247],
      [1000, 1500, 246, 237, 240],
      [2219, 2966, 241, 241, 241],
    ],
  },
  {
    file: 'multi_frame_jpeg2000_camelyon_challenge_image.dcm',
    size: [1696, 812],
    levels: 1,
    mpp: 28.9685,
    mean: [201.956, 190.2273, 212.5732],
    pixels: [
      [10, 10, 229, 233, 232],
      [800, 400, 227, 229, 231],
      [1695, 811, 223, 227, 227],
    ],
  },
  {
    file: 'multi_frame_jpeg_camelyon_challenge_image.dcm',
    size: [1152, 700],
    levels: 1,
    mpp: 28.9685,
    mean: [207.2977, 192.5715, 215.0929],
    pixels: [
      [10, 10, 227, 225, 230],
      [500, 350, 228, 223, 229],
      [1151, 699, 228, 228, 230],
    ],
  },
  {
    file: 'boxes_0.dcm',
    size: [16, 16],
    levels: 1,
    mpp: 0.499,
    mean: [238.1523, 233.9453, 236.8164],
    pixels: [
      [1, 1, 248, 241, 235],
      [8, 8, 173, 160, 189],
      [15, 15, 234, 238, 248],
    ],
  },
  ...['highdicom/sm_image.dcm', 'highdicom/sm_image_jpegls.dcm'].map(
    (file): Known => ({
      file,
      size: [50, 50],
      levels: 1,
      mpp: 0.499,
      mean: [243.9092, 243.888, 243.8864],
      pixels: [
        [1, 1, 244, 244, 244],
        [25, 30, 244, 244, 244],
        [49, 49, 244, 244, 244],
      ],
    }),
  ),
  ...['test_jpeg_dicom.dcm', 'test_raw_dicom.dcm'].map(
    (file): Known => ({
      file,
      size: [454, 156],
      levels: 1,
      mpp: 100,
      mean: [224.8809, 221.171, 224.2466],
      pixels: [
        [10, 10, 255, 255, 255],
        [200, 80, 250, 188, 5],
        [453, 155, 255, 255, 255],
      ],
    }),
  ),
];

const REFUSED = [
  ['highdicom/sm_image_grayscale.dcm', 'not-brightfield'],
  ['highdicom/seg_image_sm_control.dcm', 'not-a-slide'],
  ['highdicom/seg_image_sm_dots_tiled_full.dcm', 'not-a-slide'],
  ['test_slide_coordinates.dcm', 'not-a-slide'],
  ['libvips_dicom_test_image.dcm', 'not-a-slide'],
  ['test_wsi2.dcm', 'not-a-slide'],
  ['boxes_1.dcm', 'not-a-slide'],
] as const;

describe.skipIf(!hasSharedSlides)(`real DICOM files (${NEEDS_SHARED})`, () => {
  test.each(READ)('$file: size, levels, scale and pixels', async (known) => {
    const path = sharedSlide(`dicom/${known.file}`);
    expect(await dicomFormat.detect(path)).toBe(true);
    const slide = await openDicom(path, OPTIONS);
    const { info } = slide;
    expect([info.width, info.height]).toEqual(known.size);
    expect(info.levels.length).toBe(known.levels);
    expect(info.mpp).toBeCloseTo(known.mpp, 4);
    expect(info.mppSource).toBe('dicom');
    await expectPixels(slide, known);
    await slide.close();
  });

  test.each(REFUSED)('%s is refused as %s', async (file, tag) => {
    await expect(dicomFormat.open(sharedSlide(`dicom/${file}`), OPTIONS)).rejects.toMatchObject({ tag });
  });

  test('one file of a series opens all of its levels', async () => {
    const one = await openDicom(sharedSlide('dicom/cmu-1-small-region/level-3-frames-0-1.dcm'), OPTIONS);
    const all = await openDicom(sharedSlide('dicom/cmu-1-small-region'), OPTIONS);
    expect(one.info).toEqual(all.info);
    expect(one.files).toEqual(all.files);
    expect(one.files.length).toBe(12);
    await Promise.all([one.close(), all.close()]);
  });

  test('every level shows the same picture as the finest', async () => {
    const slide = await openDicom(sharedSlide('dicom/cmu-1-small-region'), OPTIONS);
    for (const level of [1, 2, 3, 4]) {
      const { width, height } = slide.info.levels[level]!;
      const { data } = await slide.readLevel(level, { x: 0, y: 0, width, height });
      expectNear(meanColour(data), READ[0]!.mean, 1.5);
    }
    await slide.close();
  });

  test('boxes across frames and at the right and bottom edge are those of the whole level', async () => {
    const slide = await openDicom(sharedSlide('dicom/cmu-1-small-region'), OPTIONS);
    const whole = await slide.readLevel(0, { x: 0, y: 0, width: 2220, height: 2967 });
    for (const box of [
      { x: 480, y: 990, width: 60, height: 40 },
      { x: 2219, y: 2966, width: 1, height: 1 },
      { x: 1900, y: 2400, width: 320, height: 567 },
    ]) {
      const part = await slide.readLevel(0, box);
      for (const [x, y] of [
        [0, 0],
        [box.width - 1, box.height - 1],
        [box.width >> 1, box.height >> 1],
      ] as const) {
        const inPart = (y * box.width + x) * 3;
        const inWhole = ((box.y + y) * 2220 + box.x + x) * 3;
        expect(part.data.subarray(inPart, inPart + 3)).toEqual(whole.data.subarray(inWhole, inWhole + 3));
      }
    }
    await slide.close();
  });

  test('a person’s µm/px wins', async () => {
    const slide = await openDicom(sharedSlide('dicom/boxes_0.dcm'), { ...OPTIONS, mpp: 0.25 });
    expect(slide.info).toMatchObject({ mpp: 0.25, mppSource: 'user' });
    await slide.close();
  });

  test('the reader resamples a region like any other', async () => {
    const reader = await dicomFormat.open(sharedSlide('dicom/cmu-1-small-region'), OPTIONS);
    const box = { x: 1200, y: 1600, width: 448, height: 448 };
    const region = await reader.region(box, { width: 224, height: 224 });
    const fine = await reader.region(box, { width: 448, height: 448 });
    expectNear(meanColour(region.data), meanColour(fine.data), 1);
    await reader.close();
  });

  test('identity: series, class and size without opening', async () => {
    const level = await readDicomIdentity(sharedSlide('dicom/cmu-1-small-region/level-2-frames-0-4.dcm'));
    expect(level).toMatchObject({ pixels: 555 * 741, sopClass: '1.2.840.10008.5.1.4.1.1.77.1.6' });
    expect(level?.imageType[2]).toBe('VOLUME');
    expect(await readDicomIdentity(sharedSlide('aperio/small.svs'))).toBeUndefined();
    expect(await readDicomIdentity(sharedSlide('dicom'))).toBeUndefined();
    expect(await readDicomIdentity(join(folder, 'nowhere'))).toBeUndefined();
  });

  test.each([60, 4000, 200_000, 990_000])('cut after %i bytes it is damaged', async (bytes) => {
    const path = join(folder, `cut-${bytes}.dcm`);
    copyFileSync(sharedSlide('dicom/cmu-1-small-region/level-0-frames-0-30.dcm'), path);
    truncateSync(path, bytes);
    const tag = bytes < 132 ? 'unsupported-format' : 'damaged';
    await expect(dicomFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag });
  });
});

test('a file that is DICOM by its name only is refused, not damaged', async () => {
  const path = join(folder, 'text.dcm');
  writeFileSync(path, 'This is a text.'.repeat(40));
  expect(await dicomFormat.detect(path)).toBe(true);
  await expect(dicomFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag: 'unsupported-format' });
});

async function expectPixels(slide: LevelSource, known: Known): Promise<void> {
  const [width, height] = known.size;
  const { data } = await slide.readLevel(0, { x: 0, y: 0, width, height });
  // JPEG decoders differ by a unit here and there (IDCT, chroma upsampling).
  expectNear(meanColour(data), known.mean, 0.05);
  for (const [x, y, ...rgb] of known.pixels) {
    const at = (y * width + x) * 3;
    expectNear([...data.subarray(at, at + 3)], rgb, 2);
  }
}

function meanColour(data: Uint8Array): number[] {
  const sum = [0, 0, 0];
  data.forEach((value, index) => {
    sum[index % 3]! += value;
  });
  return sum.map((total) => total / (data.length / 3));
}

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  actual.forEach((value, index) => {
    expect(Math.abs(value - expected[index]!), `${actual} against ${expected}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}
