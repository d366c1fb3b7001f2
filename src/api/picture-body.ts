import { TesseraError } from '../domain/errors.js';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/** Bytes of a picture that came as base64 or as a data URL. Errors: `invalid-input`, `unsupported-format`. */
export function decodePicture(text: string): Uint8Array {
  const base64 = text.replace(/^data:image\/[\w.+-]+;base64,/, '');
  if (base64 === '' || !/^[\w+/\s-]*={0,2}\s*$/.test(base64.slice(0, 4096))) {
    throw new TesseraError('invalid-input', '`image` is neither base64 nor a data URL of a picture.');
  }
  const bytes = Buffer.from(base64, 'base64');
  pictureType(bytes);
  return bytes;
}

/** Media type by first bytes. Errors: `unsupported-format` for anything but PNG and JPEG. */
export function pictureType(bytes: Uint8Array): 'image/png' | 'image/jpeg' {
  if (PNG.every((byte, i) => bytes[i] === byte)) return 'image/png';
  if (JPEG.every((byte, i) => bytes[i] === byte)) return 'image/jpeg';
  throw new TesseraError('unsupported-format', 'Questions take PNG and JPEG pictures.', {
    hint: 'Save the picture as PNG, or ingest the file as a slide.',
  });
}
