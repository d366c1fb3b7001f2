-- The catalog as version 2 of its tables kept it: what an update meets. Never edited.
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

CREATE TABLE case_filters (
  case_key INTEGER PRIMARY KEY REFERENCES cases (key) ON DELETE CASCADE,
  case_id TEXT NOT NULL,
  specimen TEXT, organ TEXT, diagnosis TEXT, icdo3 TEXT, age_band TEXT, sex TEXT, site TEXT, date TEXT,
  teaching TEXT
);

CREATE TABLE claims (
  file TEXT PRIMARY KEY,
  stem TEXT NOT NULL,
  case_key INTEGER NOT NULL REFERENCES cases (key) ON DELETE CASCADE,
  mpp REAL, stain TEXT, scanner TEXT,
  extra TEXT NOT NULL
);
CREATE INDEX claims_by_stem ON claims (stem);
CREATE INDEX claims_by_case ON claims (case_key);

CREATE VIRTUAL TABLE case_text USING fts5 (
  diagnosis, report, notes,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
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
CREATE INDEX slides_by_expiry ON slides (expires_at) WHERE state = 'visiting';
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
) WITHOUT ROWID;
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
CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log only grows'); END;
CREATE TABLE collections (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
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
);
-- A case with a slide of three tiles, one of them skipped; a search; a calibration.
INSERT INTO cases VALUES (1, 'c_1', 'C1', 'P1', 1, NULL, 'lung', 'Normal lung', NULL, NULL, NULL, 'north', NULL, NULL, 5, 5, '{}', NULL, NULL);
INSERT INTO case_filters VALUES (1, 'c1', NULL, 'lung', 'normal lung', NULL, NULL, NULL, 'north', NULL, NULL);
INSERT INTO case_text (rowid, diagnosis, report, notes) VALUES (1, 'Normal lung', '', '');
INSERT INTO slides VALUES (1, 's_1', 1, 'archived', 'indexed', NULL, NULL, 'a.svs', 'a', '/slides/a.svs', 'sha-a', 10, 1.5, 'svs', 900, 300, 0.5, 'tiff', NULL, NULL, NULL, 5, '[{"width":900,"height":300,"downsample":1}]', '{}', NULL);
INSERT INTO spaces VALUES (1, 'stain-texture-01234567@1um-224px', 'stain-texture', '0123456789abcdef', 1, 224, 4, 1);
INSERT INTO slide_spaces VALUES (1, 1, 1, 3, 2, 1, 0, NULL);
INSERT INTO skip_reasons VALUES (1, 1, 'blur', 1);
INSERT INTO tiles VALUES (1, 1, 1, 0, 0, 448, 448, 500, 'indexed', 1, NULL, NULL);
INSERT INTO tiles VALUES (2, 1, 1, 448, 0, 448, 448, 500, 'skipped', NULL, 'blur', NULL);
INSERT INTO tiles VALUES (3, 1, 1, 896, 0, 448, 448, 500, 'indexed', 1, NULL, NULL);
INSERT INTO vectors VALUES (1, 1, 1, 1, 2, x'0100000003000000', x'003c0000000000000000003c00000000');
INSERT INTO calibrations VALUES ('stain-texture-01234567@1um-224px', '{"tau":0.02}', 1, 6);
INSERT INTO searches VALUES (1, 'q_1', 'local', 7, 9000000000000, '{"asked":1}', '{"space":"stain-texture-01234567@1um-224px"}', NULL, NULL);
PRAGMA application_id = 1414746689;
PRAGMA user_version = 2;
