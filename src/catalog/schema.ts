import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ErrorRecord } from '../domain/errors.js';
import type { Level, MppSource, SlideStamps } from '../domain/slides.js';
import type { SlideState, SlideStatus } from './port.js';

// The tables as typed queries see them. The tables themselves, with their indexes and checks, are made by
// migrations.ts; a test compares the two.

type Extra = Readonly<Record<string, string>>;

export const cases = sqliteTable('cases', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  caseId: text('case_id').notNull(),
  patientId: text('patient_id').notNull(),
  listed: integer({ mode: 'boolean' }).notNull(),
  specimen: text(),
  organ: text(),
  diagnosis: text(),
  icdo3: text(),
  ageBand: text('age_band'),
  sex: text(),
  site: text(),
  date: text(),
  teaching: integer({ mode: 'boolean' }),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  extra: text({ mode: 'json' }).$type<Extra>().notNull(),
  report: text(),
  notes: text(),
});

export const caseFilters = sqliteTable('case_filters', {
  caseKey: integer('case_key').primaryKey(),
  caseId: text('case_id').notNull(),
  specimen: text(),
  organ: text(),
  diagnosis: text(),
  icdo3: text(),
  ageBand: text('age_band'),
  sex: text(),
  site: text(),
  date: text(),
  teaching: text(),
});

export const claims = sqliteTable('claims', {
  file: text().primaryKey(),
  stem: text().notNull(),
  caseKey: integer('case_key').notNull(),
  mpp: real(),
  stain: text(),
  scanner: text(),
  extra: text({ mode: 'json' }).$type<Extra>().notNull(),
});

export const slides = sqliteTable('slides', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  caseKey: integer('case_key').notNull(),
  state: text().$type<SlideState>().notNull(),
  status: text().$type<SlideStatus>().notNull(),
  stainFolded: text('stain_folded'),
  scannerFolded: text('scanner_folded'),
  name: text().notNull(),
  stem: text().notNull(),
  path: text().notNull(),
  sha256: text(),
  bytes: integer().notNull(),
  modifiedAt: real('modified_at').notNull(),
  format: text(),
  width: integer(),
  height: integer(),
  mpp: real(),
  mppSource: text('mpp_source').$type<MppSource>(),
  stain: text(),
  scanner: text(),
  expiresAt: integer('expires_at'),
  createdAt: integer('created_at').notNull(),
  levels: text({ mode: 'json' }).$type<readonly Level[]>().notNull(),
  extra: text({ mode: 'json' }).$type<Extra>().notNull(),
  error: text({ mode: 'json' }).$type<ErrorRecord>(),
});

export const slideFiles = sqliteTable('slide_files', {
  slideKey: integer('slide_key').primaryKey(),
  stamps: text({ mode: 'json' }).$type<SlideStamps>().notNull(),
});

export const spaces = sqliteTable('spaces', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  modelId: text('model_id').notNull(),
  modelSha256: text('model_sha256').notNull(),
  mpp: real().notNull(),
  tilePx: integer('tile_px').notNull(),
  dim: integer().notNull(),
  head: integer().notNull().default(0),
  leaving: integer({ mode: 'boolean' }).notNull().default(false),
});

export const keptModels = sqliteTable(
  'kept_models',
  {
    modelId: text('model_id').notNull(),
    modelSha256: text('model_sha256').notNull(),
    since: integer().notNull(),
    serving: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.modelSha256] })],
);

export const slideSpaces = sqliteTable(
  'slide_spaces',
  {
    slideKey: integer('slide_key').notNull(),
    spaceKey: integer('space_key').notNull(),
    laid: integer({ mode: 'boolean' }).notNull().default(false),
    planned: integer().notNull().default(0),
    indexed: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    absent: text(),
    judged: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.slideKey, table.spaceKey] })],
);

export const skipReasons = sqliteTable(
  'skip_reasons',
  {
    slideKey: integer('slide_key').notNull(),
    spaceKey: integer('space_key').notNull(),
    reason: text().notNull(),
    tiles: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.slideKey, table.spaceKey, table.reason] })],
);

export const tiles = sqliteTable('tiles', {
  id: integer().primaryKey({ autoIncrement: true }),
  slideKey: integer('slide_key').notNull(),
  spaceKey: integer('space_key').notNull(),
  x: integer().notNull(),
  y: integer().notNull(),
  width: integer().notNull(),
  height: integer().notNull(),
  tissue: integer().notNull(),
  state: text().$type<'pending' | 'indexed' | 'skipped' | 'failed'>().notNull().default('pending'),
  vectorsKey: integer('vectors_key'),
  reason: text(),
  error: text({ mode: 'json' }).$type<ErrorRecord>(),
});

export const vectors = sqliteTable('vectors', {
  key: integer().primaryKey({ autoIncrement: true }),
  slideKey: integer('slide_key').notNull(),
  spaceKey: integer('space_key').notNull(),
  change: integer(),
  tiles: integer().notNull(),
  tileIds: blob('tile_ids', { mode: 'buffer' }).notNull(),
  vectors: blob({ mode: 'buffer' }).notNull(),
});

export const removals = sqliteTable(
  'removals',
  {
    spaceKey: integer('space_key').notNull(),
    change: integer().notNull(),
    slideKey: integer('slide_key').notNull(),
  },
  (table) => [primaryKey({ columns: [table.spaceKey, table.change] })],
);

export const searches = sqliteTable('searches', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  actor: text().notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  question: text({ mode: 'json' }).$type<unknown>().notNull(),
  answer: text({ mode: 'json' }).$type<unknown>().notNull(),
  vectors: blob({ mode: 'buffer' }),
  picture: blob({ mode: 'buffer' }),
});

export const calibrations = sqliteTable('calibrations', {
  spaceId: text('space_id').primaryKey(),
  calibration: text({ mode: 'json' }).$type<unknown>().notNull(),
  archivePatients: integer('archive_patients').notNull(),
  madeAt: integer('made_at').notNull(),
});

export const audit = sqliteTable('audit', {
  key: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  subject: text().notNull(),
  details: text({ mode: 'json' }).$type<unknown>(),
});

export const collections = sqliteTable('collections', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  name: text().notNull(),
  about: text().notNull(),
  actor: text().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const collectionItems = sqliteTable('collection_items', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  collectionKey: integer('collection_key').notNull(),
  slideKey: integer('slide_key').notNull(),
  x: real().notNull(),
  y: real().notNull(),
  width: real().notNull(),
  height: real().notNull(),
  note: text().notNull(),
  createdAt: integer('created_at').notNull(),
  place: integer().notNull().default(0),
});

export const evaluations = sqliteTable('evaluations', {
  key: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  kind: text().notNull(),
  madeAt: integer('made_at').notNull(),
  report: text({ mode: 'json' }).$type<unknown>().notNull(),
});
