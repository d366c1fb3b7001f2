import type Database from 'better-sqlite3';
import { TesseraError } from '../domain/errors.js';

/**
 * Brings the catalog's tables to the present version, inside the caller's transaction. The version is
 * `PRAGMA user_version`: the number of steps taken. A step that was released is never edited; a change is a new one.
 */
export function migrate(connection: Database.Database, file: string): void {
  const version = connection.pragma('user_version', { simple: true }) as number;
  if (version > STEPS.length) {
    throw new TesseraError('unavailable', `${file} was written by a newer Tessera (version ${version})`, {
      hint: `This Tessera knows versions up to ${STEPS.length}: update it.`,
      details: { version, known: STEPS.length },
    });
  }
  for (const step of STEPS.slice(version)) connection.exec(step);
  connection.pragma(`user_version = ${STEPS.length}`);
}

/** The word index of cases; of memory as well, where another is compared with it. */
export const CASE_TEXT = `CREATE VIRTUAL TABLE case_text USING fts5 (
    diagnosis, report, notes,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );`;

/** Keys are never given twice (AUTOINCREMENT): the vector index knows slides and tiles by them. */
const CASES = `
  CREATE TABLE cases (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL UNIQUE,
    patient_id TEXT NOT NULL,
    listed INTEGER NOT NULL,
    specimen TEXT, organ TEXT, diagnosis TEXT, icdo3 TEXT, age_band TEXT, sex TEXT, site TEXT, date TEXT,
    teaching INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    extra TEXT NOT NULL,
    report TEXT, notes TEXT
  );
  CREATE INDEX cases_by_patient ON cases (patient_id);

  -- The same facts as filters compare them (folded case and width), in rows small enough to scan.
  CREATE TABLE case_filters (
    case_key INTEGER PRIMARY KEY REFERENCES cases (key) ON DELETE CASCADE,
    case_id TEXT NOT NULL,
    specimen TEXT, organ TEXT, diagnosis TEXT, icdo3 TEXT, age_band TEXT, sex TEXT, site TEXT, date TEXT,
    teaching TEXT
  );

  -- Which case a file belongs to, as the case lists say; kept for slides that come later.
  CREATE TABLE claims (
    file TEXT PRIMARY KEY,
    stem TEXT NOT NULL,
    case_key INTEGER NOT NULL REFERENCES cases (key) ON DELETE CASCADE,
    mpp REAL, stain TEXT, scanner TEXT,
    extra TEXT NOT NULL
  );
  CREATE INDEX claims_by_stem ON claims (stem);
  CREATE INDEX claims_by_case ON claims (case_key);

  -- An index of words only: the text itself is in cases. rowid = case key.
  ${CASE_TEXT}`;

const SLIDES = `
  CREATE TABLE slides (
    key INTEGER PRIMARY KEY AUTOINCREMENT CHECK (key < 4294967296),
    id TEXT NOT NULL UNIQUE,
    case_key INTEGER NOT NULL REFERENCES cases (key),
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    stain_folded TEXT, scanner_folded TEXT,
    name TEXT NOT NULL,
    stem TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT,
    bytes INTEGER NOT NULL,
    modified_at REAL NOT NULL,
    format TEXT, width INTEGER, height INTEGER,
    mpp REAL, mpp_source TEXT, stain TEXT, scanner TEXT,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    levels TEXT NOT NULL,
    extra TEXT NOT NULL,
    error TEXT
  );
  CREATE INDEX slides_by_case ON slides (case_key);
  CREATE INDEX slides_by_sha256 ON slides (sha256);
  CREATE INDEX slides_by_path ON slides (path);
  CREATE INDEX slides_by_name ON slides (name);
  CREATE INDEX slides_by_stem ON slides (stem);
  CREATE INDEX slides_by_expiry ON slides (expires_at) WHERE state = 'visiting';`;

const TILES = `
  -- head: number of the last change of the space, additions and removals in one sequence.
  CREATE TABLE spaces (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    model_id TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    mpp REAL NOT NULL,
    tile_px INTEGER NOT NULL,
    dim INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT 0
  );

  -- The ledger, summed per slide and space in the transaction that changes the tiles.
  CREATE TABLE slide_spaces (
    slide_key INTEGER NOT NULL REFERENCES slides (key),
    space_key INTEGER NOT NULL REFERENCES spaces (key),
    laid INTEGER NOT NULL DEFAULT 0,
    planned INTEGER NOT NULL DEFAULT 0,
    indexed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    absent TEXT,
    PRIMARY KEY (slide_key, space_key)
  ) WITHOUT ROWID;
  CREATE INDEX slide_spaces_by_space ON slide_spaces (space_key, slide_key, indexed);
  CREATE TABLE skip_reasons (
    slide_key INTEGER NOT NULL,
    space_key INTEGER NOT NULL,
    reason TEXT NOT NULL,
    tiles INTEGER NOT NULL,
    PRIMARY KEY (slide_key, space_key, reason)
  ) WITHOUT ROWID;

  -- The vector index holds tile ids in 32 bits. tissue is in thousandths.
  CREATE TABLE tiles (
    id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id < 4294967296),
    slide_key INTEGER NOT NULL,
    space_key INTEGER NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    tissue INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    vectors_key INTEGER,
    reason TEXT, error TEXT,
    FOREIGN KEY (slide_key, space_key) REFERENCES slide_spaces (slide_key, space_key)
  );
  CREATE INDEX tiles_by_slide ON tiles (slide_key, space_key);
  CREATE INDEX tiles_pending ON tiles (slide_key, space_key) WHERE state = 'pending';

  -- One row per batch, not per tile: a million vectors load in a second instead of several.
  -- tile_ids: uint32, vectors: float16 bits, both little-endian. change is null while the slide is visiting.
  CREATE TABLE vectors (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    slide_key INTEGER NOT NULL,
    space_key INTEGER NOT NULL,
    change INTEGER,
    tiles INTEGER NOT NULL,
    tile_ids BLOB NOT NULL,
    vectors BLOB NOT NULL,
    FOREIGN KEY (slide_key, space_key) REFERENCES slide_spaces (slide_key, space_key)
  );
  CREATE UNIQUE INDEX vectors_by_change ON vectors (space_key, change);
  CREATE INDEX vectors_by_slide ON vectors (slide_key, space_key);
  CREATE TABLE removals (
    space_key INTEGER NOT NULL REFERENCES spaces (key),
    change INTEGER NOT NULL,
    slide_key INTEGER NOT NULL,
    PRIMARY KEY (space_key, change)
  ) WITHOUT ROWID;`;

const RECORDS = `
  CREATE TABLE searches (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    vectors BLOB,
    picture BLOB
  );
  CREATE INDEX searches_by_expiry ON searches (expires_at);
  CREATE TABLE calibrations (
    space_id TEXT PRIMARY KEY,
    calibration TEXT NOT NULL,
    archive_patients INTEGER NOT NULL,
    made_at INTEGER NOT NULL
  );
  CREATE TABLE audit (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT
  );
  CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END;
  CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END;`;

const TEACHING_AND_MEASURES = `
  CREATE TABLE collections (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    actor TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  -- A region of a slide with what a teacher says of it; it goes with its slide.
  CREATE TABLE collection_items (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    collection_key INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
    slide_key INTEGER NOT NULL REFERENCES slides (key) ON DELETE CASCADE,
    x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX collection_items_by_collection ON collection_items (collection_key);
  CREATE INDEX collection_items_by_slide ON collection_items (slide_key);

  CREATE TABLE evaluations (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    report TEXT NOT NULL
  );`;

const SPACES_SIDE_BY_SIDE = `
  -- Models whose spaces every archived slide enters; at most one of them serves.
  CREATE TABLE kept_models (
    model_id TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    since INTEGER NOT NULL,
    serving INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (model_id, model_sha256)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX one_model_serves ON kept_models (serving) WHERE serving = 1;
  -- leaving: dropped; nobody sees it any more, and its rows go by and by.
  ALTER TABLE spaces ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0;
  -- judged: the quality of the tiles was decided in another space that has the same ones.
  ALTER TABLE slide_spaces ADD COLUMN judged INTEGER NOT NULL DEFAULT 0;`;

const CASE_LISTS_BY_PAGES = `
  -- Case lists on their way in; whole: every page is here, and from now on it is taken to its end.
  CREATE TABLE case_lists (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    rows INTEGER NOT NULL,
    actor TEXT NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,
    report TEXT
  );
  CREATE TABLE case_list_pages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    list_key INTEGER NOT NULL REFERENCES case_lists (key) ON DELETE CASCADE,
    pass INTEGER NOT NULL DEFAULT 0,
    rows TEXT NOT NULL,
    -- What the passes so far did to each case of the page.
    outcomes TEXT NOT NULL DEFAULT '[]'
  );
  CREATE INDEX case_list_pages_in_order ON case_list_pages (list_key, pass, key);`;

const PLACES_IN_COLLECTIONS = `
  -- Where a region stands in its collection: what is taken out leaves its place free, so that it can come back to it.
  ALTER TABLE collection_items ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
  UPDATE collection_items AS own SET place = (
    SELECT count(*) FROM collection_items other
    WHERE other.collection_key = own.collection_key AND other.key < own.key
  );`;

const FILES_OF_SLIDES = `
  -- Size and time of change of every file of a slide when it was read; apart, so that no list of slides carries them.
  CREATE TABLE slide_files (
    slide_key INTEGER PRIMARY KEY REFERENCES slides (key) ON DELETE CASCADE,
    stamps TEXT NOT NULL
  );`;

const TEACHING_UNSAID = `
  -- Cases of lists without a word on teaching were written down as not for teaching; their filters knew better.
  UPDATE cases SET teaching = NULL
  WHERE teaching = 0 AND key IN (SELECT case_key FROM case_filters WHERE teaching IS NULL);`;

const STEPS: readonly string[] = [
  CASES + SLIDES + TILES + RECORDS,
  TEACHING_AND_MEASURES,
  SPACES_SIDE_BY_SIDE,
  CASE_LISTS_BY_PAGES,
  PLACES_IN_COLLECTIONS,
  FILES_OF_SLIDES,
  TEACHING_UNSAID,
];
