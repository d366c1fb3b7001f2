import type { Size } from '../../domain/geometry.js';

/** What one `<Pixels>` element of an OME-XML block says. */
export type OmePixels = Size & {
  /** Sample type, `uint8` for brightfield. */
  readonly type: string;
  readonly channels: number;
  /** Samples of the first channel: 3 where it is a colour picture. */
  readonly samplesPerChannel: number;
  /** µm; undefined where absent or in a unit that is no length. */
  readonly mppX: number | undefined;
  readonly mppY: number | undefined;
};

/** µm per unit of length in OME-XML. */
const UNIT_MICRONS: Readonly<Record<string, number>> = {
  nm: 1e-3,
  µm: 1, // U+00B5, the schema's default
  μm: 1, // U+03BC, written by some programs
  um: 1,
  mm: 1e3,
  cm: 1e4,
  m: 1e6,
};

export function isOme(description: string): boolean {
  return /<(?:\w+:)?OME\b/.test(description);
}

/** The `<Pixels>` of the main image: the one of its size, else the first. */
export function omePixels(description: string, main: Size): OmePixels | undefined {
  if (!isOme(description)) return undefined;
  const all = description
    .split(/<(?:\w+:)?Pixels\b/)
    .slice(1)
    .map(parsePixels);
  return all.find((pixels) => pixels.width === main.width && pixels.height === main.height) ?? all[0];
}

/** Mean µm/px from PhysicalSizeX and PhysicalSizeY. */
export function omeMpp(description: string, main: Size): number | undefined {
  const pixels = omePixels(description, main);
  const known = [pixels?.mppX, pixels?.mppY].filter((mpp) => mpp !== undefined);
  return known.length > 0 ? known.reduce((sum, mpp) => sum + mpp, 0) / known.length : undefined;
}

/** The microscope's make and model, where OME-XML states them. */
export function omeScanner(description: string): string | undefined {
  const tag = isOme(description) ? /<(?:\w+:)?Microscope\b[^>]*>/.exec(description)?.[0] : undefined;
  if (!tag) return undefined;
  const words = [attribute(tag, 'Manufacturer'), attribute(tag, 'Model')].filter((word) => word);
  return words.length > 0 ? words.join(' ') : undefined;
}

/** `text` begins after `<Pixels` and reaches to the next one. */
function parsePixels(text: string): OmePixels {
  const tag = text.slice(0, text.indexOf('>') + 1);
  const channel = /<(?:\w+:)?Channel\b[^>]*>/.exec(text)?.[0] ?? '';
  return {
    width: Number(attribute(tag, 'SizeX')),
    height: Number(attribute(tag, 'SizeY')),
    type: (attribute(tag, 'Type') ?? attribute(tag, 'PixelType') ?? '').toLowerCase(),
    channels: Number(attribute(tag, 'SizeC') ?? 1),
    samplesPerChannel: Number(attribute(channel, 'SamplesPerPixel') ?? 1),
    mppX: micronsOf(tag, 'PhysicalSizeX'),
    mppY: micronsOf(tag, 'PhysicalSizeY'),
  };
}

function micronsOf(tag: string, name: string): number | undefined {
  const value = Number(attribute(tag, name));
  const unit = UNIT_MICRONS[attribute(tag, `${name}Unit`) ?? 'µm'];
  return unit !== undefined && Number.isFinite(value) && value > 0 ? value * unit : undefined;
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (match?.[1] ?? match?.[2])?.replaceAll('&#181;', 'µ').replaceAll('&#xB5;', 'µ');
}
