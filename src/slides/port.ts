import type { Box, Size } from '../domain/geometry.js';
import type { Rgb, SlideInfo } from '../domain/slides.js';

/**
 * An open slide. One reader is used by one process at a time; calls may overlap.
 *
 * Every failure is a TesseraError with a slide tag (domain/errors.ts): `damaged` for pixels that do not decode, …
 */
export interface SlideReader {
  readonly info: SlideInfo;
  /** Every file the slide is made of (a DICOM series, an MRXS with its folder), in a stable order: its identity. */
  readonly files: readonly string[];
  /**
   * Pixels of a box in level-0 pixels (fractions allowed), resampled with Lanczos-3 to `size`.
   * The level is the coarsest that is not coarser than asked (0.5 % tolerance).
   * The box must lie inside the slide (half a pixel of tolerance): `invalid-input` otherwise.
   * Transparent pixels are flattened onto white.
   */
  region(box: Box, size: Size, signal?: AbortSignal): Promise<Rgb>;
  close(): Promise<void>;
}

/** One format: how it is recognised and opened. */
export interface SlideFormat {
  readonly name: string;
  /**
   * Cheap look at name and first bytes: is this file (or folder) ours to open?
   * Never throws for a strange file; a format that claims a file reports its faults from `open`.
   */
  detect(path: string): Promise<boolean>;
  /**
   * Opens a slide. `mpp` given by a person wins over the file's and has source `user`.
   * An unknown µm/px leaves `info.mpp` undefined: the caller decides whether it matters.
   */
  open(path: string, options: OpenOptions): Promise<SlideReader>;
}

export type OpenOptions = {
  readonly mpp?: number | undefined;
  /** More pixels than this cannot be held in memory for formats without random access (`too-large`). */
  readonly maxPicturePixels: number;
};

/**
 * What a format's adapter has to give; `createSlideReader` (slides/reader.ts) makes a SlideReader of it
 * by choosing the level and resampling, so that every format answers `region` alike.
 */
export interface LevelSource {
  readonly info: SlideInfo;
  readonly files: readonly string[];
  /** Pixels of an integer box of one level, wholly inside that level. */
  readLevel(level: number, box: Box, signal?: AbortSignal): Promise<Rgb>;
  close(): Promise<void>;
}
