import { toPages } from '../../domain/case-list-pages.js';
import type { CaseFacts, CaseRow } from '../../domain/cases.js';
import type { Space } from '../../domain/models.js';
import type { EmbeddedTile, PlannedTile } from '../../domain/tile-tasks.js';
import type { CaseListStore, Catalog, ImportReport, NewSlide, SlideRecord } from '../port.js';

export const SPACE: Space = {
  id: 'stain-texture-01234567@1um-224px',
  modelId: 'stain-texture',
  modelSha256: '0123456789abcdef',
  mpp: 1,
  tilePx: 224,
  dim: 4,
};
export const OTHER_SPACE: Space = { ...SPACE, id: 'stain-texture-01234567@2um-224px', mpp: 2 };

export function row(caseId: string, more: Partial<CaseRow> & { facts?: CaseFacts } = {}): CaseRow {
  return { line: 2, caseId, patientId: caseId, facts: {}, extra: {}, ...more };
}

/** Takes a whole case list. */
export async function importRows(lists: CaseListStore, rows: readonly CaseRow[]): Promise<ImportReport> {
  const list = await lists.keep({ pages: toPages(rows), rows: rows.length, actor: 'test' });
  for (;;) {
    const report = await lists.takeNext(list);
    if (report !== undefined) return report;
  }
}

export function newSlide(name: string, more: Partial<NewSlide> = {}): NewSlide {
  return {
    caseKey: undefined,
    name,
    path: `/slides/${name}`,
    sha256: `sha-${name}`,
    bytes: 1234,
    modifiedAt: 5.25,
    state: 'archived',
    status: 'indexed',
    error: undefined,
    format: 'generic-tiff',
    width: 4000,
    height: 3000,
    levels: [{ width: 4000, height: 3000, downsample: 1 }],
    mpp: 0.5,
    mppSource: 'tiff',
    stain: undefined,
    scanner: undefined,
    extra: {},
    expiresAt: undefined,
    ...more,
  };
}

export function grid(count: number): PlannedTile[] {
  return Array.from({ length: count }, (_, index) => ({
    x: index * 448,
    y: 0,
    width: 448,
    height: 448,
    tissue: 0.5,
  }));
}

export const indexed: EmbeddedTile = { status: 'indexed' };
export const blurred: EmbeddedTile = { status: 'skipped', reason: 'blur' };
export const broken: EmbeddedTile = { status: 'failed', error: { tag: 'damaged', message: 'no pixels' } };

/** Vectors whose values tell which tile they belong to. */
export function vectorsFor(tileIds: readonly number[], dim = SPACE.dim): Uint16Array {
  return Uint16Array.from(
    tileIds.flatMap((id) => Array.from({ length: dim }, (_, index) => id * 10 + index)),
  );
}

/** Adds a slide with `count` tiles, all indexed in one batch. */
export async function addIndexed(catalog: Catalog, slide: NewSlide, count: number): Promise<SlideRecord> {
  const added = await catalog.slides.add(slide);
  await indexTiles(catalog, added.key, count);
  return added;
}

export async function indexTiles(catalog: Catalog, slideKey: number, count: number): Promise<number[]> {
  await catalog.tiles.ensureSpaces([SPACE]);
  await catalog.tiles.plan(slideKey, SPACE.id, grid(count));
  const tileIds = (await catalog.tiles.pending(slideKey, SPACE.id, count)).map((tile) => tile.tileId);
  await catalog.tiles.commit(slideKey, SPACE.id, {
    tileIds,
    tiles: tileIds.map(() => indexed),
    vectors: vectorsFor(tileIds),
    dim: SPACE.dim,
  });
  return tileIds;
}
