import { TesseraError } from '../../domain/errors.js';
import type { Attributes } from './attributes.js';
import { cutHeader } from './damage.js';
import type { Header } from './header.js';
import { TAG, WHOLE_SLIDE_SOP_CLASS } from './tags.js';
import { codecOf, nameSyntax } from './transfer-syntax.js';

/** The largest slide there is, 26 × 76 mm at 0.1 µm/px, has 760,000 pixels a side. */
const MAX_SIDE_PX = 2 ** 21;

/** Throws for every file that is no readable level, saying what it is instead. */
export function refuseUnreadable(header: Header, maxFramePixels: number): void {
  refuseOtherObjects(header);
  refuseOtherSyntaxes(header.transferSyntax);
  if (header.cut || !header.pixelData) throw cutHeader();
  refuseOtherLight(header.attributes);
  refuseSeveralPaths(header.attributes);
  refuseAbsurdSizes(header.attributes, maxFramePixels);
}

/** True for the ImageType of a level, as opposed to LABEL, OVERVIEW and THUMBNAIL. */
export function isVolume(imageType: readonly string[]): boolean {
  return imageType[2] === 'VOLUME';
}

function refuseOtherObjects({ attributes, transferSyntax, cut }: Header): void {
  const sopClass = attributes.text(TAG.sopClass) ?? attributes.text(TAG.mediaSopClass);
  if (sopClass === undefined && (cut || transferSyntax === '')) throw cutHeader();
  if (sopClass !== WHOLE_SLIDE_SOP_CLASS) {
    throw new TesseraError('not-a-slide', 'The DICOM file is not a whole-slide image.', {
      hint: 'Tessera reads objects of the class VL Whole Slide Microscopy Image.',
      details: { sopClass },
    });
  }
  const imageType = attributes.texts(TAG.imageType);
  // Other byte orders are refused by their syntax: their image type has not been read.
  if (imageType.length === 0 && !codecOf(transferSyntax)) return;
  if (imageType.length === 0 && cut) throw cutHeader();
  if (!isVolume(imageType)) {
    throw new TesseraError(
      'not-a-slide',
      `The DICOM file is a ${imageType[2] ?? 'picture'}, not the slide itself.`,
      {
        hint: 'Give a file of the same series whose ImageType says VOLUME, or the folder of the series.',
        details: { imageType: imageType[2] },
      },
    );
  }
}

function refuseOtherSyntaxes(transferSyntax: string): void {
  if (transferSyntax === '') throw cutHeader();
  if (codecOf(transferSyntax)) return;
  throw new TesseraError(
    'unsupported-format',
    `The pixels of the DICOM file are packed as ${nameSyntax(transferSyntax)}.`,
    {
      hint: 'Tessera reads JPEG, JPEG 2000, JPEG-LS and uncompressed little endian.',
      details: { transferSyntax },
    },
  );
}

function refuseOtherLight(attributes: Attributes): void {
  const photometric = attributes.text(TAG.photometric) ?? '';
  const samples = attributes.unsigned(TAG.samplesPerPixel);
  const bits = attributes.unsigned(TAG.bitsAllocated);
  if (photometric === 'PALETTE COLOR') {
    throw new TesseraError(
      'unsupported-format',
      'The DICOM file has palette colours, which Tessera does not read.',
    );
  }
  if (samples === 3 && bits === 8) return;
  throw new TesseraError(
    'not-brightfield',
    `The slide is not an 8-bit colour picture (${samples ?? '?'} channels of ${bits ?? '?'} bits, ${photometric}).`,
    { details: { samples, bits, photometric } },
  );
}

function refuseSeveralPaths(attributes: Attributes): void {
  const paths = attributes.unsigned(TAG.numberOfOpticalPaths) ?? attributes.items(TAG.opticalPaths).length;
  if (paths <= 1) return;
  throw new TesseraError(
    'unsupported-format',
    `The slide was taken along ${paths} optical paths in one file.`,
    {
      hint: 'Export one optical path per series.',
      details: { paths },
    },
  );
}

function refuseAbsurdSizes(attributes: Attributes, maxFramePixels: number): void {
  const columns = attributes.unsigned(TAG.columns) ?? 0;
  const rows = attributes.unsigned(TAG.rows) ?? 0;
  const width = attributes.unsigned(TAG.totalColumns) ?? columns;
  const height = attributes.unsigned(TAG.totalRows) ?? rows;
  const frames = attributes.decimals(TAG.numberOfFrames)[0] ?? 1;
  const details = { width, height, columns, rows, frames };
  if (Math.min(columns, rows, width, height) < 1 || !(Number.isInteger(frames) && frames > 0)) {
    throw new TesseraError('damaged', 'The DICOM file states no size of its picture or frames.', { details });
  }
  if (Math.max(width, height) > MAX_SIDE_PX) {
    throw new TesseraError(
      'damaged',
      `The DICOM file claims ${width} × ${height} pixels, more than any slide has.`,
      {
        details,
      },
    );
  }
  if (columns * rows > maxFramePixels) {
    throw new TesseraError('too-large', `A frame of ${columns} × ${rows} pixels does not fit in memory.`, {
      details,
    });
  }
}
