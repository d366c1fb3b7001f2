import { extname } from 'node:path';
import { firstBytes, startsWith } from './first-bytes.js';

/** What a file in a folder is, as far as name and first bytes tell. */
export type FileKind = 'slide' | 'dicom' | 'other';

/** A file named like this is a slide even when its content is broken: it fails with a reason, not in silence. */
const SLIDE_EXTENSIONS = new Set([
  ...['.svs', '.tif', '.tiff', '.btf', '.tf2', '.tf8', '.ndpi', '.mrxs', '.scn', '.bif', '.svslide'],
  ...['.vms', '.vmu', '.vsi', '.png', '.jpg', '.jpeg', '.jpe', '.jfif'],
]);
const DICOM_EXTENSIONS = new Set(['.dcm', '.dicom', '.dic']);
const TIFF_MAGICS = [
  [0x49, 0x49, 42, 0],
  [0x4d, 0x4d, 0, 42],
  [0x49, 0x49, 43, 0],
  [0x4d, 0x4d, 0, 43],
];
/** The letters DICM after a preamble of 128 bytes. */
const DICOM_MAGIC = { at: 128, bytes: [0x44, 0x49, 0x43, 0x4d] };
/** The table of contents of a DICOM medium: DICOM by its first bytes, and no picture. */
const DICOM_CONTENTS = 'DICOMDIR';

/** Slide files by name; files without an extension by their first bytes, since archives export DICOM like that. */
export async function kindOfFile(path: string, name: string): Promise<FileKind> {
  const extension = extname(name).toLowerCase();
  if (name.toUpperCase() === DICOM_CONTENTS) return 'other';
  if (SLIDE_EXTENSIONS.has(extension)) return 'slide';
  if (DICOM_EXTENSIONS.has(extension)) return 'dicom';
  const start = await firstBytes(path, DICOM_MAGIC.at + DICOM_MAGIC.bytes.length);
  if (startsWith(start.subarray(DICOM_MAGIC.at), DICOM_MAGIC.bytes)) return 'dicom';
  return extension === '' && TIFF_MAGICS.some((magic) => startsWith(start, magic)) ? 'slide' : 'other';
}
