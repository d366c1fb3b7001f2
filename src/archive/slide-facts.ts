import { basename } from 'node:path';
import type { NewSlide, SlideClaim } from '../catalog/port.js';
import { TesseraError } from '../domain/errors.js';
import type { SlideInfo, SlideStamps } from '../domain/slides.js';
import type { FileFacts } from './files.js';

/** A slide's record but for its state in the archive. */
export type SlideFacts = Omit<NewSlide, 'state' | 'expiresAt'>;

/** What a look at the file told. */
export type Looked = FileFacts & {
  readonly info: SlideInfo;
  readonly sha256: string | undefined;
  readonly stamps: SlideStamps;
};

/** What people must be asked for where no file says it. */
export function missingScale(name: string): TesseraError {
  return new TesseraError('missing-mpp', `“${name}” does not say how many µm one pixel is.`, {
    hint: 'Give it with --mpp, e.g. --mpp 0.25 for a 40× scan, or in the mpp column of the case list.',
  });
}

/** What is known of a slide before it is opened. */
export function unopenedSlide(path: string, facts: FileFacts, claim: SlideClaim | undefined): SlideFacts {
  return {
    caseKey: claim?.caseKey,
    name: basename(path),
    path,
    sha256: undefined,
    ...facts,
    status: 'pending',
    error: undefined,
    format: undefined,
    width: undefined,
    height: undefined,
    levels: [],
    mpp: undefined,
    mppSource: undefined,
    stain: claim?.stain,
    scanner: claim?.scanner,
    extra: claim?.extra ?? {},
  };
}

/** What is known of it after: the case list wins over the file where both speak. */
export function openedSlide(path: string, looked: Looked, claim: SlideClaim | undefined): SlideFacts {
  const { info, sha256, bytes, modifiedAt } = looked;
  return {
    ...unopenedSlide(path, { bytes, modifiedAt }, claim),
    sha256,
    format: info.format,
    width: info.width,
    height: info.height,
    levels: info.levels,
    mpp: info.mpp,
    mppSource: info.mppSource,
    scanner: claim?.scanner ?? info.scanner,
  };
}
