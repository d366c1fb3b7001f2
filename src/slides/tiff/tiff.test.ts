import { statSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Pattern, paint, pixelAt, waves } from '../../../tests/support/made-pixels.js';
import {
  deflatedImage,
  describedAs,
  scratchFolder,
  strippedImage,
} from '../../../tests/support/made-slides.js';
import { TYPE, writeTiff } from '../../../tests/support/tiff-writer.js';
import { describeSlideReader } from '../contract.js';
import { tiffFormat } from './tiff.js';

const WIDTH = 533;
const HEIGHT = 401;
const GIB = 2 ** 30;
const slide = { width: WIDTH, height: HEIGHT };
const truth = paint(waves, WIDTH, HEIGHT);
const inScratch = scratchFolder();
const open = (path: string) => tiffFormat.open(path, { maxPicturePixels: 2 ** 24 });
const half = { width: WIDTH >> 1, height: HEIGHT >> 1 };
const quarter = { width: WIDTH >> 2, height: HEIGHT >> 2 };
const knownPixels = [
  [0, 0],
  [300, 222],
  [WIDTH - 1, HEIGHT - 1],
].map(([x = 0, y = 0]) => ({ x, y, rgb: pixelAt(truth, x, y) }));

describe('TIFF through sharp', () => {
  const codecs = [
    { compression: 'none', tolerance: 0 },
    { compression: 'lzw', tolerance: 0 },
    { compression: 'deflate', tolerance: 0 },
    { compression: 'packbits', tolerance: 0 },
    { compression: 'jpeg', tolerance: 6 },
  ] as const;
  const layouts = [{ tile: true }, { tile: false }, { tile: true, bigtiff: true }];
  const predictors = ['none', 'horizontal'] as const;

  for (const { compression, tolerance } of codecs) {
    for (const layout of layouts) {
      for (const predictor of predictors) {
        it(`reads ${compression}, predictor ${predictor}, ${JSON.stringify(layout)}`, async () => {
          const path = inScratch(`${compression}-${predictor}-${JSON.stringify(layout)}.tif`);
          await sharp(truth.data, { raw: { ...slide, channels: 3 } })
            .tiff({ compression, predictor, ...layout, quality: 95, tileWidth: 128, tileHeight: 128 })
            .toFile(path);
          expect(await tiffFormat.detect(path)).toBe(true);
          const reader = await open(path);
          const region = await reader.region(
            { x: 200, y: 100, width: 150, height: 150 },
            { width: 150, height: 150 },
          );
          for (const [x, y] of [
            [0, 0],
            [75, 40],
            [149, 149],
          ] as const) {
            const expected = pixelAt(truth, 200 + x, 100 + y);
            for (const [channel, value] of pixelAt(region, x, y).entries()) {
              expect(Math.abs(value - expected[channel]!)).toBeLessThanOrEqual(tolerance);
            }
          }
          await reader.close();
        });
      }
    }
  }
});

describe('TIFF with other samples', () => {
  it('lays transparent pixels on white', async () => {
    const path = inScratch('alpha.tif');
    const data = Buffer.alloc(64 * 64 * 4); // black and clear
    await sharp(data, { raw: { width: 64, height: 64, channels: 4 } })
      .tiff({ tile: true, compression: 'lzw' })
      .toFile(path);
    const reader = await open(path);
    const region = await reader.region({ x: 5, y: 5, width: 3, height: 3 }, { width: 3, height: 3 });
    expect(new Set(region.data)).toEqual(new Set([255]));
    await reader.close();
  });

  it('reads grey as colour', async () => {
    const path = inScratch('grey.tif');
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .tiff({ tile: true, compression: 'lzw' })
      .toFile(path);
    const reader = await open(path);
    const region = await reader.region({ x: 5, y: 5, width: 3, height: 3 }, { width: 3, height: 3 });
    expect(new Set(region.data)).toEqual(new Set([128]));
    await reader.close();
  });

  it('shows tiles that were never written as glass', async () => {
    const path = inScratch('sparse-tiles.tif');
    const image = deflatedImage(() => [10, 20, 30], { width: 128, height: 64 });
    const byteCounts = { tag: 325, type: TYPE.long, values: [image.tiles[0]!.length, 0] };
    writeTiff(path, [{ ...image, tags: [...image.tags!, byteCounts] }]);
    const reader = await open(path);
    const region = await reader.region({ x: 63, y: 0, width: 2, height: 1 }, { width: 2, height: 1 });
    expect([...region.data]).toEqual([10, 20, 30, 255, 255, 255]);
    await reader.close();
  });

  it('reads one plane per colour', async () => {
    const path = inScratch('planes.tif');
    const planes = [0, 1, 2].map((channel) => truth.data.filter((_, index) => index % 3 === channel));
    writeTiff(path, [{ ...slide, tiles: planes, tags: [{ tag: 284, type: TYPE.short, values: [2] }] }]);
    const reader = await open(path);
    const region = await reader.region({ x: 300, y: 222, width: 1, height: 1 }, { width: 1, height: 1 });
    expect(pixelAt(region, 0, 0)).toEqual(pixelAt(truth, 300, 222));
    await reader.close();
  });
});

describe('TIFF levels', () => {
  const other: Pattern = () => [1, 2, 3];
  const reduced = { tag: 254, type: TYPE.long, values: [1] };
  const sizes = async (path: string) => {
    const reader = await open(path);
    await reader.close();
    return reader.info.levels.map(({ width, height }) => [width, height]);
  };

  it('takes levels by what they are, never by where they stand', async () => {
    const path = inScratch('aperio.svs');
    const aperio = (line: string) =>
      describedAs(`Aperio Image Library v10\n${line}|AppMag = 20|MPP = 0.4990`);
    writeTiff(path, [
      strippedImage(other, { width: 90, height: 64 }, 1, [aperio('label 90x64'), reduced]),
      deflatedImage(waves, quarter, 4, [
        aperio(`${WIDTH}x${HEIGHT} -> ${quarter.width}x${quarter.height} JPEG`),
      ]),
      strippedImage(other, { width: 133, height: 100 }, 1, [aperio(`${WIDTH}x${HEIGHT} -> 133x100 - |`)]),
      deflatedImage(other, { width: 266, height: 90 }, 1, [
        aperio('macro 266x90'),
        { ...reduced, values: [9] },
      ]),
      deflatedImage(waves, slide, 1, [aperio(`${WIDTH}x${HEIGHT} (64x64) JPEG/RGB Q=30`)]),
      deflatedImage(other, { width: 66, height: 50 }, 1, [aperio('thumbnail')]),
    ]);
    expect(await sizes(path)).toEqual([
      [WIDTH, HEIGHT],
      [quarter.width, quarter.height],
    ]);
  });

  it('leaves out planes of the same size, other shapes and other samples', async () => {
    const path = inScratch('planes-and-shapes.tif');
    writeTiff(path, [
      deflatedImage(waves, slide),
      deflatedImage(other, slide),
      deflatedImage(other, { width: 200, height: 200 }, 1, [reduced]),
      deflatedImage(other, { width: half.width, height: half.height - 20 }, 1, [reduced]),
      deflatedImage(other, { width: Math.round(WIDTH / 2.7), height: Math.round(HEIGHT / 2.7) }, 1, [
        reduced,
      ]),
    ]);
    expect(await sizes(path)).toEqual([[WIDTH, HEIGHT]]);
  });

  it('refuses a file of a label alone', async () => {
    const path = inScratch('label.tif');
    writeTiff(path, [strippedImage(other, half, 1, [describedAs('Label')])]);
    await expect(open(path)).rejects.toMatchObject({ tag: 'not-a-slide' });
  });
});

describeSlideReader('TIFF of several pages', {
  open: async () => {
    const path = inScratch('pages.tif');
    writeTiff(path, [
      deflatedImage(waves, slide),
      deflatedImage(waves, half, 2),
      deflatedImage(waves, quarter, 4),
    ]);
    return open(path);
  },
  ...slide,
  levelCount: 3,
  pixels: knownPixels,
  tolerance: 0,
});

describeSlideReader('TIFF of strips', {
  open: async () => {
    const path = inScratch('strips.tif');
    writeTiff(path, [strippedImage(waves, slide), strippedImage(waves, half, 2)]);
    return open(path);
  },
  ...slide,
  levelCount: 2,
  pixels: knownPixels,
  tolerance: 0,
});

describeSlideReader('big-endian OME-TIFF with SubIFDs', {
  open: async () => {
    const path = inScratch('sub.ome.tif');
    const xml =
      '<?xml version="1.0"?><OME><Image ID="Image:0"><Pixels SizeX="533" SizeY="401" SizeC="3" Type="uint8" ' +
      'PhysicalSizeX="0.00025" PhysicalSizeXUnit="mm"><Channel SamplesPerPixel="3"/></Pixels></Image></OME>';
    const subImages = [deflatedImage(waves, half, 2), deflatedImage(waves, quarter, 4)];
    const image = deflatedImage(waves, slide, 1, [describedAs(xml)]);
    writeTiff(path, [{ ...image, subImages }], { bigEndian: true });
    return open(path);
  },
  ...slide,
  levelCount: 3,
  pixels: knownPixels,
  tolerance: 0,
});

describeSlideReader('BigTIFF of 5 GiB', {
  open: async () => {
    const path = inScratch('beyond-4-gib.tif');
    writeTiff(path, [deflatedImage(waves, slide), deflatedImage(waves, half, 2)], {
      big: true,
      dataOffset: 5 * GIB,
    });
    expect(statSync(path).size).toBeGreaterThan(5 * GIB);
    expect(statSync(path).blocks * 512).toBeLessThan(64 * 2 ** 20); // holes take no disk
    return open(path);
  },
  ...slide,
  levelCount: 2,
  pixels: knownPixels,
  tolerance: 0,
});
