import type { FileHandle } from 'node:fs/promises';
import { readUpTo } from '../open-file.js';
import { damagedPixels } from './damage.js';
import type { FrameIndex } from './frame-index.js';
import type { Instance } from './instance.js';
import { joinItems } from './pixel-items.js';

/** Packed pixels are never so much larger than the picture; a longer frame is a wrong length in the file. */
const MAX_GROWTH = 2;
/** Headers, colour profiles and padding of a packed frame. */
const OVERHEAD_BYTES = 4 * 2 ** 20;

/** Reads the bytes of one frame, still packed, fragments joined. `damaged` when they are not there. */
export async function readFrameBytes(
  handle: FileHandle,
  index: FrameIndex,
  instance: Instance,
  frame: number,
): Promise<Buffer> {
  const start = index.start(frame);
  const length = index.end(frame) - start;
  const pictureBytes = instance.frame.width * instance.frame.height * 3;
  if (length > pictureBytes * MAX_GROWTH + OVERHEAD_BYTES)
    throw damagedPixels('a frame claims an absurd length');
  const bytes = await readUpTo(handle, start, length);
  if (bytes.length < length) throw damagedPixels('it ends inside a frame');
  const packed = instance.codec === 'native' ? bytes : joinItems(bytes);
  if (packed.length === 0) throw damagedPixels('a frame is empty');
  return packed;
}
