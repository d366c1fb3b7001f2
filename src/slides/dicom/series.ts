import { dirname, resolve } from 'node:path';
import { TesseraError } from '../../domain/errors.js';
import { openForReading, unreadable } from '../open-file.js';
import { filesIn } from './folder.js';
import { readHeader } from './header.js';
import { type DicomIdentity, readDicomIdentity } from './identity.js';
import { type Instance, instanceFrom } from './instance.js';
import { isVolume } from './refusals.js';
import { WHOLE_SLIDE_SOP_CLASS } from './tags.js';

/**
 * The instances of the slide that a file belongs to: the file itself, then its siblings in the same folder that
 * are volumes of the same series. Errors: those of the file; siblings of another kind of light are left out.
 */
export async function collectFromFile(path: string, maxFramePixels: number): Promise<Instance[]> {
  const named = await readInstance(path, maxFramePixels);
  const isSibling = (identity: DicomIdentity) => isLevel(identity) && identity.seriesUid === named.seriesUid;
  const others = (await filesOf(dirname(path))).filter((file) => resolve(file) !== resolve(path));
  const siblings = named.seriesUid === '' ? [] : (await identify(others)).filter(([, one]) => isSibling(one));
  return [
    named,
    ...(await readBrightfield(
      siblings.map(([file]) => file),
      maxFramePixels,
    )),
  ];
}

/**
 * The instances of the one slide in a folder.
 * Errors: `not-a-slide` (labels, segmentations, other modalities), `unsupported-format` (several series), and
 * those of its files.
 */
export async function collectFromFolder(path: string, maxFramePixels: number): Promise<Instance[]> {
  const levels = (await identify(await filesOf(path))).filter(([, identity]) => isLevel(identity));
  const series = new Set(levels.map(([, identity]) => identity.seriesUid));
  if (series.size === 0) {
    throw new TesseraError('not-a-slide', 'No DICOM file of the folder is a level of a slide.', {
      hint: 'A slide has files of the class VL Whole Slide Microscopy Image whose ImageType says VOLUME.',
    });
  }
  if (series.size > 1) {
    throw new TesseraError('unsupported-format', `The folder holds ${series.size} DICOM series.`, {
      hint: 'Give one file of the series you mean, or put each series into its own folder.',
      details: { series: series.size },
    });
  }
  const files = levels.map(([file]) => file);
  const instances = await readBrightfield(files, maxFramePixels);
  // None left: the first file says why.
  return instances.length > 0 ? instances : [await readInstance(files[0]!, maxFramePixels)];
}

function isLevel({ sopClass, imageType }: DicomIdentity): boolean {
  return sopClass === WHOLE_SLIDE_SOP_CLASS && isVolume(imageType);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await filesIn(folder);
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function identify(files: readonly string[]): Promise<[string, DicomIdentity][]> {
  const found: [string, DicomIdentity][] = [];
  for (const file of files) {
    const identity = await readDicomIdentity(file);
    if (identity) found.push([file, identity]);
  }
  return found;
}

async function readBrightfield(files: readonly string[], maxFramePixels: number): Promise<Instance[]> {
  const found: Instance[] = [];
  for (const file of files) {
    try {
      found.push(await readInstance(file, maxFramePixels));
    } catch (error) {
      // A fluorescence channel or a mask beside the slide is not part of it; a damaged level is.
      if (!(error instanceof TesseraError && error.tag === 'not-brightfield')) throw error;
    }
  }
  return found;
}

async function readInstance(path: string, maxFramePixels: number): Promise<Instance> {
  const handle = await openForReading(path);
  try {
    const header = await readHeader(handle);
    if (!header)
      throw new TesseraError('unsupported-format', 'The file is not DICOM, whatever its name says.');
    return instanceFrom(path, header, maxFramePixels);
  } finally {
    await handle.close();
  }
}
