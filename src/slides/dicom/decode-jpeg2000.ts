import createOpenJpeg, { type OpenJpegModule } from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { ybrToRgb } from './colour.js';
import { expectSize, type FrameLook } from './frame-look.js';
import { readCodestream } from './jpeg2000-codestream.js';

let module: Promise<OpenJpegModule> | undefined;

/** JPEG 2000 codestreams, by OpenJPEG. */
export async function decodeJpeg2000(bytes: Buffer, look: FrameLook): Promise<Uint8Array> {
  const stream = readCodestream(bytes);
  expectSize(stream, look.size);
  if (stream.components !== 3 || stream.subsampled) {
    throw new Error(`a codestream of ${stream.components} channels, subsampled or not in colour`);
  }
  const pixels = await unpack(bytes);
  // With its own colour transform the codestream gives RGB; without one it holds what the header says.
  return !stream.colourTransform && look.photometric.startsWith('YBR_FULL') ? ybrToRgb(pixels) : pixels;
}

async function unpack(bytes: Buffer): Promise<Uint8Array> {
  // OpenJPEG reports to the console; what matters of it is the size of the result.
  module ??= createOpenJpeg({ print: () => undefined, printErr: () => undefined });
  const { J2KDecoder } = await module;
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    // A copy: the decoder's memory is the next frame's.
    return Uint8Array.from(decoder.getDecodedBuffer());
  } catch (error) {
    // An aborted WebAssembly module answers nothing any more: the next frame gets a new one.
    module = undefined;
    throw new Error(`OpenJPEG failed: ${String(error)}`);
  } finally {
    decoder.delete();
  }
}
