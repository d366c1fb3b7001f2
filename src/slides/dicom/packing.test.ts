import { describe, expect, test } from 'vitest';
import {
  dicomHeader,
  item,
  packedDicom,
  pixelElement,
  SYNTAX,
  sequenceEnd,
} from '../../../tests/support/dicom-writer.js';
import {
  expectWhole,
  FRAMES,
  framesOf,
  near,
  openMade,
  TILED,
  toJpeg,
  toJpeg2000,
  toJpegLs,
} from '../../../tests/support/made-dicom.js';

describe('packed', () => {
  test.each([0, 1, 2])('JPEG-LS, interleave mode %i', async (mode) => {
    const frames = await Promise.all(
      framesOf(50, 37, 16, 12, mode === 0).map(async (pixels) => [await toJpegLs(pixels, 16, 12, mode)]),
    );
    await expectWhole(await openMade(packedDicom({ ...TILED, syntax: SYNTAX.jpegls }, frames)));
  });

  test('JPEG 2000', async () => {
    const frames = await Promise.all(FRAMES.map(async (pixels) => [await toJpeg2000(pixels, 16, 12)]));
    await expectWhole(await openMade(packedDicom({ ...TILED, syntax: SYNTAX.jpeg2000 }, frames)));
  });

  test('JPEG 2000 that holds YCbCr without saying so is read as the header says', async () => {
    // The reversible transform makes 76, 85, 255 of these; without its mark they stay so, which is red in YCbCr.
    const pixels = Buffer.from(Array.from({ length: 64 }, () => [182, 55, 12]).flat());
    const frame = await toJpeg2000(pixels, 8, 8);
    frame[frame.indexOf('ff52', 'hex') + 8] = 0;
    const spec = { syntax: SYNTAX.jpeg2000, width: 8, height: 8, photometric: 'YBR_FULL' };
    const slide = await openMade(packedDicom(spec, [[frame]]));
    const [red, green, blue] = (await slide.readLevel(0, { x: 0, y: 0, width: 1, height: 1 })).data;
    expect(near([red!, green!, blue!], [254, 0, 0])).toBe(true);
  });

  test('JPEG: JFIF is YCbCr whatever the header says; without any marker the header decides', async () => {
    const blue = Buffer.from(Array.from({ length: 64 }, () => [20, 40, 200]).flat());
    // sharp writes no JFIF segment: its stream says nothing. Its values are YCbCr: 52, 212, 105.
    const bare = await toJpeg(blue, 8, 8);
    const jfifSegment = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
    const jfif = Buffer.concat([bare.subarray(0, 2), jfifSegment, bare.subarray(2)]);
    const read = async (bytes: Buffer, photometric: string) => {
      const slide = await openMade(
        packedDicom({ syntax: SYNTAX.jpeg, width: 8, height: 8, photometric }, [[bytes]]),
      );
      return [...(await slide.readLevel(0, { x: 4, y: 4, width: 1, height: 1 })).data];
    };
    expect(near(await read(jfif, 'RGB'), [20, 40, 200])).toBe(true);
    expect(near(await read(bare, 'YBR_FULL_422'), [20, 40, 200])).toBe(true);
    expect(near(await read(bare, 'RGB'), [52, 211, 105])).toBe(true);
  });
});

describe('where frames are found', () => {
  const jpegls = async () => Promise.all(FRAMES.map((pixels) => toJpegLs(pixels, 16, 12, 2)));
  const spec = { ...TILED, syntax: SYNTAX.jpegls };
  const inThree = (bytes: Buffer) => [bytes.subarray(0, 40), bytes.subarray(40, 60), bytes.subarray(60)];

  test.each(['filled', 'empty'] as const)('one fragment a frame, table %s', async (table) => {
    const frames = (await jpegls()).map((bytes) => [bytes]);
    await expectWhole(await openMade(packedDicom(spec, frames, table)));
  });

  test.each(['filled', 'empty'] as const)('three fragments a frame, table %s', async (table) => {
    const frames = (await jpegls()).map(inThree);
    await expectWhole(await openMade(packedDicom(spec, frames, table)));
  });

  test('an offset table of nonsense is not believed', async () => {
    const frames = (await jpegls()).map((bytes) => [bytes]);
    const bytes = packedDicom(spec, frames, 'filled');
    const table = dicomHeader(spec).length + pixelElement(spec.syntax, 0).length + 8;
    bytes.writeUInt32LE(0xfffffff0, table + 8);
    await expectWhole(await openMade(bytes));
  });

  test('extended offset table', async () => {
    const items = (await jpegls()).map((bytes) => item(bytes));
    const lengths = await jpegls();
    const offsets = items.map((_, index) =>
      items.slice(0, index).reduce((sum, { length }) => sum + length, 0),
    );
    const extended = { offsets, lengths: lengths.map(({ length }) => length) };
    const header = dicomHeader({ ...spec, extended });
    const bytes = [
      header,
      pixelElement(spec.syntax, 0xffffffff),
      item(Buffer.alloc(0)),
      ...items,
      sequenceEnd(),
    ];
    await expectWhole(await openMade(Buffer.concat(bytes)));
  });
});
