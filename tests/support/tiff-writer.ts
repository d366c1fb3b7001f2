import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** TIFF's own numbers for the types of a tag. */
export const TYPE = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, long8: 16 } as const;
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 16: 8 };

export type MadeTag = {
  readonly tag: number;
  readonly type: number;
  /** Numbers, or text for `ascii`; a rational is two numbers. */
  readonly values: readonly number[] | string;
};

export type MadeImage = {
  readonly width: number;
  readonly height: number;
  /** Absent: one strip for the whole image. */
  readonly tileSide?: number;
  /** Compressed tiles in order, or one for all of them. */
  readonly tiles: readonly Uint8Array[];
  readonly tags?: readonly MadeTag[];
  readonly subImages?: readonly MadeImage[];
};

export type MadeLayout = {
  readonly big?: boolean;
  readonly bigEndian?: boolean;
  /** Where the tiles begin: far out makes a sparse file. */
  readonly dataOffset?: number;
  /** The last image points back to the first. */
  readonly cyclic?: boolean;
  /** Cuts the file to so many bytes. */
  readonly truncateTo?: number;
};

/** A tiny TIFF and BigTIFF writer, for good files and broken ones; tests only. Tags given replace the usual ones. */
export function writeTiff(path: string, images: readonly MadeImage[], layout: MadeLayout = {}): void {
  const file = openSync(path, 'w');
  try {
    const writer = createWriter(file, layout);
    writer.write(images);
    if (layout.truncateTo !== undefined) ftruncateSync(file, layout.truncateTo);
  } finally {
    closeSync(file);
  }
}

function createWriter(file: number, layout: MadeLayout) {
  const { big = false, bigEndian = false } = layout;
  const offsetBytes = big ? 8 : 4;
  let end = big ? 16 : 8;

  function number(value: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    if (bytes === 8)
      bigEndian ? buffer.writeBigUInt64BE(BigInt(value)) : buffer.writeBigUInt64LE(BigInt(value));
    else bigEndian ? buffer.writeUIntBE(value, 0, bytes) : buffer.writeUIntLE(value, 0, bytes);
    return buffer;
  }

  function append(bytes: Uint8Array): number {
    const at = end;
    writeSync(file, bytes, 0, bytes.length, at);
    end += bytes.length + (bytes.length % 2);
    return at;
  }

  function valueBytes({ type, values }: MadeTag): Buffer {
    if (typeof values === 'string') return Buffer.from(`${values}\0`);
    const each = type === TYPE.rational ? 4 : TYPE_BYTES[type]!;
    return Buffer.concat(values.map((value) => number(value, each)));
  }

  function entry(tag: MadeTag): Buffer {
    const bytes = valueBytes(tag);
    const count = bytes.length / TYPE_BYTES[tag.type]!;
    const inline = bytes.length <= offsetBytes;
    const value = inline
      ? Buffer.concat([bytes, Buffer.alloc(offsetBytes - bytes.length)])
      : number(append(bytes), offsetBytes);
    return Buffer.concat([number(tag.tag, 2), number(tag.type, 2), number(count, offsetBytes), value]);
  }

  /** Writes an image; answers where its directory is and where the pointer to the next one goes. */
  function writeImage(image: MadeImage): { at: number; nextAt: number } {
    const offsets = image.tiles.map(append);
    const subOffsets = (image.subImages ?? []).map((sub) => writeImage(sub).at);
    const tags = mergeTags(image, offsets, subOffsets, big).map(entry);
    const at = append(Buffer.concat([number(tags.length, big ? 8 : 2), ...tags, number(0, offsetBytes)]));
    return { at, nextAt: at + (big ? 8 : 2) + Buffer.concat(tags).length };
  }

  return {
    write(images: readonly MadeImage[]): void {
      const magic = Buffer.concat([Buffer.from(bigEndian ? 'MM' : 'II'), number(big ? 43 : 42, 2)]);
      writeSync(file, Buffer.concat(big ? [magic, number(8, 2), number(0, 2)] : [magic]), 0, undefined, 0);
      end = layout.dataOffset ?? end;
      let pointerAt = big ? 8 : 4;
      let first = 0;
      for (const image of images) {
        const { at, nextAt } = writeImage(image);
        first ||= at;
        writeSync(file, number(at, offsetBytes), 0, undefined, pointerAt);
        pointerAt = nextAt;
      }
      if (layout.cyclic) writeSync(file, number(first, offsetBytes), 0, undefined, pointerAt);
    },
  };
}

function mergeTags(
  image: MadeImage,
  written: readonly number[],
  subOffsets: readonly number[],
  big: boolean,
): MadeTag[] {
  const { width, height, tileSide } = image;
  const count = tileSide ? Math.ceil(width / tileSide) * Math.ceil(height / tileSide) : written.length;
  const repeat = (values: readonly number[]) =>
    Array.from({ length: count }, (_, i) => values[i % values.length]!);
  const offsetType = big ? TYPE.long8 : TYPE.long;
  const offsets = { type: offsetType, values: repeat(written) };
  const byteCounts = { type: TYPE.long, values: repeat(image.tiles.map((tile) => tile.length)) };
  const usual: MadeTag[] = [
    { tag: 256, type: TYPE.long, values: [width] },
    { tag: 257, type: TYPE.long, values: [height] },
    { tag: 258, type: TYPE.short, values: [8, 8, 8] },
    { tag: 259, type: TYPE.short, values: [1] },
    { tag: 262, type: TYPE.short, values: [2] },
    { tag: 277, type: TYPE.short, values: [3] },
    { tag: 284, type: TYPE.short, values: [1] },
    ...(tileSide
      ? [
          { tag: 322, type: TYPE.long, values: [tileSide] },
          { tag: 323, type: TYPE.long, values: [tileSide] },
          { tag: 324, ...offsets },
          { tag: 325, ...byteCounts },
        ]
      : [
          { tag: 273, ...offsets },
          { tag: 278, type: TYPE.long, values: [height] },
          { tag: 279, ...byteCounts },
        ]),
    ...(subOffsets.length > 0 ? [{ tag: 330, type: offsetType, values: subOffsets }] : []),
  ];
  const own = image.tags ?? [];
  const kept = usual.filter(({ tag }) => !own.some((other) => other.tag === tag));
  return [...kept, ...own].sort((a, b) => a.tag - b.tag);
}
