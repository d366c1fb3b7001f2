import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect } from 'vitest';
import type { Box } from '../../src/domain/geometry.js';
import { openDicom } from '../../src/slides/dicom/dicom.js';
import type { LevelSource } from '../../src/slides/port.js';

/** Made DICOM slides: a pattern, cut into frames, packed, written to folders of their own, compared. */

export const OPTIONS = { maxPicturePixels: 2 ** 28 };

const root = mkdtempSync(join(tmpdir(), 'tessera-dicom-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Writes files into a folder of their own, so that no other file is their sibling; the folder's path. */
export function place(files: Readonly<Record<string, Buffer>>): string {
  const folder = mkdtempSync(join(root, 'slide-'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

export async function openMade(bytes: Buffer): Promise<LevelSource> {
  return openDicom(join(place({ 'slide.dcm': bytes }), 'slide.dcm'), OPTIONS);
}

/** A colour for every place of a slide, with an edge at every pixel: nothing may be off by one. */
export const colourAt = (x: number, y: number) => [(x * 7) % 256, (y * 11) % 256, (x + y) % 256] as const;

/** Pixels of one box of the made slide; plane by plane, or interleaved. */
export function pixelsOf({ x, y, width, height }: Box, planar = false): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      colourAt(x + column, y + row).forEach((value, channel) => {
        const index = row * width + column;
        pixels[planar ? channel * width * height + index : index * 3 + channel] = value;
      });
    }
  }
  return pixels;
}

/** Frames of a tiled picture, row by row. */
export function framesOf(
  width: number,
  height: number,
  columns: number,
  rows: number,
  planar = false,
): Buffer[] {
  const frames: Buffer[] = [];
  for (let y = 0; y < height; y += rows) {
    for (let x = 0; x < width; x += columns)
      frames.push(pixelsOf({ x, y, width: columns, height: rows }, planar));
  }
  return frames;
}

/** The made slide of most tests: sides that are no multiple of a frame's. */
export const TILED = { width: 50, height: 37, columns: 16, rows: 12 } as const;
export const FRAMES = framesOf(50, 37, 16, 12);

/** Expects a whole level to be the pattern, byte for byte. */
export async function expectWhole(slide: LevelSource, level = 0): Promise<void> {
  const { width, height } = slide.info.levels[level]!;
  const whole = await slide.readLevel(level, { x: 0, y: 0, width, height });
  expect(Buffer.compare(whole.data, pixelsOf({ x: 0, y: 0, width, height }))).toBe(0);
}

/** Within four units: what a lossy codec may miss. */
export function near(actual: readonly number[], expected: readonly number[]): boolean {
  return actual.every((value, index) => Math.abs(value - expected[index]!) <= 4);
}

type Encoder = {
  delete(): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  getDecodedBuffer(look: object): Uint8Array;
};
type FullCodec = Record<
  'J2KEncoder' | 'JpegLSEncoder',
  new () => Encoder & { setInterleaveMode?(mode: number): void; setDecompositions?(count: number): void }
>;
const require = createRequire(import.meta.url);
/** A new object each time: the codecs write their exports into it. */
const quiet = () => ({ print: () => undefined, printErr: () => undefined });
const lookOf = (width: number, height: number) => ({
  width,
  height,
  bitsPerSample: 8,
  componentCount: 3,
  isSigned: false,
});

export async function toJpeg2000(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const codec: FullCodec = await require('@cornerstonejs/codec-openjpeg')(quiet());
  const encoder = new codec.J2KEncoder();
  encoder.getDecodedBuffer({ ...lookOf(width, height), isUsingColorTransform: true }).set(pixels);
  // The default of five halvings does not fit so small a picture.
  encoder.setDecompositions?.(1);
  encoder.encode();
  return Buffer.from(encoder.getEncodedBuffer());
}

export async function toJpegLs(pixels: Buffer, width: number, height: number, mode: number): Promise<Buffer> {
  const codec: FullCodec = await require('@cornerstonejs/codec-charls')(quiet());
  const encoder = new codec.JpegLSEncoder();
  encoder.setInterleaveMode?.(mode);
  encoder.getDecodedBuffer(lookOf(width, height)).set(pixels);
  encoder.encode();
  return Buffer.from(encoder.getEncodedBuffer());
}

export function toJpeg(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
