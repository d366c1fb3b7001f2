import type { Size } from './geometry.js';

/** Where a µm/px came from. `user`: a flag or the case list, which win over the file. */
export type MppSource = 'vendor' | 'tiff' | 'dicom' | 'ome' | 'user';

/** One resolution of a slide; level 0 is the finest and has downsample 1. */
export type Level = Size & { readonly downsample: number };

/** What a reader knows of a slide without reading its tissue. */
export type SlideInfo = {
  /** Short name of the format, e.g. `aperio-svs`, `generic-tiff`, `ome-tiff`, `dicom`, `hamamatsu`, `jpeg`, `png`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** Finest first. */
  readonly levels: readonly Level[];
  /** µm per level-0 pixel, mean of x and y; undefined when nobody knows. */
  readonly mpp: number | undefined;
  readonly mppSource: MppSource | undefined;
  /** Scanner model where the file states it; free of names, dates and identifiers. */
  readonly scanner: string | undefined;
};

/** How a slide is named to a tile worker: enough to open it anywhere. */
export type SlideSource = {
  /** A file, or the folder of one DICOM series. */
  readonly path: string;
  /** µm/px given by a person; wins over the file. */
  readonly mpp?: number | undefined;
};

/** A file or folder as a cheap look finds it: size (of folders 0) and time of last change, ms. */
export type FileStamp = { readonly path: string; readonly bytes: number; readonly modifiedAt: number };

/** What tells without reading it whether a slide is still what was read. */
export type SlideStamps = {
  /** Every file that the slide is made of. */
  readonly files: readonly FileStamp[];
  /** Folders in which another part of it could turn up. */
  readonly folders: readonly FileStamp[];
};

/** 8-bit interleaved RGB, row by row: data.length = width · height · 3. */
export type Rgb = Size & { readonly data: Uint8Array };
