import { describe, expect, it } from 'vitest';
import type { TiffDirectory } from './directory.js';
import { findScale } from './scale.js';

const INCH = 2;
const CM = 3;

function image(description: string, resolution?: TiffDirectory['resolution']): TiffDirectory {
  return {
    page: 0,
    subifd: undefined,
    width: 2000,
    height: 1000,
    tile: undefined,
    rowsPerStrip: 1000,
    subfileType: 0,
    bitsPerSample: [8, 8, 8],
    samplesPerPixel: 3,
    sampleFormats: [1],
    compression: 1,
    photometric: 2,
    planes: 1,
    description,
    make: '',
    model: '',
    resolution,
    foreignVendor: undefined,
    table: undefined,
    codecTags: [],
  };
}

const density = (x: number, unit: number, y = x) => ({ x, y, unit });
const aperio = 'Aperio Image Library v10\n2000x1000 (256x256)|AppMag = 20|MPP = 0.4990|Left = 25.6';
const ome = (attributes: string) =>
  `<?xml version="1.0"?><OME xmlns="x"><Image><Pixels SizeX="2000" SizeY="1000" ${attributes}/></Image></OME>`;

describe('findScale', () => {
  it.each([
    { what: 'Aperio MPP', main: image(aperio), mpp: 0.499, source: 'vendor' },
    {
      what: 'Aperio before the resolution',
      main: image(aperio, density(40_000, CM)),
      mpp: 0.499,
      source: 'vendor',
    },
    {
      what: 'OME in µm',
      main: image(ome('PhysicalSizeX="0.25" PhysicalSizeY="0.27"')),
      mpp: 0.26,
      source: 'ome',
    },
    {
      what: 'OME in nm',
      main: image(ome("PhysicalSizeX='250' PhysicalSizeXUnit='nm'")),
      mpp: 0.25,
      source: 'ome',
    },
    {
      what: 'OME of the image of this size',
      main: image(
        '<OME><Pixels SizeX="9" SizeY="9" PhysicalSizeX="7"/><Pixels SizeX="2000" SizeY="1000" PhysicalSizeX="0.5"/></OME>',
      ),
      mpp: 0.5,
      source: 'ome',
    },
    { what: 'pixels per cm', main: image('', density(20_040, CM)), mpp: 0.499, source: 'tiff' },
    { what: 'pixels per inch', main: image('', density(50_800, INCH)), mpp: 0.5, source: 'tiff' },
    {
      what: 'the mean of both sides',
      main: image('', density(20_000, CM, 40_000)),
      mpp: 0.375,
      source: 'tiff',
    },
  ])('$what', ({ main, mpp, source }) => {
    const scale = findScale(main, undefined);
    expect(scale.mpp).toBeCloseTo(mpp, 4);
    expect(scale.mppSource).toBe(source);
  });

  it.each([
    { what: 'nothing', main: image('') },
    ...[72, 96, 150, 300].map((dpi) => ({ what: `${dpi} dpi`, main: image('', density(dpi, INCH)) })),
    { what: '72 dpi in whole pixels per cm', main: image('', density(28.34, CM)) },
    { what: '300 dpi in pixels per cm', main: image('', density(118.11, CM)) },
    { what: 'a resolution without unit', main: image('', density(20_000, 1)) },
    { what: 'one pixel per cm', main: image('', density(1, CM)) },
    { what: 'OME in pixels', main: image(ome('PhysicalSizeX="1" PhysicalSizeXUnit="pixel"')) },
    { what: 'an MPP of zero', main: image('Aperio\nx|MPP = 0') },
  ])('$what is no scale', ({ main }) => {
    expect(findScale(main, undefined)).toEqual({ mpp: undefined, mppSource: undefined });
  });

  it('a person wins over the file', () => {
    expect(findScale(image(aperio), 0.25)).toEqual({ mpp: 0.25, mppSource: 'user' });
  });
});
