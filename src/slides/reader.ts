import { TesseraError } from '../domain/errors.js';
import type { Box, Size } from '../domain/geometry.js';
import type { Rgb } from '../domain/slides.js';
import { fitsSevenTaps, resampleLanczos } from './lanczos.js';
import { type ScaledLevel, scaleLevels } from './level-scale.js';
import type { LevelSource, SlideReader } from './port.js';
import { marginAround, planAxis } from './resample-plan.js';
import { joinHalves, padToWindow, resizeWindow } from './rgb-window.js';

/** A level this much coarser than asked still counts as fine enough (levels of a downsample like 2.0005). */
const LEVEL_TOLERANCE = 0.005;
/** How far a box may reach over the slide's edge, in level-0 pixels: rounding of the caller. */
const EDGE_TOLERANCE_PX = 0.5;
/** Closer to a whole pixel than this is a whole pixel. */
const WHOLE_PIXEL = 1e-3;
/** More source pixels than this are read in parts, so that an overview of a slide without levels fits in memory. */
const MAX_WINDOW_PX = 16 * 2 ** 20;

/**
 * Makes a reader of a format's levels: chooses the level, reads it with the margin that Lanczos-3 needs,
 * and resamples to the pixel. Beyond the slide's edge its last pixels repeat.
 */
export function createSlideReader(source: LevelSource): SlideReader {
  const levels = scaleLevels(source.info);
  let closing: Promise<void> | undefined;
  return {
    info: source.info,
    files: source.files,
    async region(box, size, signal) {
      if (closing) throw new TesseraError('unavailable', 'The slide is closed.');
      refuseCancelled(signal);
      refuseOutside(box, size, source.info);
      return readRegion(source, chooseLevel(levels, box, size), box, size, signal);
    },
    close() {
      closing ??= source.close();
      return closing;
    },
  };
}

/** The coarsest level that is not coarser than asked. */
function chooseLevel(levels: readonly ScaledLevel[], box: Box, size: Size): ScaledLevel {
  const asked = Math.min(box.width / size.width, box.height / size.height) * (1 + LEVEL_TOLERANCE);
  return levels.findLast((level) => level.downsample <= asked) ?? levels[0]!;
}

async function readRegion(
  source: LevelSource,
  level: ScaledLevel,
  box: Box,
  size: Size,
  signal: AbortSignal | undefined,
): Promise<Rgb> {
  const target = onLevel(box, level);
  const untouched = wholePixels(target, size, level);
  if (untouched) return readChecked(source, level, untouched, signal);
  const exactly = fitsSevenTaps(Math.max(target.width / size.width, target.height / size.height));
  const x = (exactly ? marginAround : planAxis)(target.x, target.width, size.width);
  const y = (exactly ? marginAround : planAxis)(target.y, target.height, size.height);
  if (x.length * y.length > MAX_WINDOW_PX && Math.max(size.width, size.height) > 1) {
    return readHalves(source, level, box, size, signal);
  }
  const window = { x: x.start, y: y.start, width: x.length, height: y.length };
  const inside = clip(window, level);
  const pixels = padToWindow(await readChecked(source, level, inside, signal), inside, window);
  if (!exactly) return resizeWindow(pixels, x, y, size);
  const spanX = { start: target.x - x.start, length: target.width };
  const spanY = { start: target.y - y.start, length: target.height };
  return resampleLanczos(pixels, spanX, spanY, size);
}

/** Two halves along the longer side, each resampled alone. */
async function readHalves(
  source: LevelSource,
  level: ScaledLevel,
  box: Box,
  size: Size,
  signal: AbortSignal | undefined,
): Promise<Rgb> {
  const [axis, from] = size.width >= size.height ? (['width', 'x'] as const) : (['height', 'y'] as const);
  const firstPx = Math.floor(size[axis] / 2);
  const share = firstPx / size[axis];
  const first = await readRegion(
    source,
    level,
    { ...box, [axis]: box[axis] * share },
    { ...size, [axis]: firstPx },
    signal,
  );
  const rest = { ...box, [from]: box[from] + box[axis] * share, [axis]: box[axis] * (1 - share) };
  const second = await readRegion(source, level, rest, { ...size, [axis]: size[axis] - firstPx }, signal);
  return joinHalves(first, second, axis);
}

async function readChecked(
  source: LevelSource,
  level: ScaledLevel,
  box: Box,
  signal: AbortSignal | undefined,
): Promise<Rgb> {
  refuseCancelled(signal);
  const pixels = await source.readLevel(level.index, box, signal);
  refuseCancelled(signal);
  return pixels;
}

function onLevel(box: Box, level: ScaledLevel): Box {
  return {
    x: box.x / level.scaleX,
    y: box.y / level.scaleY,
    width: box.width / level.scaleX,
    height: box.height / level.scaleY,
  };
}

/** The integer box, where the target is one of the output's size inside the level: such pixels are returned untouched. */
function wholePixels(target: Box, size: Size, level: Size): Box | undefined {
  const x = Math.round(target.x);
  const y = Math.round(target.y);
  const off = Math.max(
    Math.abs(target.x - x),
    Math.abs(target.y - y),
    Math.abs(target.width - size.width),
    Math.abs(target.height - size.height),
  );
  if (off > WHOLE_PIXEL || x < 0 || y < 0) return undefined;
  if (x + size.width > level.width || y + size.height > level.height) return undefined;
  return { x, y, width: size.width, height: size.height };
}

/** The part of a window inside the level; the margin makes sure that there is one. */
function clip(window: Box, level: Size): Box {
  const x = Math.max(window.x, 0);
  const y = Math.max(window.y, 0);
  return {
    x,
    y,
    width: Math.min(window.x + window.width, level.width) - x,
    height: Math.min(window.y + window.height, level.height) - y,
  };
}

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new TesseraError('cancelled', 'Reading the region was cancelled.');
}

function refuseOutside(box: Box, size: Size, slide: Size): void {
  const whole = [size.width, size.height].every((side) => Number.isInteger(side) && side > 0);
  if (!whole) {
    throw new TesseraError('invalid-input', 'The size of a region must be whole pixels, at least 1 × 1.', {
      details: { size },
    });
  }
  const finite = [box.x, box.y, box.width, box.height].every(Number.isFinite);
  const inside =
    finite &&
    box.width > 0 &&
    box.height > 0 &&
    box.x >= -EDGE_TOLERANCE_PX &&
    box.y >= -EDGE_TOLERANCE_PX &&
    box.x + box.width <= slide.width + EDGE_TOLERANCE_PX &&
    box.y + box.height <= slide.height + EDGE_TOLERANCE_PX;
  if (inside) return;
  throw new TesseraError('invalid-input', 'The region does not lie inside the slide.', {
    hint: `The slide is ${slide.width} × ${slide.height} pixels; give x, y, width, height inside it.`,
    details: { box, width: slide.width, height: slide.height },
  });
}
