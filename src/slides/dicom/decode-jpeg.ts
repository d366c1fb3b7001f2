import sharp from 'sharp';
import { expectSize, type FrameLook } from './frame-look.js';
import { readJpegMarkers, withRgbMarker } from './jpeg-markers.js';

/**
 * JPEG baseline. The stream's own markers decide the colour space (JFIF is YCbCr, Adobe says which), whatever
 * PhotometricInterpretation claims: real files say RGB over YCbCr. Only a stream without any marker is read as
 * the header says.
 */
export async function decodeJpeg(bytes: Buffer, look: FrameLook): Promise<Uint8Array> {
  const markers = readJpegMarkers(bytes);
  if (markers.components !== 3) throw new Error(`${markers.components} channels in a JPEG frame`);
  expectSize(markers, look.size);
  const saysNothing = !markers.jfif && !markers.adobe && !markers.subsampled;
  const stream = saysNothing && look.photometric === 'RGB' ? withRgbMarker(bytes) : bytes;
  // Colour profiles are left alone, as every other reader here does: models see what the scanner wrote.
  const image = sharp(stream, {
    failOn: 'error',
    ignoreIcc: true,
    limitInputPixels: look.size.width * look.size.height,
  });
  const { data } = await image.raw().toBuffer({ resolveWithObject: true });
  return data;
}
