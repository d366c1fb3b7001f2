import { describe, expect, test } from 'vitest';
import { type DicomSpec, nativeDicom, SYNTAX } from '../../../tests/support/dicom-writer.js';
import {
  colourAt,
  expectWhole,
  FRAMES,
  framesOf,
  openMade,
  pixelsOf,
  TILED,
} from '../../../tests/support/made-dicom.js';

describe('uncompressed', () => {
  test.each(['explicit', 'implicit'] as const)('TILED_FULL, %s little endian', async (syntax) => {
    const slide = await openMade(nativeDicom({ ...TILED, syntax: SYNTAX[syntax] }, Buffer.concat(FRAMES)));
    expect(slide.info).toEqual({
      format: 'dicom',
      width: 50,
      height: 37,
      levels: [{ width: 50, height: 37, downsample: 1 }],
      mpp: 0.5,
      mppSource: 'dicom',
      scanner: 'Tessera Phantom',
    });
    await expectWhole(slide);
    const part = { x: 15, y: 11, width: 18, height: 14 };
    expect(Buffer.compare((await slide.readLevel(0, part)).data, pixelsOf(part))).toBe(0);
    await slide.close();
  });

  test('plane by plane', async () => {
    const pixels = Buffer.concat(framesOf(50, 37, 16, 12, true));
    await expectWhole(
      await openMade(nativeDicom({ ...TILED, syntax: SYNTAX.explicit, planar: true }, pixels)),
    );
  });

  test('YBR_FULL becomes RGB', async () => {
    const spec = { syntax: SYNTAX.explicit, width: 1, height: 1, photometric: 'YBR_FULL' };
    const slide = await openMade(nativeDicom(spec, Buffer.from([76, 85, 255])));
    const [red, green, blue] = (await slide.readLevel(0, { x: 0, y: 0, width: 1, height: 1 })).data;
    expect(red).toBeGreaterThan(250);
    expect(green).toBeLessThan(4);
    expect(blue).toBeLessThan(4);
  });

  test('of three focal planes the middle one', async () => {
    const grey = (value: number) => Buffer.alloc(8 * 8 * 3 * 2, value);
    const spec = { syntax: SYNTAX.explicit, width: 16, height: 8, columns: 8, rows: 8, focalPlanes: 3 };
    const slide = await openMade(nativeDicom(spec, Buffer.concat([grey(1), grey(2), grey(3)])));
    expect((await slide.readLevel(0, { x: 7, y: 0, width: 2, height: 1 })).data).toEqual(
      new Uint8Array(6).fill(2),
    );
  });

  test('without pixel spacing the imaged width gives the scale, and without both nobody does', async () => {
    const spec = { ...TILED, syntax: SYNTAX.explicit, spacingMm: 0 };
    const pixels = Buffer.concat(FRAMES);
    const wide = await openMade(nativeDicom({ ...spec, volumeWidthMm: 0.0125 }, pixels));
    expect(wide.info.mpp).toBeCloseTo(0.25, 6);
    const unknown = await openMade(nativeDicom(spec, pixels));
    expect(unknown.info).toMatchObject({ mpp: undefined, mppSource: undefined });
  });
});

describe('TILED_SPARSE', () => {
  const size = { width: 40, height: 30, columns: 10, rows: 10 };

  test.each(['explicit', 'implicit'] as const)(
    'frames lie where they say, white where none lies (%s)',
    async (syntax) => {
      const places = [
        { x: 25, y: 13 },
        { x: 0, y: 0 },
        { x: 35, y: 25 },
      ];
      const pixels = Buffer.concat(places.map((at) => pixelsOf({ ...at, width: 10, height: 10 })));
      const slide = await openMade(nativeDicom({ ...size, syntax: SYNTAX[syntax], places }, pixels));
      const whole = await slide.readLevel(0, { x: 0, y: 0, width: 40, height: 30 });
      const at = (x: number, y: number) => [...whole.data.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3)];
      expect(at(25, 13)).toEqual([...colourAt(25, 13)]);
      expect(at(34, 22)).toEqual([...colourAt(34, 22)]);
      expect(at(35, 22)).toEqual([255, 255, 255]);
      expect(at(9, 9)).toEqual([...colourAt(9, 9)]);
      expect(at(10, 9)).toEqual([255, 255, 255]);
      expect(at(39, 29)).toEqual([...colourAt(39, 29)]);
      await slide.close();
    },
  );

  test('the middle focal plane by depth', async () => {
    const places = [5, -5, 0].map((depthUm) => ({ x: 0, y: 0, depthUm }));
    const pixels = Buffer.concat([1, 2, 3].map((value) => Buffer.alloc(300, value)));
    const slide = await openMade(
      nativeDicom({ ...size, syntax: SYNTAX.explicit, places, focalPlanes: 3 }, pixels),
    );
    expect((await slide.readLevel(0, { x: 0, y: 0, width: 1, height: 1 })).data[0]).toBe(3);
  });

  test('twenty thousand frames are placed without a thought', async () => {
    const places = Array.from({ length: 20_000 }, (_, index) => ({
      x: index % 200,
      y: Math.floor(index / 200),
    }));
    const spec: DicomSpec = { syntax: SYNTAX.explicit, width: 200, height: 100, columns: 1, rows: 1, places };
    const pixels = Buffer.concat(places.map(({ x, y }) => Buffer.from(colourAt(x, y))));
    await expectWhole(await openMade(nativeDicom(spec, pixels)));
  });
});
