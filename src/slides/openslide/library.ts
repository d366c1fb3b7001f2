import { createRequire } from 'node:module';
import { TesseraError } from '../../domain/errors.js';

/** An open slide in OpenSlide's memory. */
export type Handle = bigint;

/** The functions of libopenslide that Tessera calls; names and units are those of openslide.h. */
export type OpenslideLibrary = {
  /** The name it was found by. */
  readonly path: string;
  readonly version: string;
  /** Undefined when OpenSlide does not recognise the file. */
  detectVendor(file: string): string | undefined;
  /** Undefined when OpenSlide does not recognise the file; a handle may be in error from the start. */
  open(file: string): Handle | undefined;
  /** Undefined while all is well; once there is an error, the handle answers nothing any more. */
  error(slide: Handle): string | undefined;
  levelCount(slide: Handle): number;
  levelSize(slide: Handle, level: number): { width: number; height: number };
  downsample(slide: Handle, level: number): number;
  property(slide: Handle, name: string): string | undefined;
  /** Premultiplied ARGB, one native 32-bit word per pixel; x and y in level-0 pixels, the size in level pixels. */
  readRegion(
    slide: Handle,
    to: Uint32Array,
    at: { x: number; y: number; level: number },
    width: number,
  ): void;
  close(slide: Handle): void;
};

/** What `doctor` says of the library. */
export type OpenslideStatus = {
  readonly available: boolean;
  readonly version?: string;
  readonly path?: string;
};

const NAMES: Readonly<Record<string, readonly string[]>> = {
  linux: ['libopenslide.so.1', 'libopenslide.so.0', 'libopenslide.so'],
  darwin: ['', '/opt/homebrew/lib/', '/usr/local/lib/'].flatMap((folder) =>
    ['libopenslide.1.dylib', 'libopenslide.0.dylib', 'libopenslide.dylib'].map((name) => folder + name),
  ),
  win32: ['libopenslide-1.dll', 'libopenslide-0.dll', 'openslide.dll'],
};

const INSTALL: Readonly<Record<string, string>> = {
  linux:
    'Install it: apt-get install libopenslide0 (newer systems: libopenslide1), or dnf install openslide.',
  darwin: 'Install it: brew install openslide.',
  win32: 'Install it: download the Windows binaries from openslide.org and add their bin folder to PATH.',
};

/** Names under which the library may be found on this system, the newest first. */
export const LIBRARY_NAMES: readonly string[] = NAMES[process.platform] ?? NAMES.linux!;

const loaded = new Map<string, OpenslideLibrary>();

/** Whether libopenslide can be loaded on this machine, which one, and from where. */
export function openslideStatus(names: readonly string[] = LIBRARY_NAMES): OpenslideStatus {
  try {
    const { version, path } = loadOpenslide(names);
    return { available: true, version, path };
  } catch {
    // The one thing that can fail is the loading, and saying so is the answer.
    return { available: false };
  }
}

/** Loads libopenslide, once; `missing-library` says which package to install. */
export function loadOpenslide(names: readonly string[] = LIBRARY_NAMES): OpenslideLibrary {
  const reasons: string[] = [];
  for (const name of names) {
    try {
      const library = loaded.get(name) ?? bind(name);
      loaded.set(name, library);
      return library;
    } catch (cause) {
      reasons.push(cause instanceof Error ? cause.message : String(cause));
    }
  }
  throw new TesseraError(
    'missing-library',
    'This slide needs OpenSlide, which is not installed on this machine.',
    {
      hint: INSTALL[process.platform] ?? INSTALL.linux,
      details: { library: 'libopenslide', reasons },
    },
  );
}

/** koffi is loaded here and not at the top, so that a machine without its binary still reads other formats. */
function bind(path: string): OpenslideLibrary {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const library = koffi.load(path);
  const c = (signature: string) => library.func(signature);
  const version = c('const char *openslide_get_version()') as () => string;
  const detectVendor = c('const char *openslide_detect_vendor(const char *file)');
  const open = c('void *openslide_open(const char *file)');
  const error = c('const char *openslide_get_error(void *slide)');
  const levelCount = c('int32_t openslide_get_level_count(void *slide)');
  const levelSize = c(
    'void openslide_get_level_dimensions(void *slide, int32_t level, _Out_ int64_t *width, _Out_ int64_t *height)',
  );
  const downsample = c('double openslide_get_level_downsample(void *slide, int32_t level)');
  const property = c('const char *openslide_get_property_value(void *slide, const char *name)');
  const readRegion = c(
    'void openslide_read_region(void *slide, void *to, int64_t x, int64_t y, int32_t level, int64_t width, int64_t height)',
  );
  const close = c('void openslide_close(void *slide)');
  return {
    path,
    version: version(),
    detectVendor: (file) => detectVendor(file) ?? undefined,
    open: (file) => open(file) ?? undefined,
    error: (slide) => error(slide) ?? undefined,
    levelCount: (slide) => levelCount(slide),
    levelSize(slide, level) {
      const width: [number] = [0];
      const height: [number] = [0];
      levelSize(slide, level, width, height);
      return { width: Number(width[0]), height: Number(height[0]) };
    },
    downsample: (slide, level) => downsample(slide, level),
    property: (slide, name) => property(slide, name) ?? undefined,
    readRegion: (slide, to, { x, y, level }, width) =>
      readRegion(slide, to, x, y, level, width, to.length / width),
    close: (slide) => close(slide),
  };
}
