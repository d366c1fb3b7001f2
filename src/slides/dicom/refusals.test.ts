import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dicomHeader, nativeDicom, packedDicom, SYNTAX } from '../../../tests/support/dicom-writer.js';
import { FRAMES, OPTIONS, openMade, place, TILED } from '../../../tests/support/made-dicom.js';
import { dicomFormat } from './dicom.js';
import { readDicomIdentity } from './identity.js';

describe('refused', () => {
  const spec = { ...TILED, syntax: SYNTAX.explicit };
  const pixels = Buffer.concat(FRAMES);
  const good = nativeDicom(spec, pixels);
  const packed = packedDicom(
    { ...TILED, syntax: SYNTAX.jpeg },
    FRAMES.map(() => [Buffer.from('ffd8ffd9', 'hex')]),
    'empty',
  );
  test.each([
    ['big endian', 'unsupported-format', nativeDicom({ ...spec, syntax: SYNTAX.bigEndian }, pixels)],
    ['deflated', 'unsupported-format', nativeDicom({ ...spec, syntax: SYNTAX.deflated }, pixels)],
    [
      'high-throughput JPEG 2000',
      'unsupported-format',
      nativeDicom({ ...spec, syntax: SYNTAX.highThroughput }, pixels),
    ],
    ['two optical paths', 'unsupported-format', nativeDicom({ ...spec, opticalPaths: 2 }, pixels)],
    [
      'palette',
      'unsupported-format',
      nativeDicom({ ...spec, photometric: 'PALETTE COLOR', samples: 1 }, pixels),
    ],
    ['16 bits', 'not-brightfield', nativeDicom({ ...spec, bits: 16 }, pixels)],
    ['a CT', 'not-a-slide', nativeDicom({ ...spec, sopClass: '1.2.840.10008.5.1.4.1.1.2' }, pixels)],
    [
      'a report without pixels',
      'not-a-slide',
      dicomHeader({ ...spec, sopClass: '1.2.840.10008.5.1.4.1.1.88.11' }),
    ],
    [
      'an OVERVIEW',
      'not-a-slide',
      nativeDicom({ ...spec, imageType: 'ORIGINAL\\PRIMARY\\OVERVIEW\\NONE' }, pixels),
    ],
    ['too few frames', 'damaged', nativeDicom({ ...spec, frameCount: 15 }, pixels)],
    ['pixels for fewer frames than it says', 'damaged', nativeDicom(spec, pixels.subarray(0, 5000))],
    ['cut pixels', 'damaged', good.subarray(0, good.length - 5)],
    ['a header without pixels', 'damaged', dicomHeader(spec)],
    ['a cut header', 'damaged', dicomHeader(spec).subarray(0, 420)],
    ['only a preamble', 'damaged', dicomHeader(spec).subarray(0, 132)],
    ['absurd size', 'damaged', nativeDicom({ ...spec, width: 4e9, height: 4e9 }, pixels)],
    [
      'a size no frames fill',
      'damaged',
      nativeDicom({ ...spec, width: 2_000_000, height: 2_000_000 }, pixels),
    ],
    ['no size', 'damaged', nativeDicom({ ...spec, width: 0 }, pixels)],
    ['a frame outside', 'damaged', nativeDicom({ ...spec, places: [{ x: 50, y: 0 }] }, pixels)],
    ['packed pixels in one piece', 'damaged', nativeDicom({ ...spec, syntax: SYNTAX.jpeg }, pixels)],
    ['cut packed pixels', 'damaged', packed.subarray(0, packed.length - 20)],
    [
      'packed frames without headers',
      'damaged',
      Buffer.concat([packed.subarray(0, -50), Buffer.alloc(50, 1)]),
    ],
  ] as const)('%s: %s', async (_, tag, bytes) => {
    const path = join(place({ 'slide.dcm': bytes }), 'slide.dcm');
    await expect(dicomFormat.open(path, OPTIONS)).rejects.toMatchObject({ tag });
    // Its identity is asked of every file of a folder and never throws.
    await readDicomIdentity(path);
  });

  test('a frame that does not fit in memory is too large', async () => {
    const path = join(place({ 'slide.dcm': good }), 'slide.dcm');
    await expect(dicomFormat.open(path, { maxPicturePixels: 100 })).rejects.toMatchObject({
      tag: 'too-large',
    });
  });

  test.each([
    ['jpeg', Buffer.from('ffd8ffc0001108ffffffff03011100021100031100ffd9', 'hex')],
    ['jpeg', Buffer.from('ffd8ffd9', 'hex')],
    ['jpegls', Buffer.from('ffd8fff700110800080008030111000211000311', 'hex')],
    ['jpeg2000', Buffer.from('ff4fff510029', 'hex')],
    ['jpeg2000', Buffer.concat([Buffer.from('ff4fff51002f0000ffffffffffffffff', 'hex'), Buffer.alloc(60)])],
  ] as const)(
    'a %s frame of nonsense is damaged when it is read, and the next slide opens',
    async (codec, frame) => {
      const slide = await openMade(packedDicom({ syntax: SYNTAX[codec], width: 8, height: 8 }, [[frame]]));
      const box = { x: 0, y: 0, width: 8, height: 8 };
      await expect(slide.readLevel(0, box)).rejects.toMatchObject({ tag: 'damaged' });
      await slide.close();
    },
  );

  test('a cancelled reading stops', async () => {
    const slide = await openMade(good);
    const box = { x: 0, y: 0, width: 50, height: 37 };
    await expect(slide.readLevel(0, box, AbortSignal.abort())).rejects.toMatchObject({ tag: 'cancelled' });
    await slide.close();
  });
});
