/**
 * The axes along which rows vary most, by subspace iteration: enough of them for a projection, without
 * solving for all.
 *
 * @param {Float64Array} covariance size × size, symmetric
 * @param {number} size
 * @param {number} count axes wanted, at most size − 16
 * @returns {{ axis: Float64Array, variance: number }[]} by falling variance; each axis of length 1, its largest
 *   number positive
 */
export function principalAxes(covariance, size, count) {
  // A few more than wanted, so that the last wanted ones converge too.
  let axes = Array.from({ length: count + 16 }, (_, k) => startVector(k, size));
  for (let step = 0; step < 80; step += 1) {
    const longest = axes.map((axis) => ({ axis: times(covariance, axis), variance: 0 }));
    // Falling length keeps the order of the axes, so that each converges to its own eigenvector.
    for (const found of longest) found.variance = dot(found.axis, found.axis);
    longest.sort((a, b) => b.variance - a.variance);
    axes = orthonormal(longest.map(({ axis }) => axis));
  }
  const found = axes.map((axis) => ({ axis: signed(axis), variance: dot(axis, times(covariance, axis)) }));
  return found.sort((a, b) => b.variance - a.variance).slice(0, count);
}

/** Gram-Schmidt, in place and in order. */
function orthonormal(/** @type {Float64Array[]} */ axes) {
  axes.forEach((axis, k) => {
    for (const before of axes.slice(0, k)) {
      const shared = dot(axis, before);
      for (let i = 0; i < axis.length; i += 1) axis[i] -= shared * before[i];
    }
    const length = Math.sqrt(dot(axis, axis));
    for (let i = 0; i < axis.length; i += 1) axis[i] /= length;
  });
  return axes;
}

function times(/** @type {Float64Array} */ matrix, /** @type {Float64Array} */ vector) {
  const size = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * size, (row + 1) * size), vector));
}

function dot(/** @type {Float64Array} */ a, /** @type {Float64Array} */ b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

function signed(/** @type {Float64Array} */ axis) {
  const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? axis.map((value) => -value) : axis;
}

/** Numbers without a pattern that no two axes share. */
function startVector(/** @type {number} */ k, /** @type {number} */ size) {
  return Float64Array.from({ length: size }, (_, i) =>
    Math.sin((k + 1) * 12.9898 + (i + 1) * 78.233 * (k + 2)),
  );
}
