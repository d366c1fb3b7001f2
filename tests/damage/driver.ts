import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SearchAnswer } from '../../src/api/schemas/search.js';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http, STACK } from '../support/http.js';
import { makeSmallArchive } from '../support/small-archive.js';
import { refusalOf } from './refusal.js';
import type { Place, Row } from './row.js';

const AT_REST = { timeout: 20_000, interval: 100 };

/**
 * Runs rows against a small archive that is served. Each must be refused with its tag, in words that name what
 * to do, never with a stack and never with success; and the archive is what it was.
 */
export function describeDamage(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    const root = scratch();
    const data = join(root, 'data');
    const allowed = join(root, 'slides');
    let server: Server;
    let api: Http;
    let asked: Pick<Place, 'slideId' | 'slideName' | 'tileId'>;

    beforeAll(async () => {
      const [first] = await makeSmallArchive(allowed, { slides: 2, sidePx: 600 });
      await ask(['ingest', allowed, '--cases', join(allowed, 'cases.csv')], { data });
      server = await serve(data, { TESSERA_SLIDE_FOLDERS: allowed });
      api = createHttp(server.url);
      const { id } = await api.get<{ id: string }>(`/slides/find?reference=${first!.file}`);
      const answer = await api.post<SearchAnswer>('/searches', { slideId: id });
      const tileId = answer.cases[0]!.slides[0]!.regions[0]!.tileId;
      asked = { slideId: id, slideName: first!.file, tileId };
      // Loads every space and lets its index come to rest, so that nothing changes later but by a row.
      await api.post('/verify', {});
      await vi.waitFor(async () => {
        const { spaces } = await api.get<{ spaces: { index: { state: string } | null }[] }>('/status');
        expect(spaces.map(({ index }) => index?.state)).not.toContain('building');
      }, AT_REST);
    });
    afterAll(() => server?.stop());

    /** What the archive holds: counts, slides, tiles of each space, jobs; and how many visit. */
    async function held(): Promise<{ archive: unknown; visitors: number }> {
      const { slides, ...status } = await api.get<{ slides: { visiting: number } }>('/status');
      const archived = await api.walk<{ name: string; status: string }>('/slides?state=archived', 100);
      const names = archived.map(({ name, status }) => `${name}: ${status}`);
      return { archive: { ...status, names }, visitors: slides.visiting };
    }

    for (const row of rows) {
      it.skipIf(row.skip)(row.skip ? `${row.name} (${row.skip})` : row.name, async () => {
        const folder = mkdtempSync(join(root, 'row-'));
        const file = join(folder, row.file ?? 'none');
        await row.make?.(file, folder, allowed);
        const before = await held();
        const said = await refusalOf(row.deed({ file, folder, allowed, ...asked }), api, data);
        expect(said.tag, JSON.stringify(said)).toBe(row.tag);
        const words = [said.message, said.hint, JSON.stringify(said.details ?? {})].join('\n');
        expect(words).toMatch(row.says);
        expect(said.message.length, 'a message that nobody reads to its end').toBeLessThan(1000);
        const after = await held();
        expect(after.archive).toEqual(before.archive);
        expect(after.visitors - before.visitors).toBe(row.visits ? 1 : 0);
      });
    }

    it('and the server has nothing to be ashamed of in its log', () => {
      expect(server.log()).not.toMatch(STACK);
    });
  });
}
