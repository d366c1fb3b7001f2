import type { ImageFileDirectory } from 'geotiff';

/** Numbers of the TIFF tags that are read here. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  make: 271,
  model: 272,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planes: 284,
  resolutionUnit: 296,
  software: 305,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  sampleFormat: 339,
  xmp: 700,
  ndpiVersion: 65420,
} as const;

type Fields = Pick<ImageFileDirectory, 'actualizedFields'>;

/** All numbers of a tag, none where it is absent or text. Tags come from a stranger: nothing is taken for granted. */
export function numbersOf(raw: Fields, tag: number): number[] {
  const value: unknown = raw.actualizedFields.get(tag);
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.map(Number);
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : [];
}

export function numberOf(raw: Fields, tag: number): number | undefined {
  return numbersOf(raw, tag)[0];
}

/** Text of a tag without its closing zeros; '' where it is absent. Text stored as bytes (XMP) is decoded. */
export function textOf(raw: Fields, tag: number): string {
  const value: unknown = raw.actualizedFields.get(tag);
  const text =
    typeof value === 'string' ? value : value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** A rational number; undefined where it is absent, endless or not above zero. */
export function rationalOf(raw: Fields, tag: number): number | undefined {
  const [above, below] = numbersOf(raw, tag);
  if (above === undefined) return undefined;
  const value = above / (below ?? 1);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
