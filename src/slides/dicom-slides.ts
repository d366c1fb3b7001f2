import { type DicomIdentity, readDicomIdentity } from './dicom/identity.js';
import { isVolume } from './dicom/refusals.js';
import { WHOLE_SLIDE_SOP_CLASS } from './dicom/tags.js';

type Identified = { readonly path: string; readonly identity: DicomIdentity | undefined };

/**
 * The slides among the DICOM files of one folder. A series is one slide: the folder itself where nothing else is
 * in it, else its largest volume, whose siblings are found when it is opened. Files of a series without a
 * volume, and files that cannot be understood, stand alone and fail with their reason.
 *
 * @param alone no other slide lies in the folder
 */
export async function dicomSlides(
  folder: string,
  files: readonly string[],
  alone: boolean,
): Promise<string[]> {
  const identified: Identified[] = [];
  for (const path of files) identified.push({ path, identity: await readDicomIdentity(path) });
  const series = bySeries(identified);
  const [only] = series;
  if (alone && series.length === 1 && only && only.length > 1 && largestVolume(only)) return [folder];
  return series.flatMap((members) => largestVolume(members) ?? members.map(({ path }) => path));
}

function bySeries(files: readonly Identified[]): Identified[][] {
  const series = new Map<string, Identified[]>();
  for (const file of files) {
    // Without a series a file is a group of its own.
    const key = file.identity?.seriesUid || file.path;
    series.set(key, [...(series.get(key) ?? []), file]);
  }
  return [...series.values()];
}

/** Path of the volume with the most pixels, the first by name of several. */
function largestVolume(members: readonly Identified[]): string | undefined {
  let best: Identified | undefined;
  for (const member of members) {
    const { identity } = member;
    if (identity?.sopClass !== WHOLE_SLIDE_SOP_CLASS || !isVolume(identity.imageType)) continue;
    if (!best || identity.pixels > (best.identity?.pixels ?? 0)) best = member;
  }
  return best?.path;
}
