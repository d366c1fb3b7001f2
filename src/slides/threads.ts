import sharp from 'sharp';

/**
 * Makes this process a good neighbour: one libvips thread (there is one worker per core) and no cache of
 * operations (tiles are read once, a cache would only hold memory).
 */
export function decodeWithOneThread(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}
