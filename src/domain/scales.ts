import { TesseraError } from './errors.js';

/** Scanners miss their nominal µm/px by a few per cent; a scan this much coarser than a scale still serves it. */
export const SCALE_TOLERANCE = 0.1;

/** The scales that a scan of `slideMpp` µm/px can serve: all that are not finer than it (issue 8, section 2). */
export function usableScales<S extends { readonly mpp: number }>(
  slideMpp: number,
  scales: readonly S[],
): S[] {
  checkMpp(slideMpp);
  return scales.filter(({ mpp }) => slideMpp <= mpp * (1 + SCALE_TOLERANCE));
}

type NamedScale = { readonly id: string; readonly mpp: number };

/**
 * The space a question is asked in (search.md 1): the finest that the query's scan can serve and the archive
 * has, or `wanted` when it is named. An archive that holds none of the spaces yet leaves the finest usable one.
 * Errors: `too-coarse` when every space in question is finer than the query's scan, `not-found` when `wanted`
 * is none of `spaces`, `invalid-input` for a µm/px that is no positive number.
 */
export function chooseSpace<S extends NamedScale>(
  queryMpp: number,
  spaces: readonly S[],
  archiveSpaceIds: readonly string[] | ReadonlySet<string>,
  wanted?: string,
): S {
  if (wanted !== undefined) return namedSpace(queryMpp, spaces, wanted);
  const held = new Set(archiveSpaceIds);
  const archived = spaces.filter(({ id }) => held.has(id));
  const inQuestion = archived.length > 0 ? archived : spaces;
  const [finest] = usableScales(queryMpp, inQuestion).sort((a, b) => a.mpp - b.mpp);
  if (finest === undefined) throw tooCoarse(queryMpp, inQuestion);
  return finest;
}

function namedSpace<S extends NamedScale>(queryMpp: number, spaces: readonly S[], wanted: string): S {
  const space = spaces.find(({ id }) => id === wanted);
  if (space === undefined) {
    throw new TesseraError('not-found', `There is no space "${wanted}".`, {
      hint: `Known spaces: ${spaces.map(({ id }) => id).join(', ') || 'none'}.`,
      details: { space: wanted },
    });
  }
  if (usableScales(queryMpp, [space]).length === 0) throw tooCoarse(queryMpp, [space]);
  return space;
}

/** The error of a scan that is coarser than every scale it is compared with. */
export function tooCoarse(mpp: number, scales: readonly { readonly mpp: number }[]): TesseraError {
  const known = scales.map((scale) => scale.mpp).sort((a, b) => a - b);
  return new TesseraError(
    'too-coarse',
    `The scan has ${Number(mpp.toPrecision(4))} µm/px; ${known.length === 0 ? 'there is no scale to compare it in' : `the scales are ${known.join(', ')} µm/px`}.`,
    { hint: 'Use a scan at a higher magnification.', details: { mpp, scales: known } },
  );
}

function checkMpp(mpp: number): void {
  if (Number.isFinite(mpp) && mpp > 0) return;
  throw new TesseraError('invalid-input', `${mpp} µm/px is no scale: it must be a number above 0.`, {
    details: { mpp },
  });
}
