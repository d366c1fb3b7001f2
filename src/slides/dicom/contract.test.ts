import { join } from 'node:path';
import { nativeDicom, SYNTAX } from '../../../tests/support/dicom-writer.js';
import { colourAt, framesOf, OPTIONS, pixelsOf, place } from '../../../tests/support/made-dicom.js';
import { describeSlideReader } from '../contract.js';
import { dicomFormat } from './dicom.js';

const size = { width: 300, height: 211 };
const made = place({
  'slide.dcm': nativeDicom(
    { ...size, columns: 64, rows: 48, syntax: SYNTAX.explicit },
    Buffer.concat(framesOf(300, 211, 64, 48)),
  ),
  'label.dcm': nativeDicom(
    { width: 20, height: 20, syntax: SYNTAX.explicit, imageType: 'ORIGINAL\\PRIMARY\\LABEL\\NONE' },
    pixelsOf({ x: 0, y: 0, width: 20, height: 20 }),
  ),
});

describeSlideReader('a made DICOM slide', {
  open: () => dicomFormat.open(join(made, 'slide.dcm'), OPTIONS),
  ...size,
  levelCount: 1,
  pixels: [
    { x: 0, y: 0, rgb: colourAt(0, 0) },
    { x: 64, y: 47, rgb: colourAt(64, 47) },
    { x: 299, y: 210, rgb: colourAt(299, 210) },
  ],
  tolerance: 0,
});
