import { extname } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { TesseraError } from '../../domain/errors.js';
import type { Rgb, SlideInfo } from '../../domain/slides.js';
import { firstBytes, startsWith } from '../first-bytes.js';
import type { LevelSource, OpenOptions, SlideFormat } from '../port.js';
import { createSlideReader } from '../reader.js';
import { cropRgb } from '../rgb-window.js';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
/** JPEG to the first byte, and yet only the preview of a slide whose pixels lie in a folder beside it. */
const PREVIEWS = ['.mrxs'];

/**
 * Plain pictures, PNG and JPEG. They are decoded once and kept: neither can be read in parts.
 * The density that a picture states is never a scale; only a person can give one.
 */
export const pictureFormat: SlideFormat = {
  name: 'picture',
  async detect(path) {
    if (PREVIEWS.includes(extname(path).toLowerCase())) return false;
    return (await pictureKind(path)) !== undefined;
  },
  async open(path, options) {
    const kind = await pictureKind(path);
    if (!kind) throw new TesseraError('unsupported-format', 'The file is neither PNG nor JPEG.');
    const pixels = await decodePicture(path, await pictureHead(path), options);
    return createSlideReader(inMemory(path, pixels, describe(kind, pixels, options)));
  },
};

async function pictureKind(path: string): Promise<'png' | 'jpeg' | undefined> {
  const start = await firstBytes(path, PNG.length);
  if (startsWith(start, PNG)) return 'png';
  return startsWith(start, JPEG) ? 'jpeg' : undefined;
}

async function pictureHead(path: string): Promise<Metadata> {
  try {
    return await sharp(path, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new TesseraError('damaged', 'The head of the picture cannot be read.', { cause });
  }
}

/** Upright 8-bit sRGB without transparency. Errors: `too-large`, `not-brightfield`, `damaged`. */
async function decodePicture(path: string, head: Metadata, options: OpenOptions): Promise<Rgb> {
  const pixelCount = head.width * head.height;
  if (pixelCount > options.maxPicturePixels) {
    throw new TesseraError('too-large', `The picture has ${head.width} × ${head.height} pixels.`, {
      hint: 'A picture is held in memory as a whole: convert it to a tiled pyramidal TIFF.',
      details: { width: head.width, height: head.height, maxPixels: options.maxPicturePixels },
    });
  }
  if (head.depth !== 'uchar') {
    throw new TesseraError('not-brightfield', 'The picture has more than 8 bits per channel.', {
      details: { depth: head.depth },
    });
  }
  try {
    const { data, info } = await sharp(path, { failOn: 'error', limitInputPixels: false })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    throw new TesseraError('damaged', 'The pixels of the picture cannot be decoded.', { cause });
  }
}

function describe(kind: string, pixels: Rgb, options: OpenOptions): SlideInfo {
  const { width, height } = pixels;
  return {
    format: kind,
    width,
    height,
    levels: [{ width, height, downsample: 1 }],
    mpp: options.mpp,
    mppSource: options.mpp === undefined ? undefined : 'user',
    scanner: undefined,
  };
}

function inMemory(path: string, pixels: Rgb, info: SlideInfo): LevelSource {
  let kept: Rgb | undefined = pixels;
  return {
    info,
    files: [path],
    async readLevel(_level, box) {
      if (!kept) throw new TesseraError('unavailable', 'The picture is closed.');
      return cropRgb(kept, box);
    },
    async close() {
      kept = undefined;
    },
  };
}
