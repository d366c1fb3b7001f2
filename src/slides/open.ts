import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { TesseraError } from '../domain/errors.js';
import { unreadable } from './open-file.js';
import type { OpenOptions, SlideFormat, SlideReader } from './port.js';

/**
 * Opens a slide with the first format that recognises it.
 * Errors: `unreadable` (not there, not allowed, zero bytes), `unsupported-format`, and those of the format.
 */
export async function openSlide(
  path: string,
  formats: readonly SlideFormat[],
  options: OpenOptions,
): Promise<SlideReader> {
  const entry = await statOrRefuse(path);
  if (entry.isFile() && entry.size === 0) {
    throw new TesseraError('unreadable', 'The file is empty (zero bytes).', {
      hint: 'Copy it again from where it came from.',
    });
  }
  if (!entry.isFile() && !entry.isDirectory()) {
    throw new TesseraError('unreadable', 'The path is neither a file nor a folder.');
  }
  for (const format of formats) {
    if (await format.detect(path)) return format.open(path, options);
  }
  throw new TesseraError(
    'unsupported-format',
    entry.isDirectory() ? 'The folder is not a slide.' : 'The file is in no format that Tessera reads.',
    {
      hint:
        'Tessera reads TIFF and OME-TIFF, Aperio SVS, DICOM whole-slide images, PNG and JPEG, and with ' +
        'OpenSlide also Hamamatsu NDPI, 3DHISTECH MRXS, Leica SCN and Ventana BIF.',
    },
  );
}

/** Asked for leave as well: a format that is not let in would only find that the file is none of its own. */
async function statOrRefuse(path: string): Promise<Stats> {
  try {
    const entry = await stat(path);
    await access(path, constants.R_OK);
    return entry;
  } catch (cause) {
    throw unreadable(cause);
  }
}
