import { open } from 'node:fs/promises';
import type { Attributes } from './attributes.js';
import { parseGrowing } from './header.js';
import { TAG } from './tags.js';

/** What groups the files of a folder into slides. */
export type DicomIdentity = {
  readonly seriesUid: string;
  readonly sopClass: string;
  /** E.g. ORIGINAL, PRIMARY, VOLUME, NONE. */
  readonly imageType: readonly string[];
  /** Columns × rows of the whole picture (of the total pixel matrix where there is one); 0 when not stated. */
  readonly pixels: number;
};

/** The attribute after the size of the total pixel matrix: nothing beyond it is looked at. */
const STOP_TAG = 'x00480008';
/** Specimen descriptions before it may be long, but not this long. */
const MAX_BYTES = 8 * 2 ** 20;

/**
 * A cheap look at one file (64 KiB as a rule).
 * @returns undefined for what is not DICOM or cannot be read; never throws.
 */
export async function readDicomIdentity(path: string): Promise<DicomIdentity | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const fileBytes = (await handle.stat()).size;
      const header = await parseGrowing(handle, fileBytes, STOP_TAG, MAX_BYTES);
      return header && identityFrom(header.attributes);
    } finally {
      await handle.close();
    }
  } catch {
    // A folder, a file without permission, a broken header: none is a slide by its identity, `open` says why.
    return undefined;
  }
}

function identityFrom(attributes: Attributes): DicomIdentity {
  const columns = attributes.unsigned(TAG.totalColumns) ?? attributes.unsigned(TAG.columns) ?? 0;
  const rows = attributes.unsigned(TAG.totalRows) ?? attributes.unsigned(TAG.rows) ?? 0;
  return {
    seriesUid: attributes.text(TAG.seriesInstance) ?? '',
    sopClass: attributes.text(TAG.sopClass) ?? attributes.text(TAG.mediaSopClass) ?? '',
    imageType: attributes.texts(TAG.imageType),
    pixels: columns * rows,
  };
}
