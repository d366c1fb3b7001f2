import type { Size } from '../../domain/geometry.js';
import type { Header } from './header.js';
import { TAG } from './tags.js';

const UM_PER_MM = 1000;

/**
 * µm per pixel, mean of both axes: Pixel Spacing of the shared functional groups, else of the first frame,
 * else the extent of the imaged volume divided by the pixels. Undefined when the file says none of these.
 */
export function micronsPerPixelOf({ attributes, positions }: Header, matrix: Size): number | undefined {
  const shared = attributes.items(TAG.sharedGroups)[0]?.items(TAG.pixelMeasures)[0];
  return (
    meanUm(shared?.decimals(TAG.pixelSpacing)) ??
    meanUm(positions?.spacingMm) ??
    meanUm([
      (attributes.float(TAG.imagedVolumeHeight) ?? 0) / matrix.height,
      (attributes.float(TAG.imagedVolumeWidth) ?? 0) / matrix.width,
    ])
  );
}

function meanUm(spacingMm: readonly number[] | undefined): number | undefined {
  const known = (spacingMm ?? []).filter((mm) => Number.isFinite(mm) && mm > 0);
  if (known.length === 0) return undefined;
  return (known.reduce((sum, mm) => sum + mm, 0) / known.length) * UM_PER_MM;
}
