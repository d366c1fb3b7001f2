import dicomParser, { type ByteStream, type Element } from 'dicom-parser';
import { type Attributes, createAttributes } from './attributes.js';
import { type FramePositions, readFramePositions } from './frame-positions.js';
import { readElement } from './read-element.js';
import { TAG } from './tags.js';
import { BIG_ENDIAN, DEFLATED, IMPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

export type ParsedHeader = {
  readonly attributes: Attributes;
  readonly transferSyntax: string;
  readonly positions: FramePositions | undefined;
  /** Where the first element that was not parsed starts, in bytes; undefined when the bytes end before it. */
  readonly stop: number | undefined;
  /** True when the bytes end inside an element. */
  readonly cut: boolean;
};

/** 128 bytes of anything, then the letters DICM. */
const PREAMBLE_BYTES = 132;
const SMALLEST_ELEMENT_BYTES = 8;

/** True when the first bytes are those of a DICOM file. */
export function isDicom(bytes: Buffer): boolean {
  return bytes.length >= PREAMBLE_BYTES && bytes.toString('latin1', 128, PREAMBLE_BYTES) === 'DICM';
}

/**
 * Parses the first bytes of a DICOM file up to the first tag that is not below `stopTag`. dicom-parser reads
 * the elements; the loop is ours, because its own reads on past a missing tag and takes a cut element for whole.
 */
export function parseHeader(bytes: Buffer, stopTag: string): ParsedHeader {
  const stream = new dicomParser.ByteStream(dicomParser.littleEndianByteArrayParser, bytes, 0);
  stream.position = PREAMBLE_BYTES;
  const elements: Record<string, Element> = {};
  const meta = parseElements(stream, bytes, elements, { explicit: true, stopTag: 'x00030000' });
  const attributes = createAttributes(bytes, elements);
  const transferSyntax = attributes.text(TAG.transferSyntax) ?? '';
  const known = { attributes, transferSyntax, positions: undefined };
  if (meta.stop === undefined) return { ...known, ...meta };
  // Other byte orders and packed headers are refused by their transfer syntax, without a look inside.
  if (transferSyntax === BIG_ENDIAN || transferSyntax === DEFLATED) return { ...known, ...meta };
  const explicit = transferSyntax !== IMPLICIT_LITTLE_ENDIAN;
  const rest = parseElements(stream, bytes, elements, { explicit, stopTag });
  return { ...known, ...rest };
}

type Outcome = Pick<ParsedHeader, 'stop' | 'cut'> & { positions?: FramePositions };

function parseElements(
  stream: ByteStream,
  bytes: Buffer,
  elements: Record<string, Element>,
  options: { explicit: boolean; stopTag: string },
): Outcome {
  const found: { positions?: FramePositions } = {};
  while (stream.position + SMALLEST_ELEMENT_BYTES <= bytes.length) {
    const start = stream.position;
    const tag = dicomParser.readTag(stream);
    stream.position = start;
    if (tag >= options.stopTag) return { ...found, stop: start, cut: false };
    const whole =
      tag === TAG.perFrameGroups
        ? keep(found, readFramePositions(stream, bytes, options.explicit))
        : readElement(stream, bytes, options.explicit, elements);
    if (!whole) return { ...found, stop: undefined, cut: true };
  }
  return { ...found, stop: undefined, cut: stream.position < bytes.length };
}

function keep(found: { positions?: FramePositions }, positions: FramePositions | undefined): boolean {
  if (positions) found.positions = positions;
  return positions !== undefined;
}
