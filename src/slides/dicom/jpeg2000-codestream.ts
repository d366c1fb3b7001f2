import type { Size } from '../../domain/geometry.js';

/** What a JPEG 2000 codestream says of itself (ISO 15444-1 Annex A). */
export type Codestream = Size & {
  readonly components: number;
  readonly subsampled: boolean;
  /** The decoder turns its colours into RGB by itself. */
  readonly colourTransform: boolean;
};

/** SOC and SIZ, which always begin a codestream. */
const START = 0xff4fff51;
const COD = 0xff52;
const START_OF_TILE = 0xff90;

/** Reads the main header; throws when there is none. Every DICOM frame is a raw codestream without boxes. */
export function readCodestream(bytes: Buffer): Codestream {
  if (bytes.length < 42 || bytes.readUInt32BE(0) !== START) throw new Error('not a JPEG 2000 codestream');
  const components = bytes.readUInt16BE(40);
  const steps = bytes.subarray(42, 42 + components * 3);
  return {
    width: bytes.readUInt32BE(8) - bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(12) - bytes.readUInt32BE(20),
    components,
    subsampled: steps.some((step, index) => index % 3 !== 0 && step !== 1),
    colourTransform: hasColourTransform(bytes),
  };
}

function hasColourTransform(bytes: Buffer): boolean {
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at);
    if (marker === START_OF_TILE) break;
    if (marker === COD) return bytes[at + 8] === 1;
  }
  return false;
}
