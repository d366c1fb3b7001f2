import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import { TesseraError } from '../../domain/errors.js';
import { openForReading } from '../open-file.js';
import { nameOf, type TiffDirectory } from './directory.js';
import { createFileSource } from './file-source.js';
import { numbersOf, TAG } from './tags.js';
import { toDirectory } from './to-directory.js';

/** More images than this in one file is a chain gone wrong. */
const MAX_DIRECTORIES = 2048;

/**
 * The tags of every image in a TIFF or BigTIFF file: the main chain and the SubIFDs of each.
 * Errors: `unreadable`, `damaged` where the chain runs in a circle, leaves the file or cannot be parsed.
 */
export async function readDirectories(path: string): Promise<TiffDirectory[]> {
  const file = await openForReading(path);
  try {
    const { size } = await file.stat();
    const tiff = await GeoTIFF.fromSource(createFileSource(file, size));
    // Lazy arrays are always taken for little-endian (geotiff 3.0.5, DeferredArray.loadAll): read all at once.
    tiff.parser.eager = true;
    return await walkChain(tiff);
  } catch (cause) {
    if (cause instanceof TesseraError) throw cause;
    throw new TesseraError('damaged', 'The directory of the TIFF file cannot be read.', { cause });
  } finally {
    await file.close();
  }
}

async function walkChain(tiff: GeoTIFF): Promise<TiffDirectory[]> {
  const found: TiffDirectory[] = [];
  const visited = new Set<number>();
  let offset = tiff.firstIFDOffset;
  for (let page = 0; offset !== 0; page++) {
    const raw = await parseOnce(tiff, offset, visited, { page, subifd: undefined });
    found.push(toDirectory(raw, { page, subifd: undefined }));
    for (const [subifd, subOffset] of numbersOf(raw, TAG.subIfds).entries()) {
      const sub = await parseOnce(tiff, subOffset, visited, { page, subifd });
      found.push(toDirectory(sub, { page, subifd }));
    }
    offset = raw.nextIFDByteOffset;
  }
  return found;
}

async function parseOnce(
  tiff: GeoTIFF,
  offset: number,
  visited: Set<number>,
  address: { readonly page: number; readonly subifd: number | undefined },
): Promise<ImageFileDirectory> {
  if (visited.has(offset)) {
    throw new TesseraError('damaged', `The images of the TIFF file run in a circle at ${nameOf(address)}.`);
  }
  visited.add(offset);
  if (visited.size > MAX_DIRECTORIES) {
    throw new TesseraError('damaged', `The TIFF file has more than ${MAX_DIRECTORIES} images.`);
  }
  return tiff.parser.parseFileDirectoryAt(offset);
}
