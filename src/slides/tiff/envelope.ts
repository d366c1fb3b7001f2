import type { CodecTag, TiffDirectory } from './directory.js';

const BYTE = 1;
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const TYPE_BYTES: Readonly<Record<number, number>> = { [BYTE]: 1, [SHORT]: 2, [LONG]: 4, [UNDEFINED]: 1 };
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
/** A value up to this long lies in its entry itself. */
const INLINE_BYTES = 4;

/** The bytes around a tile, the same for every tile of an image but for one number: where the tile's bytes end. */
export type Envelope = { readonly head: Buffer; readonly byteCountAt: number };

/**
 * A TIFF file of one tile, without the tile: put a tile's compressed bytes after it and any TIFF decoder reads
 * them exactly as it would in the whole file. So one tile costs what one tile costs, while opening a slide
 * anew for each region would parse the places of all its 100,000 tiles.
 */
export function createEnvelope(image: TiffDirectory, tile: { width: number; height: number }): Envelope {
  const entries = [
    tagOf(256, LONG, [tile.width]),
    tagOf(257, LONG, [tile.height]),
    tagOf(
      258,
      SHORT,
      Array.from({ length: image.samplesPerPixel }, () => 8),
    ),
    tagOf(259, SHORT, [image.compression]),
    tagOf(262, SHORT, [image.photometric ?? (image.samplesPerPixel >= 3 ? 2 : 1)]),
    tagOf(277, SHORT, [image.samplesPerPixel]),
    tagOf(284, SHORT, [1]),
    tagOf(322, LONG, [tile.width]),
    tagOf(323, LONG, [tile.height]),
    tagOf(324, LONG, [0]),
    tagOf(325, LONG, [0]),
    ...image.codecTags,
  ].sort((a, b) => a.tag - b.tag);
  return layOut(entries);
}

/** The one-tile file for these compressed bytes. */
export function enclose({ head, byteCountAt }: Envelope, tileBytes: Uint8Array): Buffer {
  const file = Buffer.concat([head, tileBytes]);
  file.writeUInt32LE(tileBytes.length, byteCountAt);
  return file;
}

function layOut(entries: readonly CodecTag[]): Envelope {
  const directoryEnd = HEADER_BYTES + 2 + entries.length * ENTRY_BYTES + 4;
  const long = entries.filter((entry) => bytesOf(entry) > INLINE_BYTES);
  const head = Buffer.alloc(long.reduce((end, entry) => end + evenBytes(entry), directoryEnd));
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(HEADER_BYTES, 4);
  head.writeUInt16LE(entries.length, HEADER_BYTES);
  let free = directoryEnd;
  let byteCountAt = 0;
  for (const [index, entry] of entries.entries()) {
    const at = HEADER_BYTES + 2 + index * ENTRY_BYTES;
    head.writeUInt16LE(entry.tag, at);
    head.writeUInt16LE(entry.type, at + 2);
    head.writeUInt32LE(entry.values.length, at + 4);
    const inline = bytesOf(entry) <= INLINE_BYTES;
    if (!inline) head.writeUInt32LE(free, at + 8);
    writeValues(head, inline ? at + 8 : free, entry);
    if (!inline) free += evenBytes(entry);
    if (entry.tag === 324) head.writeUInt32LE(head.length, at + 8);
    if (entry.tag === 325) byteCountAt = at + 8;
  }
  return { head, byteCountAt };
}

function writeValues(head: Buffer, at: number, { type, values }: CodecTag): void {
  const bytes = TYPE_BYTES[type]!;
  for (let index = 0; index < values.length; index++)
    head.writeUIntLE(values[index]!, at + index * bytes, bytes);
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
