/**
 * The five derivative-of-Gaussian kernels dx, dy, dxx, dyy, dxy of one σ, scale-normalised (× σ, × σ²), each
 * 7×7 and free of a constant response. They span every rotation of themselves, so that what is computed
 * from them (gradient size, Laplacian, ridge strength) does not depend on how the slide lay in the scanner.
 *
 * @param {number} sigma in pixels
 * @returns {number[]} 5 kernels of 49, row by row
 */
export function derivativeKernels(sigma) {
  const taps = [-3, -2, -1, 0, 1, 2, 3];
  const bell = taps.map((t) => Math.exp((-t * t) / (2 * sigma * sigma)));
  const sum = bell.reduce((a, b) => a + b, 0);
  const g = bell.map((v) => v / sum);
  const d1 = scaledTo(
    taps.map((t, i) => t * g[i]),
    taps.map((t) => t),
    sigma,
  );
  const d2 = scaledTo(
    withoutMean(
      taps.map((t, i) => (t * t - sigma * sigma) * g[i]),
      g,
    ),
    taps.map((t) => (t * t) / 2),
    sigma * sigma,
  );
  const outer = (/** @type {number[]} */ column, /** @type {number[]} */ row) =>
    column.flatMap((c) => row.map((r) => c * r));
  return [outer(g, d1), outer(d1, g), outer(g, d2), outer(d2, g), outer(d1, d1)].flat();
}

/** Scales a kernel so that its response to `probe` is `wanted` (probe x → derivative 1, x²/2 → second derivative 1). */
function scaledTo(
  /** @type {number[]} */ kernel,
  /** @type {number[]} */ probe,
  /** @type {number} */ wanted,
) {
  const response = kernel.reduce((sum, v, i) => sum + v * probe[i], 0);
  return kernel.map((v) => (v * wanted) / response);
}

function withoutMean(/** @type {number[]} */ kernel, /** @type {number[]} */ g) {
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((v, i) => v - sum * g[i]);
}
