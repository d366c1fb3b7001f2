import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DicomSpec, nativeDicom, SYNTAX } from '../../../tests/support/dicom-writer.js';
import { expectWhole, FRAMES, OPTIONS, pixelsOf, place, TILED } from '../../../tests/support/made-dicom.js';
import { dicomFormat, openDicom } from './dicom.js';

describe('series', () => {
  const level = (width: number, height: number, more: Partial<DicomSpec> = {}) =>
    nativeDicom(
      { syntax: SYNTAX.explicit, width, height, sopInstance: `1.2.3.${width}`, ...more },
      pixelsOf({ x: 0, y: 0, width, height }),
    );

  test('a folder with levels, a label, another kind of light, a text and a folder', async () => {
    const folder = place({
      'a-small.dcm': level(32, 24),
      'b-finest.dcm': level(128, 96),
      c: level(64, 48),
      'label.dcm': level(60, 60, { imageType: 'ORIGINAL\\PRIMARY\\LABEL\\NONE' }),
      'dapi.dcm': nativeDicom(
        { syntax: SYNTAX.explicit, width: 8, height: 8, samples: 1, bits: 16, photometric: 'MONOCHROME2' },
        Buffer.alloc(128),
      ),
      'notes.txt': Buffer.from('notes'),
    });
    expect(await dicomFormat.detect(folder)).toBe(true);
    const slide = await openDicom(folder, OPTIONS);
    expect(slide.info.levels.map(({ width }) => width)).toEqual([128, 64, 32]);
    expect(slide.files).toEqual(['a-small.dcm', 'b-finest.dcm', 'c'].map((name) => join(folder, name)));
    for (const index of [0, 1, 2]) await expectWhole(slide, index);
    await slide.close();
    const one = await openDicom(join(folder, 'c'), OPTIONS);
    expect(one.files).toEqual(slide.files);
    await one.close();
  });

  test('siblings of another series, and twins of one size, are not levels of a file', async () => {
    const folder = place({
      'a.dcm': level(64, 48, { sopInstance: '1.2.3.9' }),
      'b.dcm': level(64, 48),
      'c.dcm': level(32, 24, { series: '9.9' }),
      'd.dcm': level(40, 40),
    });
    const slide = await openDicom(join(folder, 'b.dcm'), OPTIONS);
    expect(slide.files).toEqual([join(folder, 'b.dcm')]);
    await slide.close();
  });

  test('a copy of an instance beside it changes nothing', async () => {
    const folder = place({ 'a.dcm': level(64, 48) });
    copyFileSync(join(folder, 'a.dcm'), join(folder, 'copy of a.dcm'));
    const slide = await openDicom(folder, OPTIONS);
    expect(slide.files).toEqual([join(folder, 'a.dcm')]);
    await slide.close();
  });

  test.each([
    [
      'two series',
      'unsupported-format',
      { 'a.dcm': level(64, 48), 'b.dcm': level(32, 24, { series: '9.9' }) },
    ],
    ['two different parts', 'unsupported-format', { 'a.dcm': level(64, 48), 'b.dcm': level(60, 20) }],
    [
      'two focal planes in two files',
      'unsupported-format',
      Object.fromEntries(
        ['1.1', '1.2'].map((sopInstance) => [
          sopInstance,
          nativeDicom({ ...TILED, syntax: SYNTAX.explicit, sopInstance }, Buffer.concat(FRAMES)),
        ]),
      ),
    ],
    [
      'only a label',
      'not-a-slide',
      { 'a.dcm': level(9, 9, { imageType: 'ORIGINAL\\PRIMARY\\LABEL\\NONE' }) },
    ],
    ['a damaged level', 'damaged', { 'a.dcm': level(64, 48), 'b.dcm': level(32, 24).subarray(0, 900) }],
  ] as const)('a folder of %s is %s', async (_, tag, files) => {
    await expect(openDicom(place(files as Record<string, Buffer>), OPTIONS)).rejects.toMatchObject({ tag });
  });

  test('a level split over files is one level, and a missing part is named', async () => {
    const part = (number: number, firstFrame: number, frames: readonly Buffer[]) =>
      nativeDicom(
        {
          ...TILED,
          syntax: SYNTAX.explicit,
          sopInstance: `1.2.${number}`,
          frameCount: frames.length,
          concatenation: { uid: '7.7', number, total: 2, firstFrame },
        },
        Buffer.concat(frames),
      );
    const files = { 'z.dcm': part(1, 0, FRAMES.slice(0, 7)), 'a.dcm': part(2, 7, FRAMES.slice(7)) };
    const slide = await openDicom(place(files), OPTIONS);
    expect(slide.files.length).toBe(2);
    await expectWhole(slide);
    await slide.close();
    await expect(openDicom(place({ 'z.dcm': files['z.dcm'] }), OPTIONS)).rejects.toMatchObject({
      tag: 'missing-companion',
    });
  });
});
