import createCharls, { type CharlsModule } from '@cornerstonejs/codec-charls/decodewasmjs';
import { interleave, ybrToRgb } from './colour.js';
import { expectSize, type FrameLook } from './frame-look.js';
import { readJpegMarkers } from './jpeg-markers.js';

let module: Promise<CharlsModule> | undefined;

/** JPEG-LS, by CharLS. */
export async function decodeJpegLs(bytes: Buffer, look: FrameLook): Promise<Uint8Array> {
  const markers = readJpegMarkers(bytes);
  if (markers.components !== 3) throw new Error(`${markers.components} channels in a JPEG-LS frame`);
  expectSize(markers, look.size);
  const pixels = await unpack(bytes);
  return look.photometric.startsWith('YBR_FULL') ? ybrToRgb(pixels) : pixels;
}

async function unpack(bytes: Buffer): Promise<Uint8Array> {
  module ??= createCharls({ print: () => undefined, printErr: () => undefined });
  const { JpegLSDecoder } = await module;
  const decoder = new JpegLSDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const pixels = decoder.getDecodedBuffer();
    // Mode 0 gives plane after plane, the others (by line, by sample) RGBRGB.
    return decoder.getInterleaveMode() === 0 ? interleave(pixels) : Uint8Array.from(pixels);
  } catch (error) {
    // CharLS throws bare numbers. An exception may leave its memory in any state: the next frame gets a new module.
    module = undefined;
    throw new Error(`CharLS failed: ${String(error)}`);
  } finally {
    decoder.delete();
  }
}
