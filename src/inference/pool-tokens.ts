import type { TokenPooling } from '../domain/models.js';

/**
 * Makes one vector per tile of the tokens [tile, token, width] of a transformer: the class token, the mean of the
 * tokens that stand for a place of the picture, or both. Which of them is part of what a model is.
 */
export function poolTokens(
  data: Float32Array,
  { tiles, tokens, width }: { readonly tiles: number; readonly tokens: number; readonly width: number },
  { take, skip }: TokenPooling,
): Float32Array[] {
  return Array.from({ length: tiles }, (_, tile) => {
    const own = data.subarray(tile * tokens * width, (tile + 1) * tokens * width);
    if (take === 'class') return own.slice(0, width);
    const mean = meanOf(own.subarray(skip * width), width);
    if (take === 'mean') return mean;
    const both = new Float32Array(2 * width);
    both.set(own.subarray(0, width));
    both.set(mean, width);
    return both;
  });
}

/** Length of the vector that tokens of this width become. */
export function pooledLength(width: number, { take }: TokenPooling): number {
  return take === 'class+mean' ? 2 * width : width;
}

function meanOf(rows: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i += 1)
    sums[i % width] = (sums[i % width] as number) + (rows[i] as number);
  const count = rows.length / width;
  return Float32Array.from(sums, (sum) => sum / count);
}
