import type { ErrorTag } from '../../domain/errors.js';

/** What happened, and what to do next. */
export type Said = { readonly what: string; readonly next: string };

/** One thing that a request or a case list got wrong, as the server's details tell it. */
export type FieldFault = {
  readonly field: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly origin?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly inclusive?: boolean | undefined;
};
export type LineFault = { readonly line: number; readonly column: string; readonly message: string };

export type Details = Readonly<Record<string, unknown>>;

/** English words of everything that can go wrong. Where the server gives a sentence of its own, that one stands. */
export const enFaults = {
  fault: {
    title: 'That did not work',
    again: 'Try again',
    request: (id: string) => `Request ${id}`,
    details: 'Details',
    more: (n: number) => `and ${n} more`,
    /** The server’s sentences are in this language, and say more than a tag can. */
    serverSpeaks: true,
    /** More exact than the tag, where the server’s details allow it. */
    exact: (tag: ErrorTag, { tiles }: Details): Partial<Said> =>
      tag === 'not-found' && tiles === 0 ? { next: 'Bring in slides, and wait until they are indexed.' } : {},
    wrong: 'Something that was entered is not right.',
    correct: 'Correct it and try again.',
    fields: {
      name: 'Name',
      about: 'What it is for',
      note: 'Note',
      mpp: 'µm/px',
      image: 'Picture',
      text: 'Words',
      region: 'Region',
      polygon: 'Outline',
      ids: 'Cases',
      model: 'Model',
      label: 'Label',
    } as Readonly<Record<string, string>>,
    field: ({ field, message, code, origin, minimum = 0, maximum = 0, inclusive }: FieldFault) => {
      const said: Readonly<Record<string, string>> = {
        'too_small number': inclusive ? `must be at least ${minimum}` : `must be above ${minimum}`,
        'too_small string': 'must not be empty',
        'too_big number': `must be at most ${maximum}`,
        'too_big string': `must have at most ${maximum} characters`,
      };
      return `${field}: ${said[`${code} ${origin}`] ?? message}`;
    },
    line: ({ line, column, message }: LineFault) =>
      column === '' ? `Line ${line}: ${message}` : `Line ${line}, ${column}: ${message}`,
    says: {
      lost: {
        what: 'The server does not answer.',
        next: 'Tessera asks again as soon as it is back. Is `tessera serve` still running?',
      },
      unreadable: { what: 'The file cannot be read.', next: 'Check that it is there and may be read.' },
      'unsupported-format': {
        what: 'This format is not read.',
        next: 'Export it as TIFF, OME-TIFF or DICOM.',
      },
      damaged: { what: 'The file is damaged.', next: 'Copy it again from the scanner, or export it anew.' },
      'missing-companion': {
        what: 'A part of the slide is missing.',
        next: 'Bring in all files that belong to it.',
      },
      'missing-library': {
        what: 'This format needs OpenSlide, which is not on this machine.',
        next: 'Install libopenslide0 on the server, then try again.',
      },
      'missing-mpp': {
        what: 'The file does not say how many µm one pixel is.',
        next: 'Enter its µm per pixel and try again: 0.25 for a 40× scan, 0.5 for 20×.',
      },
      'not-brightfield': {
        what: 'This is no brightfield slide.',
        next: 'Bring in colour slides of 8 bits per channel.',
      },
      'not-a-slide': {
        what: 'This is no picture of a slide.',
        next: 'Bring in the file that holds the scan itself.',
      },
      'too-large': { what: 'This is too large.', next: 'Use a smaller one, or a tiled, pyramidal TIFF.' },
      'too-coarse': {
        what: 'The scan is too coarse to be compared.',
        next: 'Scan at a higher magnification. If its µm per pixel is wrong, correct it and try again.',
      },
      'too-small': {
        what: 'The picture is smaller than one tile.',
        next: 'Use a larger part of the tissue.',
      },
      'no-tissue': {
        what: 'No tissue was found.',
        next: 'Choose a place with tissue. Empty or very pale slides hold nothing to compare.',
      },
      'invalid-input': { what: 'The request is not right.', next: 'Correct what was entered and try again.' },
      'invalid-case-list': {
        what: 'The case list has faults; nothing was imported.',
        next: 'Mend these lines and bring the list in again.',
      },
      'invalid-config': {
        what: 'The server’s settings have faults.',
        next: 'Ask whoever looks after the server: `tessera help settings` lists them.',
      },
      'not-found': {
        what: 'It is not there any more.',
        next: 'It may have been deleted, or its time is over. Load the page again.',
      },
      conflict: {
        what: 'This contradicts what is there.',
        next: 'Load the page again: it may have changed meanwhile.',
      },
      'changed-file': {
        what: 'The slide’s file is not the one that was brought in.',
        next: 'Put the old file back, or bring the new one in again.',
      },
      forbidden: {
        what: 'The server does not allow this.',
        next: 'Ask whoever looks after the server.',
      },
      locked: { what: 'Another program holds the archive.', next: 'Close it, or wait until it has ended.' },
      cancelled: { what: 'It was stopped.', next: 'Begin it again if it is still wanted.' },
      timeout: {
        what: 'It took too long and was stopped.',
        next: 'Try again, or check the file in its vendor’s viewer.',
      },
      'model-refused': {
        what: 'The model does not keep what its description says.',
        next: 'Ask whoever looks after the server: `tessera models` says what is wrong.',
      },
      'bad-vector': {
        what: 'The model gave values that cannot be compared.',
        next: 'Ask elsewhere on the slide; if it stays so, check the model.',
      },
      'index-damaged': {
        what: 'The index is damaged.',
        next: 'It is built anew by itself; answers come more slowly meanwhile.',
      },
      'worker-crashed': {
        what: 'The decoder ended in the middle of its work.',
        next: 'Check the file in its vendor’s viewer, or export it again.',
      },
      unavailable: { what: 'This cannot be done right now.', next: 'Try again in a moment.' },
      internal: {
        what: 'Something went wrong inside Tessera.',
        next: 'Try again. The server’s log holds the details under the request’s number.',
      },
    } as Readonly<Record<ErrorTag | 'lost', Said>>,
  },
};

export type FaultWords = typeof enFaults;
