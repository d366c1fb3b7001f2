import type { Box, Size } from './geometry.js';
import { clipBox } from './geometry.js';
import type { PlannedTile } from './tile-tasks.js';

/** 1 = tissue, 0 = glass, row by row; a mask pixel covers `downsample` × `downsample` level-0 px. */
export type TissueMask = Size & { readonly data: Uint8Array; readonly downsample: number };

/** A tile with less tissue is kept only where a fragment needs it. */
export const MIN_TISSUE_SHARE = 0.05;

/**
 * Fragments below the area of a disc of this diameter (about three nuclei) are dust or noise of the mask.
 * Everything larger is covered, whatever the tile's size: an isolated tumour cell cluster is the finding.
 */
export const MIN_FRAGMENT_UM = 20;

/**
 * Which tiles of a grid are worth embedding: those with at least MIN_TISSUE_SHARE of tissue, and then, for every
 * connected fragment (8 neighbours) of at least MIN_FRAGMENT_UM that is less than half covered, the tiles that
 * hold most of it, until half is. Shares are of the tile's part on the slide, exact at fractions of a mask
 * pixel. Keeps the order of the boxes. Linear in mask pixels and boxes; what only depends on the mask is worked
 * out once for all grids of a slide.
 */
export function createCover(
  mask: TissueMask,
  slide: Size & { readonly mpp: number },
): (boxes: readonly Box[]) => PlannedTile[] {
  const integral = integralImage(mask);
  const fragments = labelFragments(mask);
  const pixelUm = mask.downsample * slide.mpp;
  const minPixels = (Math.PI * (MIN_FRAGMENT_UM / 2) ** 2) / pixelUm ** 2;
  return (boxes) => {
    const shares = tissueShares(boxes, mask, integral, slide);
    const kept = shares.map((share) => share >= MIN_TISSUE_SHARE);
    const covered = new Uint8Array(mask.data.length);
    boxes.forEach((box, i) => {
      if (kept[i]) eachPixel(mask, box, (pixel) => (covered[pixel] = 1));
    });
    const lookup = createBoxLookup(boxes, mask);
    for (let label = 1; label < fragments.starts.length; label++) {
      const pixels = fragments.pixels.subarray(fragments.starts[label - 1], fragments.starts[label]);
      if (pixels.length < minPixels) continue;
      coverFragment(pixels, label, { boxes, mask, kept, covered, labels: fragments.labels, lookup });
    }
    return boxes.flatMap((box, i) => (kept[i] ? [{ ...box, tissue: shares[i]! }] : []));
  };
}

type Cover = {
  readonly boxes: readonly Box[];
  readonly mask: TissueMask;
  /** Changed here: one flag per box. */
  readonly kept: boolean[];
  /** Changed here: one flag per mask pixel. */
  readonly covered: Uint8Array;
  readonly labels: Uint32Array;
  readonly lookup: BoxLookup;
};

function coverFragment(pixels: Uint32Array, label: number, cover: Cover): void {
  const { boxes, mask, kept, covered, labels, lookup } = cover;
  let open = 0;
  const counts = new Map<number, number>();
  for (const pixel of pixels) {
    if (covered[pixel] === 1) continue;
    open++;
    for (const i of lookup(pixel)) counts.set(i, (counts.get(i) ?? 0) + 1);
  }
  // A fragment left half uncovered is the exception, so this order is rarely needed.
  if (2 * open <= pixels.length) return;
  const byShare = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [i] of byShare) {
    let gained = 0;
    eachPixel(mask, boxes[i]!, (pixel) => {
      if (labels[pixel] === label && covered[pixel] === 0) gained++;
    });
    if (gained === 0) continue;
    kept[i] = true;
    eachPixel(mask, boxes[i]!, (pixel) => (covered[pixel] = 1));
    open -= gained;
    if (2 * open <= pixels.length) return;
  }
}

/** Tissue share of each box's part on the slide, by an integral image read between its pixels. */
function tissueShares(boxes: readonly Box[], mask: TissueMask, integral: Uint32Array, slide: Size): number[] {
  const onSlide = { x: 0, y: 0, width: slide.width, height: slide.height };
  return boxes.map((box) => {
    const part = clipBox(box, onSlide);
    if (part === undefined) return 0;
    const [left, top] = [part.x / mask.downsample, part.y / mask.downsample];
    const [right, bottom] = [left + part.width / mask.downsample, top + part.height / mask.downsample];
    const tissue =
      integralAt(integral, mask, right, bottom) -
      integralAt(integral, mask, left, bottom) -
      integralAt(integral, mask, right, top) +
      integralAt(integral, mask, left, top);
    return Math.min(1, Math.max(0, tissue / ((right - left) * (bottom - top))));
  });
}

/** (width + 1) × (height + 1) sums of all pixels above and left. */
function integralImage({ width, height, data }: TissueMask): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  return sums;
}

/** Between grid points the integral of squares of constant value is bilinear, so this is exact. */
function integralAt(sums: Uint32Array, { width, height }: Size, x: number, y: number): number {
  const [inX, inY] = [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
  const [x0, y0] = [Math.min(Math.floor(inX), width - 1), Math.min(Math.floor(inY), height - 1)];
  const [fx, fy] = [inX - x0, inY - y0];
  const at = y0 * (width + 1) + x0;
  const above = sums[at]! * (1 - fx) + sums[at + 1]! * fx;
  const below = sums[at + width + 1]! * (1 - fx) + sums[at + width + 2]! * fx;
  return above * (1 - fy) + below * fy;
}

/** Mask pixels whose centre lies in the box. */
function eachPixel(
  { width, height, downsample }: TissueMask,
  box: Box,
  visit: (pixel: number) => void,
): void {
  const first = (start: number) => Math.max(0, Math.ceil(start / downsample - 0.5));
  const [left, top] = [first(box.x), first(box.y)];
  const right = Math.min(width, Math.ceil((box.x + box.width) / downsample - 0.5));
  const bottom = Math.min(height, Math.ceil((box.y + box.height) / downsample - 0.5));
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) visit(y * width + x);
  }
}

type Fragments = {
  /** 0 = glass, else 1 … n. */
  readonly labels: Uint32Array;
  /** Pixels of fragment n: pixels[starts[n − 1] … starts[n]). */
  readonly pixels: Uint32Array;
  readonly starts: readonly number[];
};

function labelFragments({ width, height, data }: TissueMask): Fragments {
  const labels = new Uint32Array(data.length);
  const pixels = new Uint32Array(data.length);
  const starts = [0];
  let end = 0;
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] === 0 || labels[seed] !== 0) continue;
    const label = starts.length;
    labels[seed] = label;
    pixels[end++] = seed;
    // The list of the fragment's pixels is its own queue.
    for (let next = starts[label - 1]!; next < end; next++) {
      const x = pixels[next]! % width;
      const y = (pixels[next]! - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const near = ny * width + nx;
          if (data[near] === 0 || labels[near] !== 0) continue;
          labels[near] = label;
          pixels[end++] = near;
        }
      }
    }
    starts.push(end);
  }
  return { labels, pixels, starts };
}

/** Which boxes contain the centre of a mask pixel. */
type BoxLookup = (pixel: number) => readonly number[];

/** Buckets of about a tile's side: built on the first question, since most slides never ask. */
function createBoxLookup(boxes: readonly Box[], { width, downsample }: TissueMask): BoxLookup {
  let buckets: Map<string, number[]> | undefined;
  const side = boxes[0] === undefined ? 1 : Math.max(boxes[0].width, boxes[0].height);
  return (pixel) => {
    buckets ??= fillBuckets(boxes, side);
    const x = ((pixel % width) + 0.5) * downsample;
    const y = (Math.floor(pixel / width) + 0.5) * downsample;
    const near = buckets.get(`${Math.floor(x / side)},${Math.floor(y / side)}`) ?? [];
    return near.filter((i) => {
      const box = boxes[i]!;
      return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
    });
  };
}

function fillBuckets(boxes: readonly Box[], side: number): Map<string, number[]> {
  const buckets = new Map<string, number[]>();
  boxes.forEach((box, i) => {
    for (let row = Math.floor(box.y / side); row * side < box.y + box.height; row++) {
      for (let column = Math.floor(box.x / side); column * side < box.x + box.width; column++) {
        const key = `${column},${row}`;
        const bucket = buckets.get(key);
        if (bucket === undefined) buckets.set(key, [i]);
        else bucket.push(i);
      }
    }
  });
  return buckets;
}
