import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DICOM_ROWS } from './dicom-rows.js';
import { PICTURE_ROWS, picture } from './picture-rows.js';
import type { Row } from './row.js';
import type { SlideRow } from './slide-row.js';
import { TIFF_ROWS } from './tiff-rows.js';

const ROWS = [...TIFF_ROWS, ...PICTURE_ROWS, ...DICOM_ROWS];

/** Files that a folder search leaves alone, or takes for what they are: not part of the folder's ingest. */
export const NOT_IN_FOLDERS = ['folder.svs', 'endless.tif'];

/** Every tenth by the terminal, which says what the API says; the others spare it the start of a process. */
export const SLIDE_ROWS: readonly (Row & SlideRow)[] = ROWS.map((row, i) => ({
  ...row,
  deed: ({ file }) =>
    i % 10 === 0
      ? { cli: ['search', '--slide', file, ...(row.mpp ? ['--mpp', row.mpp] : [])] }
      : { visit: file, mpp: row.mpp === undefined ? undefined : Number(row.mpp) },
}));

const readable = async (file: string) => writeFileSync(file, await picture('png'));
const WRONG_SCALES = ['0', '-1', 'NaN', '1e9', ''];

export const SCALE_ROWS: readonly Row[] = WRONG_SCALES.flatMap((mpp) =>
  ['ingest', 'search'].map(
    (command) =>
      ({
        name: `${command} with --mpp “${mpp}”`,
        file: 'fine.png',
        make: readable,
        deed: ({ file }) => ({
          cli:
            command === 'ingest' ? ['ingest', file, '--mpp', mpp] : ['search', '--slide', file, '--mpp', mpp],
        }),
        tag: 'invalid-input',
        says: /mpp/,
      }) satisfies Row,
  ),
);

export const MISSING_ROWS: readonly Row[] = [
  {
    name: 'slide that is not there',
    deed: ({ folder }) => ({ cli: ['search', '--slide', join(folder, 'gone.svs')] }),
    tag: 'not-found',
    says: /gone\.svs.*file name/s,
  },
  {
    name: 'ingest of a path that is not there',
    deed: ({ folder }) => ({ cli: ['ingest', join(folder, 'gone')] }),
    tag: 'unreadable',
    says: /gone.*is there/s,
  },
  {
    name: 'link that leads nowhere',
    file: 'dangling.svs',
    make: (file) => symlinkSync('/nowhere/at/all.svs', file),
    deed: ({ file }) => ({ cli: ['ingest', file] }),
    tag: 'unreadable',
    says: /is there/,
  },
  {
    name: 'slide that this user may not read',
    file: 'private.png',
    make: async (file) => {
      await readable(file);
      chmodSync(file, 0);
    },
    deed: ({ file }) => ({ cli: ['search', '--slide', file, '--mpp', '0.5'] }),
    tag: 'unreadable',
    says: /permission/,
    skip: process.getuid?.() === 0 ? 'root may read everything' : undefined,
  },
];
