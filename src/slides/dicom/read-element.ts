import dicomParser, { type ByteStream, type Element } from 'dicom-parser';

/** 64-bit value representations that dicom-parser 1.8 does not know: it would read their length from two bytes. */
const LONG_VR = new Set(['OV', 'SV', 'UV']);

/**
 * Reads the element at the stream's position into `elements`. False when the bytes end inside it: dicom-parser
 * moves past the end without an error, or only warns, so both are checked here.
 */
export function readElement(
  stream: ByteStream,
  bytes: Buffer,
  explicit: boolean,
  elements: Record<string, Element>,
): boolean {
  const warnings: string[] = [];
  const before = stream.warnings.length;
  try {
    const element = explicit
      ? readExplicit(stream, bytes, warnings)
      : dicomParser.readDicomElementImplicit(stream);
    if (stream.position > bytes.length) return false;
    if ([...warnings, ...stream.warnings.slice(before)].some((text) => text.startsWith('eof'))) return false;
    elements[element.tag] = element;
    return true;
  } catch {
    // Strings thrown on a cut buffer, RangeError on absurd nesting: the caller reads on or calls it damaged.
    return false;
  }
}

function readExplicit(stream: ByteStream, bytes: Buffer, warnings: string[]): Element {
  const start = stream.position;
  const vr = bytes.toString('latin1', start + 4, start + 6);
  if (!LONG_VR.has(vr)) return dicomParser.readDicomElementExplicit(stream, warnings);
  const tag = dicomParser.readTag(stream);
  const length = bytes.readUInt32LE(start + 8);
  stream.position = start + 12 + length;
  return { tag, vr, length, dataOffset: start + 12 };
}
