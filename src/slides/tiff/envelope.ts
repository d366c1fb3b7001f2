import type { Size } from '../../domain/geometry.js';
import type { CodecTag, TiffDirectory } from './directory.js';

const SHORT = 3;
const LONG = 4;
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, [SHORT]: 2, [LONG]: 4, 7: 1 };
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
/** A value up to this long lies in its entry itself. */
const INLINE_BYTES = 4;

/** Parts of an image that are put into a file of their own: tiles or strips, one below the other. */
export type Stack = Size & {
  readonly kind: 'tiles' | 'strips';
  /** Rows of one tile or strip; the last strip may have fewer. */
  readonly rowsEach: number;
};

/**
 * A TIFF file of a few tiles or strips: any decoder reads the compressed bytes exactly as it would in the whole file. So a
 * tile costs what a tile costs, while opening the slide anew for each region would parse the places of all its
 * 100,000 tiles. And it carries no vendor tags, so that a decoder's warning about it is about its pixels.
 */
export function encloseStack(image: TiffDirectory, stack: Stack, chunks: readonly Uint8Array[]): Buffer {
  const byteCounts = chunks.map((chunk) => chunk.length);
  // The offsets have the same length whatever their values: a first layout tells where the head ends.
  const headBytes = layOut(entriesOf(image, stack, byteCounts, byteCounts)).length;
  let end = headBytes;
  const offsets = byteCounts.map((length) => {
    end += length;
    return end - length;
  });
  return Buffer.concat([layOut(entriesOf(image, stack, offsets, byteCounts)), ...chunks]);
}

function entriesOf(
  image: TiffDirectory,
  stack: Stack,
  offsets: readonly number[],
  byteCounts: readonly number[],
): CodecTag[] {
  const places: CodecTag[] =
    stack.kind === 'strips'
      ? [tagOf(273, LONG, offsets), tagOf(278, LONG, [stack.rowsEach]), tagOf(279, LONG, byteCounts)]
      : [
          tagOf(322, LONG, [stack.width]),
          tagOf(323, LONG, [stack.rowsEach]),
          tagOf(324, LONG, offsets),
          tagOf(325, LONG, byteCounts),
        ];
  return [
    tagOf(256, LONG, [stack.width]),
    tagOf(257, LONG, [stack.height]),
    tagOf(
      258,
      SHORT,
      Array.from({ length: image.samplesPerPixel }, () => 8),
    ),
    tagOf(259, SHORT, [image.compression]),
    tagOf(262, SHORT, [image.photometric ?? (image.samplesPerPixel >= 3 ? 2 : 1)]),
    tagOf(277, SHORT, [image.samplesPerPixel]),
    tagOf(284, SHORT, [image.planes]),
    ...places,
    ...image.codecTags,
  ].sort((a, b) => a.tag - b.tag);
}

function layOut(entries: readonly CodecTag[]): Buffer {
  const directoryEnd = HEADER_BYTES + 2 + entries.length * ENTRY_BYTES + 4;
  const long = entries.filter((entry) => bytesOf(entry) > INLINE_BYTES);
  const head = Buffer.alloc(long.reduce((end, entry) => end + evenBytes(entry), directoryEnd));
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(HEADER_BYTES, 4);
  head.writeUInt16LE(entries.length, HEADER_BYTES);
  let free = directoryEnd;
  for (const [index, entry] of entries.entries()) {
    const at = HEADER_BYTES + 2 + index * ENTRY_BYTES;
    head.writeUInt16LE(entry.tag, at);
    head.writeUInt16LE(entry.type, at + 2);
    head.writeUInt32LE(entry.values.length, at + 4);
    const inline = bytesOf(entry) <= INLINE_BYTES;
    if (!inline) head.writeUInt32LE(free, at + 8);
    writeValues(head, inline ? at + 8 : free, entry);
    if (!inline) free += evenBytes(entry);
  }
  return head;
}

function writeValues(head: Buffer, at: number, { type, values }: CodecTag): void {
  const bytes = TYPE_BYTES[type]!;
  if (bytes === 1) {
    head.set(values, at);
    return;
  }
  for (let index = 0; index < values.length; index++) {
    head.writeUIntLE(values[index]!, at + index * bytes, bytes);
  }
}

function bytesOf({ type, values }: CodecTag): number {
  return values.length * TYPE_BYTES[type]!;
}

function evenBytes(entry: CodecTag): number {
  return bytesOf(entry) + (bytesOf(entry) % 2);
}

function tagOf(tag: number, type: number, values: readonly number[]): CodecTag {
  return { tag, type, values };
}
