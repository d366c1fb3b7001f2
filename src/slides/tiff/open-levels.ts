import type { SlideInfo } from '../../domain/slides.js';
import { openForReading } from '../open-file.js';
import type { LevelSource } from '../port.js';
import { createCellStore } from './cell-store.js';
import type { TiffDirectory } from './directory.js';

/** Decoded pixels kept per slide: at 256 px a row of tiles over a slide 85,000 pixels wide. */
const KEEP_BYTES = 64 * 2 ** 20;

/** Opens the pixels of a slide's levels. The file stays open until the source is closed. */
export async function openLevels(
  path: string,
  levels: readonly TiffDirectory[],
  info: SlideInfo,
): Promise<LevelSource> {
  const file = await openForReading(path);
  const cells = createCellStore(file, KEEP_BYTES);
  return {
    info,
    files: [path],
    readLevel: (index, box) => cells.read(levels[index]!, box),
    async close() {
      cells.clear();
      await file.close();
    },
  };
}
