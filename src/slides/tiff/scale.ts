import type { SlideInfo } from '../../domain/slides.js';
import { aperioMpp } from './aperio.js';
import type { TiffDirectory } from './directory.js';
import { omeMpp } from './ome.js';

type Scale = Pick<SlideInfo, 'mpp' | 'mppSource'>;

const MICRONS_PER_CM = 10_000;
const MICRONS_PER_INCH = 25_400;
const RESOLUTION_UNIT_INCH = 2;
const RESOLUTION_UNIT_CM = 3;
/** What programs write when they know nothing. */
const DEFAULT_DPI = [72, 96, 150, 300];
/** Rounding of a default through whole pixels per centimetre, e.g. 28.34 for 72 dpi. */
const DPI_TOLERANCE_SHARE = 0.005;
/** µm/px outside of this comes from no microscope: a density of 1, or a flat-bed scanner. */
const PLAUSIBLE_MPP = { least: 0.01, most: 40 };

/** µm per level-0 pixel, by what is trusted most: a person, the vendor's text, OME-XML, the TIFF resolution. */
export function findScale(main: TiffDirectory, userMpp: number | undefined): Scale {
  if (userMpp !== undefined) return { mpp: userMpp, mppSource: 'user' };
  const vendor = plausible(aperioMpp(main.description));
  if (vendor) return { mpp: vendor, mppSource: 'vendor' };
  const ome = plausible(omeMpp(main.description, main));
  if (ome) return { mpp: ome, mppSource: 'ome' };
  const tiff = plausible(resolutionMpp(main.resolution));
  return tiff ? { mpp: tiff, mppSource: 'tiff' } : { mpp: undefined, mppSource: undefined };
}

/** Mean µm/px of the two resolution tags; undefined for a unit or a value that says nothing. */
export function resolutionMpp(resolution: TiffDirectory['resolution']): number | undefined {
  if (!resolution) return undefined;
  const { x, y, unit } = resolution;
  if (unit !== RESOLUTION_UNIT_CM && unit !== RESOLUTION_UNIT_INCH) return undefined;
  const microns = unit === RESOLUTION_UNIT_CM ? MICRONS_PER_CM : MICRONS_PER_INCH;
  if (isDefaultDpi((x / microns) * MICRONS_PER_INCH)) return undefined;
  return (microns / x + microns / y) / 2;
}

function isDefaultDpi(dpi: number): boolean {
  return DEFAULT_DPI.some((usual) => Math.abs(dpi - usual) <= usual * DPI_TOLERANCE_SHARE);
}

function plausible(mpp: number | undefined): number | undefined {
  return mpp !== undefined && mpp >= PLAUSIBLE_MPP.least && mpp <= PLAUSIBLE_MPP.most ? mpp : undefined;
}
