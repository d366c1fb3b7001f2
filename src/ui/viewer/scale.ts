/** Objective-like magnification: 10 µm on a screen pixel is 1×, as 0.25 µm/px is 40×. */
export function magnificationOf(mpp: number, zoom: number): number {
  return (10 * zoom) / mpp;
}

/** The longest round length (1, 2 or 5 × 10^n µm) that fits, with its width on screen. */
export function roundLength(mpp: number, zoom: number, maxPx: number): { um: number; px: number } {
  const most = (maxPx * mpp) / zoom;
  const power = 10 ** Math.floor(Math.log10(most));
  const um = [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
  return { um, px: (um / mpp) * zoom };
}
