import type { Size } from '../../domain/geometry.js';

/** What a JPEG stream says of itself before its pixels. */
export type JpegMarkers = Size & {
  readonly components: number;
  /** APP0 JFIF: the pixels are YCbCr. */
  readonly jfif: boolean;
  /** APP14 Adobe: its transform says YCbCr or RGB. */
  readonly adobe: boolean;
  /** Chroma at lower resolution, which only YCbCr has. */
  readonly subsampled: boolean;
};

const START_OF_IMAGE = 0xffd8;
const APP0 = 0xe0;
const APP14 = 0xee;
/** Adobe segment of 14 bytes: version 100, no flags, transform 0 = RGB. */
const ADOBE_RGB = Buffer.from('ffee000e41646f626500640000000000', 'hex');

/** Reads the segments up to the frame header (SOF); throws when there is none. Serves JPEG-LS (SOF55) too. */
export function readJpegMarkers(bytes: Buffer): JpegMarkers {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== START_OF_IMAGE) throw new Error('not a JPEG stream');
  let jfif = false;
  let adobe = false;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) throw new Error('a JPEG segment is missing');
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (isFrameHeader(marker)) return { ...frameHeader(bytes, at + 4), jfif, adobe };
    jfif ||= marker === APP0 && bytes.toString('latin1', at + 4, at + 8) === 'JFIF';
    adobe ||= marker === APP14 && bytes.toString('latin1', at + 4, at + 9) === 'Adobe';
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('a JPEG stream without a frame');
}

/** The same stream with a segment that says RGB. */
export function withRgbMarker(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 2), ADOBE_RGB, bytes.subarray(2)]);
}

/** SOF0…SOF15 but DHT, JPG and DAC, and SOF55 of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));
}

/** Bits, height, width, number of channels, then id, sampling and table of each. */
function frameHeader(bytes: Buffer, at: number): Omit<JpegMarkers, 'jfif' | 'adobe'> {
  if (at + 6 > bytes.length) throw new Error('a JPEG frame header is cut');
  const components = bytes[at + 5]!;
  const samplings = Array.from({ length: components }, (_, index) => bytes[at + 7 + index * 3]);
  return {
    height: bytes.readUInt16BE(at + 1),
    width: bytes.readUInt16BE(at + 3),
    components,
    subsampled: samplings.some((sampling) => sampling !== samplings[0]),
  };
}
