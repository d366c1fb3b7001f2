/** A tiny DICOM writer: whole-slide images of any tiling and packing, good ones and broken ones, for tests only. */

export const SYNTAX = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  bigEndian: '1.2.840.10008.1.2.2',
  jpeg: '1.2.840.10008.1.2.4.50',
  jpegls: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  highThroughput: '1.2.840.10008.1.2.4.201',
} as const;

export type DicomSpec = {
  readonly syntax: string;
  /** Size of the level. */
  readonly width: number;
  readonly height: number;
  /** Size of a frame; the level's where left out. */
  readonly columns?: number;
  readonly rows?: number;
  readonly frameCount?: number;
  readonly sopClass?: string;
  readonly sopInstance?: string;
  readonly series?: string;
  readonly imageType?: string;
  readonly photometric?: string;
  readonly samples?: number;
  readonly bits?: number;
  readonly planar?: boolean;
  /** mm; 0 leaves the shared functional groups out. */
  readonly spacingMm?: number;
  readonly volumeWidthMm?: number;
  /** Left upper pixel of every frame, 0-based, and its depth in µm: makes the file TILED_SPARSE. */
  readonly places?: readonly { readonly x: number; readonly y: number; readonly depthUm?: number }[];
  readonly focalPlanes?: number;
  readonly opticalPaths?: number;
  readonly concatenation?: { uid: string; number: number; total: number; firstFrame: number };
  /** Bytes of a private element before the pixels, to push them back in the file. */
  readonly paddingBytes?: number;
  /** Extended offset table: offsets and lengths, one a frame. */
  readonly extended?: { readonly offsets: readonly number[]; readonly lengths: readonly number[] };
};

/** A whole file of native pixels. */
export function nativeDicom(spec: DicomSpec, pixels: Uint8Array): Buffer {
  return Buffer.concat([dicomHeader(spec), pixelElement(spec.syntax, pixels.length), pixels]);
}

/**
 * A whole file of packed frames. A frame given as several buffers is written as several fragments.
 * @param table the basic offset table: filled, or empty as many writers leave it
 */
export function packedDicom(
  spec: DicomSpec,
  frames: readonly (readonly Buffer[])[],
  table: 'filled' | 'empty' = 'filled',
): Buffer {
  const items = frames.map((fragments) => Buffer.concat(fragments.map((bytes) => item(bytes))));
  const offsets: number[] = [];
  items.reduce((offset, { length }) => {
    offsets.push(offset);
    return offset + length;
  }, 0);
  const basic = item(
    table === 'filled' ? Buffer.concat(offsets.map((offset) => u32(offset))) : Buffer.alloc(0),
  );
  return Buffer.concat([
    dicomHeader(spec),
    pixelElement(spec.syntax, 0xffffffff),
    basic,
    ...items,
    sequenceEnd(),
  ]);
}

/** One item of encapsulated pixels, padded to an even length. */
export function item(bytes: Buffer): Buffer {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
  return Buffer.concat([itemHeader(even.length), even]);
}

export function itemHeader(length: number): Buffer {
  return Buffer.concat([Buffer.from([0xfe, 0xff, 0x00, 0xe0]), u32(length)]);
}

export function sequenceEnd(): Buffer {
  return Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
}

/** The element that begins the pixels; 0xffffffff for encapsulated ones. */
export function pixelElement(syntax: string, length: number): Buffer {
  return elementHeader(isExplicit(syntax), 0x7fe00010, syntax.includes('.4.') ? 'OB' : 'OW', length);
}

/** Everything before Pixel Data. */
export function dicomHeader(spec: DicomSpec): Buffer {
  const meta = [
    element(true, 0x00020002, 'UI', text(spec.sopClass ?? WHOLE_SLIDE)),
    element(true, 0x00020010, 'UI', text(spec.syntax, '\0')),
  ];
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), ...meta, dataSet(spec)]);
}

const WHOLE_SLIDE = '1.2.840.10008.5.1.4.1.1.77.1.6';

function dataSet(spec: DicomSpec): Buffer {
  const explicit = isExplicit(spec.syntax);
  const add = (tag: number, vr: string, value: Buffer) => element(explicit, tag, vr, value);
  const columns = spec.columns ?? spec.width;
  const rows = spec.rows ?? spec.height;
  const tiles = Math.ceil(spec.width / columns) * Math.ceil(spec.height / rows);
  const frames = spec.frameCount ?? spec.places?.length ?? tiles * (spec.focalPlanes ?? 1);
  const { concatenation: part, extended } = spec;
  return Buffer.concat([
    add(0x00080008, 'CS', text(spec.imageType ?? 'ORIGINAL\\PRIMARY\\VOLUME\\NONE')),
    add(0x00080016, 'UI', text(spec.sopClass ?? WHOLE_SLIDE, '\0')),
    add(0x00080018, 'UI', text(spec.sopInstance ?? '1.2.3.1', '\0')),
    add(0x00080070, 'LO', text('Tessera')),
    add(0x00081090, 'LO', text('Phantom')),
    add(0x00100010, 'PN', text('Phantom^No Patient')),
    add(0x0020000e, 'UI', text(spec.series ?? '1.2.3', '\0')),
    ...(part
      ? [
          add(0x00209161, 'UI', text(part.uid, '\0')),
          add(0x00209162, 'US', u16(part.number)),
          add(0x00209163, 'US', u16(part.total)),
          add(0x00209228, 'UL', u32(part.firstFrame)),
        ]
      : []),
    add(0x00209311, 'CS', text(spec.places ? 'TILED_SPARSE' : 'TILED_FULL')),
    add(0x00280002, 'US', u16(spec.samples ?? 3)),
    add(0x00280004, 'CS', text(spec.photometric ?? 'RGB')),
    add(0x00280006, 'US', u16(spec.planar ? 1 : 0)),
    add(0x00280008, 'IS', text(String(frames))),
    add(0x00280010, 'US', u16(rows)),
    add(0x00280011, 'US', u16(columns)),
    add(0x00280100, 'US', u16(spec.bits ?? 8)),
    ...(spec.volumeWidthMm ? [add(0x00480001, 'FL', float(spec.volumeWidthMm))] : []),
    add(0x00480006, 'UL', u32(spec.width)),
    add(0x00480007, 'UL', u32(spec.height)),
    ...(spec.opticalPaths ? [add(0x00480302, 'UL', u32(spec.opticalPaths))] : []),
    ...(spec.focalPlanes ? [add(0x00480303, 'UL', u32(spec.focalPlanes))] : []),
    ...(spec.spacingMm === 0 ? [] : [sharedGroups(explicit, spec.spacingMm ?? 0.0005)]),
    ...(spec.places ? [perFrameGroups(explicit, spec.places)] : []),
    ...(spec.paddingBytes ? [add(0x60010010, 'OB', Buffer.alloc(spec.paddingBytes))] : []),
    ...(extended
      ? [add(0x7fe00001, 'OV', u64(extended.offsets)), add(0x7fe00002, 'OV', u64(extended.lengths))]
      : []),
  ]);
}

function sharedGroups(explicit: boolean, spacingMm: number): Buffer {
  const spacing = element(explicit, 0x00280030, 'DS', text(`${spacingMm}\\${spacingMm}`));
  return sequence(explicit, 0x52009229, [sequence(explicit, 0x00289110, [spacing])]);
}

function perFrameGroups(explicit: boolean, places: NonNullable<DicomSpec['places']>): Buffer {
  const frames = places.map(({ x, y, depthUm }) =>
    sequence(explicit, 0x0048021a, [
      Buffer.concat([
        element(explicit, 0x0040074a, 'DS', text(String(depthUm ?? 0))),
        element(explicit, 0x0048021e, 'SL', u32(x + 1)),
        element(explicit, 0x0048021f, 'SL', u32(y + 1)),
      ]),
    ]),
  );
  return sequence(explicit, 0x52009230, frames);
}

/** A sequence and its items of undefined length, closed by delimiters. */
function sequence(explicit: boolean, tag: number, items: readonly Buffer[]): Buffer {
  const itemEnd = Buffer.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0]);
  const bodies = items.map((body) => Buffer.concat([itemHeader(0xffffffff), body, itemEnd]));
  return Buffer.concat([elementHeader(explicit, tag, 'SQ', 0xffffffff), ...bodies, sequenceEnd()]);
}

function element(explicit: boolean, tag: number, vr: string, value: Buffer): Buffer {
  return Buffer.concat([elementHeader(explicit, tag, vr, value.length), value]);
}

function elementHeader(explicit: boolean, tag: number, vr: string, length: number): Buffer {
  const head = Buffer.concat([u16(Math.floor(tag / 0x10000)), u16(tag % 0x10000)]);
  if (!explicit) return Buffer.concat([head, u32(length)]);
  const long = ['OB', 'OW', 'OV', 'SQ', 'UN'].includes(vr);
  return Buffer.concat([
    head,
    Buffer.from(vr),
    long ? Buffer.alloc(2) : Buffer.alloc(0),
    long ? u32(length) : u16(length),
  ]);
}

function isExplicit(syntax: string): boolean {
  return syntax !== SYNTAX.implicit;
}

/** Padded to an even length. */
function text(value: string, padding = ' '): Buffer {
  return Buffer.from(value.length % 2 === 0 ? value : value + padding, 'latin1');
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => {
    bytes.writeBigUInt64LE(BigInt(value), index * 8);
  });
  return bytes;
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
