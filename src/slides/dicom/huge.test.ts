import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  dicomHeader,
  item,
  itemHeader,
  pixelElement,
  SYNTAX,
  sequenceEnd,
} from '../../../tests/support/dicom-writer.js';
import {
  expectWhole,
  framesOf,
  OPTIONS,
  pixelsOf,
  place,
  toJpegLs,
} from '../../../tests/support/made-dicom.js';
import { openDicom } from './dicom.js';

describe('beyond 4 GiB', () => {
  /** A file with holes: only the pieces take space on the disk. */
  function writeSparse(pieces: readonly (readonly [at: number, bytes: Buffer])[], size: number): string {
    const path = join(place({}), 'huge.dcm');
    const fd = openSync(path, 'w');
    ftruncateSync(fd, size);
    for (const [at, bytes] of pieces) writeSync(fd, bytes, 0, bytes.length, at);
    closeSync(fd);
    return path;
  }

  test('native: the last frame lies across the border', async () => {
    // 5461 × 4 frames of 256²: as much as 32 bits of length can say; the padding pushes it over.
    const side = { columns: 256, rows: 256, width: 5461 * 256, height: 4 * 256 };
    const header = dicomHeader({ ...side, syntax: SYNTAX.explicit, paddingBytes: 300_000 });
    const frameBytes = 256 * 256 * 3;
    const length = 5461 * 4 * frameBytes;
    const pixels = header.length + 12;
    const last = pixels + length - frameBytes;
    const box = { x: 5460 * 256, y: 3 * 256, width: 256, height: 256 };
    const path = writeSparse(
      [
        [0, Buffer.concat([header, pixelElement(SYNTAX.explicit, length)])],
        [last, pixelsOf(box)],
      ],
      pixels + length,
    );
    expect(pixels + length).toBeGreaterThan(2 ** 32);
    const slide = await openDicom(path, OPTIONS);
    expect(Buffer.compare((await slide.readLevel(0, box)).data, pixelsOf(box))).toBe(0);
    expect((await slide.readLevel(0, { ...box, y: 0 })).data.every((value) => value === 0)).toBe(true);
    await slide.close();
  });

  test.each(['extended table', 'no table'])('packed, %s', async (table) => {
    const frames = await Promise.all(framesOf(16, 36, 16, 12).map((pixels) => toJpegLs(pixels, 16, 12, 2)));
    const itemBytes = 2_200_000_000;
    const lengths = frames.map(({ length }) => length);
    const offsets = frames.map((_, index) => index * (itemBytes + 8));
    const spec = { width: 16, height: 36, columns: 16, rows: 12, syntax: SYNTAX.jpegls };
    const header = dicomHeader(table === 'no table' ? spec : { ...spec, extended: { offsets, lengths } });
    const first = header.length + 12 + 8;
    const tail = item(frames[2]!);
    const end = first + offsets[2]! + tail.length;
    const path = writeSparse(
      [
        [0, Buffer.concat([header, pixelElement(SYNTAX.jpegls, 0xffffffff), item(Buffer.alloc(0))])],
        [first, Buffer.concat([itemHeader(itemBytes), frames[0]!])],
        [first + offsets[1]!, Buffer.concat([itemHeader(itemBytes), frames[1]!])],
        [first + offsets[2]!, Buffer.concat([tail, sequenceEnd()])],
      ],
      end + 8,
    );
    const slide = await openDicom(path, OPTIONS);
    const last = { x: 0, y: 24, width: 16, height: 12 };
    expect(Buffer.compare((await slide.readLevel(0, last)).data, pixelsOf(last))).toBe(0);
    // By its table a frame's length is known; by its item the first one claims 2.2 GB for 16 × 12 pixels.
    if (table === 'extended table') await expectWhole(slide);
    else await expect(slide.readLevel(0, { ...last, y: 0 })).rejects.toMatchObject({ tag: 'damaged' });
    await slide.close();
  });
});
