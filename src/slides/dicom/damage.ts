import { TesseraError } from '../../domain/errors.js';

const HINT = 'Copy it again from where it came from.';

/** The error of a file that ends, or turns to nonsense, before its pixels. */
export function cutHeader(): TesseraError {
  return new TesseraError('damaged', 'The DICOM file ends before its pixels begin.', { hint: HINT });
}

/** The error of a file whose frames are not where they should be. */
export function damagedPixels(why: string): TesseraError {
  return new TesseraError('damaged', `The DICOM file is damaged: ${why}.`, { hint: HINT });
}
