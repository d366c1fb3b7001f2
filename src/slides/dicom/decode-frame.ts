import { TesseraError } from '../../domain/errors.js';
import { decodeJpeg } from './decode-jpeg.js';
import { decodeJpeg2000 } from './decode-jpeg2000.js';
import { decodeJpegLs } from './decode-jpegls.js';
import { decodeNative } from './decode-native.js';
import type { FrameLook } from './frame-look.js';
import type { Instance } from './instance.js';
import type { Codec } from './transfer-syntax.js';

/**
 * Unpacks one frame to interleaved RGB of exactly `look.size`. A decoder looks at the size its bytes claim
 * before it takes memory for them, and throws any error for bytes that are wrong.
 */
export type Decoder = (bytes: Buffer, look: FrameLook) => Promise<Uint8Array>;

const DECODERS: Readonly<Record<Codec, Decoder>> = {
  native: decodeNative,
  jpeg: decodeJpeg,
  jpeg2000: decodeJpeg2000,
  jpegls: decodeJpegLs,
};

/** Unpacks one frame; `damaged` when it does not decode to 8-bit colour of the frame's size. */
export async function decodeFrame(bytes: Buffer, instance: Instance): Promise<Uint8Array> {
  const look = { size: instance.frame, photometric: instance.photometric, planar: instance.planar };
  try {
    const rgb = await DECODERS[instance.codec](bytes, look);
    const expected = look.size.width * look.size.height * 3;
    if (rgb.length !== expected) throw new Error(`${rgb.length} bytes instead of ${expected}`);
    return rgb;
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    throw new TesseraError('damaged', 'A frame of the DICOM file does not decode.', {
      hint: 'Copy the file again from where it came from.',
      details: { codec: instance.codec, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    });
  }
}
