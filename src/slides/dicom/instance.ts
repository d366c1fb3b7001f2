import type { Size } from '../../domain/geometry.js';
import type { Attributes } from './attributes.js';
import { cutHeader } from './damage.js';
import type { FramePositions } from './frame-positions.js';
import type { Header } from './header.js';
import { micronsPerPixelOf } from './microns-per-pixel.js';
import type { PixelData } from './pixel-data.js';
import { refuseUnreadable } from './refusals.js';
import { TAG } from './tags.js';
import { type Codec, codecOf } from './transfer-syntax.js';

/** One DICOM file of a slide: a level, or a part of one. */
export type Instance = {
  readonly path: string;
  readonly sopInstance: string;
  readonly seriesUid: string;
  /** Size of the level: the total pixel matrix. */
  readonly matrix: Size;
  /** Size of every frame; frames at the right and bottom edge are padded. */
  readonly frame: Size;
  readonly frameCount: number;
  readonly codec: Codec;
  readonly photometric: string;
  /** Native pixels come as RRR… GGG… BBB… instead of RGBRGB… */
  readonly planar: boolean;
  /** Undefined when tiled full: frames cover the matrix row by row. */
  readonly positions: FramePositions | undefined;
  readonly focalPlanes: number;
  readonly concatenation: Concatenation | undefined;
  /** µm per pixel of this level; undefined when the file does not say. */
  readonly mpp: number | undefined;
  /** Maker and model of the scanner. */
  readonly scanner: string | undefined;
  readonly pixelData: PixelData;
};

/** A level split over several files. */
export type Concatenation = {
  readonly uid: string;
  /** 1-based. */
  readonly number: number;
  /** Files of the level; undefined when not stated. */
  readonly total: number | undefined;
  /** Frames of the files before this one; undefined when not stated. */
  readonly firstFrame: number | undefined;
};

/**
 * What a header says of a level. Errors: `not-a-slide`, `not-brightfield`, `unsupported-format`, `damaged`,
 * `too-large` (a frame that cannot be held in memory).
 */
export function instanceFrom(path: string, header: Header, maxFramePixels: number): Instance {
  const { attributes, transferSyntax, pixelData } = header;
  refuseUnreadable(header, maxFramePixels);
  const codec = codecOf(transferSyntax);
  if (!codec || !pixelData) throw cutHeader();
  const frame = { width: attributes.unsigned(TAG.columns) ?? 0, height: attributes.unsigned(TAG.rows) ?? 0 };
  const matrix = matrixOf(attributes);
  return {
    path,
    sopInstance: attributes.text(TAG.sopInstance) ?? path,
    seriesUid: attributes.text(TAG.seriesInstance) ?? '',
    matrix,
    frame,
    frameCount: frameCountOf(attributes),
    codec,
    photometric: attributes.text(TAG.photometric) ?? '',
    planar: attributes.unsigned(TAG.planarConfiguration) === 1,
    positions: sparsePositions(header),
    focalPlanes: attributes.unsigned(TAG.totalFocalPlanes) || 1,
    concatenation: concatenationOf(attributes),
    mpp: micronsPerPixelOf(header, matrix),
    scanner: scannerOf(attributes),
    pixelData,
  };
}

/** The level's size; a picture in one frame may leave the total matrix out. */
export function matrixOf(attributes: Attributes): Size {
  return {
    width: attributes.unsigned(TAG.totalColumns) ?? attributes.unsigned(TAG.columns) ?? 0,
    height: attributes.unsigned(TAG.totalRows) ?? attributes.unsigned(TAG.rows) ?? 0,
  };
}

export function frameCountOf(attributes: Attributes): number {
  return attributes.decimals(TAG.numberOfFrames)[0] ?? 1;
}

/** TILED_FULL files may carry per-frame groups too; the order of frames rules then. */
function sparsePositions({ attributes, positions }: Header): FramePositions | undefined {
  if (attributes.text(TAG.dimensionOrganization) === 'TILED_FULL') return undefined;
  return positions?.columns.some(Number.isFinite) ? positions : undefined;
}

function concatenationOf(attributes: Attributes): Concatenation | undefined {
  const uid = attributes.text(TAG.concatenation);
  if (!uid) return undefined;
  return {
    uid,
    number: attributes.unsigned(TAG.concatenationNumber) ?? 1,
    total: attributes.unsigned(TAG.concatenationTotal),
    firstFrame: attributes.unsigned(TAG.concatenationFrameOffset),
  };
}

/** Maker and model only: serial numbers, stations and institutions stay in the file. */
function scannerOf(attributes: Attributes): string | undefined {
  const maker = attributes.text(TAG.manufacturer);
  const model = attributes.text(TAG.manufacturerModel);
  const words = [maker, model].filter((part) => part !== undefined);
  return words.length > 0 ? words.join(' ').slice(0, 80) : undefined;
}
