import type { Size } from '../domain/geometry.js';
import type { Level, SlideInfo } from '../domain/slides.js';

/** A level with the exact number of level-0 pixels per own pixel. */
export type ScaledLevel = Level & {
  readonly index: number;
  readonly scaleX: number;
  readonly scaleY: number;
};

/**
 * Gives each level its exact scale. Scanners round a level's size down or up, so 2967 / 1483 is 2.0007
 * though the pixels were made at 2: where an integer explains both sides within one pixel, it is the truth.
 */
export function scaleLevels(info: Pick<SlideInfo, 'width' | 'height' | 'levels'>): ScaledLevel[] {
  return info.levels.map((level, index) => {
    const exact = explainingInteger(info, level);
    return {
      ...level,
      index,
      scaleX: exact ?? info.width / level.width,
      scaleY: exact ?? info.height / level.height,
    };
  });
}

function explainingInteger(slide: Size, level: Size): number | undefined {
  const ratio = Math.sqrt((slide.width / level.width) * (slide.height / level.height));
  // Levels of a few pixels fit many integers: a power of two is the likeliest.
  const candidates = [2 ** Math.round(Math.log2(ratio)), Math.round(ratio)];
  return candidates.find(
    (scale) =>
      scale >= 1 &&
      Math.abs(slide.width / scale - level.width) < 1 &&
      Math.abs(slide.height / scale - level.height) < 1,
  );
}
