import { writeFileSync } from 'node:fs';
import { dicomHeader, nativeDicom, SYNTAX } from '../support/dicom-writer.js';
import { framesOf } from '../support/made-dicom.js';
import type { SlideRow } from './slide-row.js';

const DICOM = { syntax: SYNTAX.explicit, width: 64, height: 48, columns: 32, rows: 24 };
const pixels = Buffer.concat(framesOf(64, 48, 32, 24));

export const DICOM_ROWS: readonly SlideRow[] = [
  {
    name: 'DICOM cut in its header',
    file: 'head.dcm',
    make: (file) => writeFileSync(file, dicomHeader(DICOM).subarray(0, 200)),
    tag: 'damaged',
    says: /DICOM/,
  },
  {
    name: 'DICOM cut in its pixels',
    file: 'pixels.dcm',
    make: (file) => writeFileSync(file, nativeDicom(DICOM, pixels).subarray(0, -500)),
    tag: 'damaged',
    says: /copy|ends|cut/i,
  },
  {
    name: 'DICOM of another modality',
    file: 'ct.dcm',
    make: (file) =>
      writeFileSync(file, nativeDicom({ ...DICOM, sopClass: '1.2.840.10008.5.1.4.1.1.2' }, pixels)),
    tag: 'not-a-slide',
    says: /Whole Slide/,
  },
  {
    name: 'DICOM of a label',
    file: 'label.dcm',
    make: (file) =>
      writeFileSync(file, nativeDicom({ ...DICOM, imageType: 'ORIGINAL\\PRIMARY\\LABEL\\NONE' }, pixels)),
    tag: 'not-a-slide',
    says: /VOLUME/,
  },
];
