import type { FileHandle } from 'node:fs/promises';
import { damagedPixels } from './damage.js';
import { locateEncapsulated } from './encapsulated.js';
import type { FrameIndex } from './frame-index.js';
import type { Instance } from './instance.js';

const CHANNELS = 3;

/** Finds every frame of a file; `damaged` when the file ends before its last frame does. */
export async function locateFrames(handle: FileHandle, instance: Instance): Promise<FrameIndex> {
  const { length } = instance.pixelData;
  if (instance.codec === 'native') {
    if (length === undefined) throw damagedPixels('its pixels have no length');
    return locateNative(instance, length);
  }
  if (length !== undefined) throw damagedPixels('its packed pixels are not divided into frames');
  return locateEncapsulated(handle, instance);
}

/** Frames one after the other, all of the same size. */
function locateNative({ frame, frameCount, pixelData }: Instance, length: number): FrameIndex {
  const frameBytes = frame.width * frame.height * CHANNELS;
  if (length < frameBytes * frameCount) {
    throw damagedPixels(`it has ${frameCount} frames but pixels for ${Math.floor(length / frameBytes)}`);
  }
  const start = (index: number) => pixelData.offset + index * frameBytes;
  if (start(frameCount) > pixelData.fileBytes) throw damagedPixels('it ends before its last frame');
  return { count: frameCount, start, end: (index) => start(index) + frameBytes };
}
