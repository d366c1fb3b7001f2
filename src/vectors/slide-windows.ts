import { findWindows } from '../domain/windows.js';
import type { MatMul } from './mat-mul.js';
import type { SlideWindows, WindowRequest } from './port.js';
import { scoreRows } from './rescore.js';
import type { SpaceRows } from './rows.js';
import type { SlideGrids } from './slide-grids.js';

/** The best windows of each slide by the best similarity of each of its tiles over the queries. */
export async function slideWindows(
  { rows, grids, matMul }: { rows: SpaceRows; grids: SlideGrids; matMul: MatMul },
  { queries, slides }: WindowRequest,
): Promise<SlideWindows[]> {
  const asked = slides.flatMap(({ slideKey, size, window }) => {
    const slide = rows.get(slideKey);
    // The grid and the number of rows of this moment: a slide that is being ingested grows during the product.
    return slide ? [{ slide, count: slide.rows, laid: grids.of(slide), size, window }] : [];
  });
  const found = await scoreRows(
    asked.map(({ slide }) => slide),
    queries,
    rows.dim,
    matMul,
  );
  let start = 0;
  return asked.map(({ slide, count, laid, size, window }) => {
    const own = found.similarities.subarray(start, start + count);
    start += count;
    const similarities = new Float32Array(laid.rows.length);
    for (let tile = 0; tile < similarities.length; tile++) similarities[tile] = own[laid.rows[tile]!]!;
    return { slideKey: slide.slideKey, windows: findWindows(laid.grid, similarities, window, size) };
  });
}
