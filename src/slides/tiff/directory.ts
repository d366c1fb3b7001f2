import type { Size } from '../../domain/geometry.js';

/** What the tags of one image in a TIFF file say (an IFD), as far as a slide reader needs it. */
export type TiffDirectory = Size & {
  /** How libtiff finds it: number in the main chain, and in that one's SubIFDs where it is one of them. */
  readonly page: number;
  readonly subifd: number | undefined;
  /** Absent where the pixels lie in strips. */
  readonly tile: Size | undefined;
  /** The whole height where the pixels lie in one strip, or in tiles. */
  readonly rowsPerStrip: number;
  /** NewSubfileType bits: 1 reduced, 2 page of many, 4 mask, 8 macro (Aperio). */
  readonly subfileType: number;
  readonly bitsPerSample: readonly number[];
  readonly samplesPerPixel: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormats: readonly number[];
  readonly compression: number;
  /** 0, 1 grey · 2 RGB · 3 palette · 4 mask · 5 CMYK · 6 YCbCr · 8 CIELab. */
  readonly photometric: number | undefined;
  /** 1 samples interleaved, 2 one plane per sample. */
  readonly planes: number;
  readonly description: string;
  readonly make: string;
  readonly model: string;
  /** Pixels per unit; undefined where a tag is missing or zero. */
  readonly resolution: { readonly x: number; readonly y: number; readonly unit: number } | undefined;
  /** Make of a scanner whose own layout only OpenSlide knows, e.g. `Hamamatsu`. */
  readonly foreignVendor: string | undefined;
  readonly table: TileTable | undefined;
  /** The tags that a decoder needs besides: predictor, colour map, JPEG tables, … */
  readonly codecTags: readonly CodecTag[];
};

/** A tag as the file has it; `type` is TIFF's own number (1 byte, 3 short, 4 long, 7 any bytes). */
export type CodecTag = { readonly tag: number; readonly type: number; readonly values: ArrayLike<number> };

/** Where the file says that the compressed tiles (or strips) lie. */
export type TileTable = {
  readonly offsets: ArrayLike<number>;
  readonly byteCounts: ArrayLike<number>;
};

/** Short name for messages: "image 2" or "image 0, sub-image 1". */
export function nameOf(directory: Pick<TiffDirectory, 'page' | 'subifd'>): string {
  const { page, subifd } = directory;
  return subifd === undefined ? `image ${page}` : `image ${page}, sub-image ${subifd}`;
}
