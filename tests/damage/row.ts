import type { ErrorTag } from '../../src/domain/errors.js';
import type { Environment } from '../support/house.js';

/** Where a row happens: a small archive that is served, and a folder for what the row makes. */
export type Place = {
  /** Path of the row's own file, under the name that the row gives. */
  readonly file: string;
  /** Folder of the row's own file. */
  readonly folder: string;
  /** A slide of the archive: 600 × 600 px at 0.5 µm/px. */
  readonly slideId: string;
  readonly slideName: string;
  readonly tileId: number;
  /** A folder from which slides may be registered over HTTP. */
  readonly allowed: string;
};

export type Deed =
  | { readonly cli: readonly string[]; readonly env?: Environment }
  | { readonly method: string; readonly path: string; readonly body?: unknown }
  /** A file is opened as a visiting slide and asked about, as the terminal of this machine does it. */
  | { readonly visit: string; readonly mpp?: number | undefined }
  /** A case list is sent as it is. */
  | { readonly list: string };

/** A bad input: what it is, what is done with it, and what Tessera must say. */
export type Row = {
  readonly name: string;
  /** Name of the file that `make` writes. */
  readonly file?: string;
  readonly make?: (file: string, folder: string, allowed: string) => void | Promise<void>;
  readonly deed: (place: Place) => Deed;
  readonly tag: ErrorTag;
  /** The slide can be read and viewed, only not asked: it visits, and the archive is what it was. */
  readonly visits?: true;
  /** Why it cannot be done here. */
  readonly skip?: string | undefined;
  /** What the message, its hint or its details must speak of, so that a person knows what to do. */
  readonly says: RegExp;
};
