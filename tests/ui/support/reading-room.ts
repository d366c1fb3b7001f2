import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { drawPatch, type PatternName, type SiteName } from '../../../scripts/phantoms/index.mjs';
import { ask, type Server, scratch, serve } from '../../support/house.js';
import { createHttp, type Http } from '../../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../../support/small-archive.js';
import { drag, NO_BROWSER, openBrowser } from './browser.js';

export const SLIDES = 8;
/** For a machine that others use as well. */
export const PATIENT = { timeout: 20_000 };

/** A small archive, served, with a browser before it. */
export type ReadingRoom = {
  readonly made: readonly SmallSlide[];
  readonly server: Server;
  readonly api: Http;
  readonly browser: Browser;
  /** A slide of the first case. */
  readonly slide: string;
};

/** Tests that need a browser, in a room of their own; skipped with the reason where there is none. */
export function describeInBrowser(name: string, tests: (room: () => ReadingRoom) => void): void {
  if (NO_BROWSER) {
    describe(`${name} (skipped: ${NO_BROWSER})`, () => {
      it.skip('walks in a browser', () => {});
    });
    return;
  }
  describe(name, () => {
    const folder = scratch();
    let room: ReadingRoom;
    beforeAll(async () => {
      const pictures = join(folder, 'slides');
      const data = join(folder, 'data');
      const made = await makeSmallArchive(pictures, { slides: SLIDES });
      await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
      const server = await serve(data);
      const api = createHttp(server.url);
      const { items } = await api.get<{ items: { id: string; name: string }[] }>('/slides?limit=50');
      const slide = items.find((one) => one.name === made[0]!.file)!.id;
      room = { made, server, api, slide, browser: await openBrowser() };
    });
    afterAll(async () => {
      await room?.browser.close();
      await room?.server.stop();
    });
    tests(() => room);
  });
}

export const viewer = (page: Page) => page.getByRole('region', { name: 'Slide viewer' });
export const cases = (page: Page) => page.getByRole('list', { name: 'Cases' });
export const hits = (page: Page) => page.getByRole('list', { name: 'Similar cases' }).getByRole('listitem');
export const askButton = (page: Page) => page.getByRole('button', { name: 'Search this region' });

/** Opens the slide and waits until one can draw on it. */
export async function openSlide(page: Page, { server, slide }: ReadingRoom): Promise<void> {
  await page.goto(`${server.url}/slides/${slide}`);
  await page.getByRole('img', { name: 'Drawing' }).waitFor();
  await page.locator('.scale-bar').waitFor();
}

/** Asks with a rectangle; answers the address of the answer. */
export async function askRegion(page: Page, room: ReadingRoom): Promise<string> {
  await openSlide(page, room);
  await page.keyboard.press('r');
  await drag(page, viewer(page), 0.4, 0.6);
  await askButton(page).waitFor();
  await page.keyboard.press('s');
  await page.waitForURL(/\/searches\/q_/);
  await hits(page).first().waitFor();
  return page.url();
}

/** A picture of drawn tissue, as a person would paste or drop it. */
export async function picture(name: string, recipe: PatternName, site: SiteName, sizePx = 512) {
  const seeds = { patientSeed: name, seed: name };
  const { data, width, height } = drawPatch({ recipe, site, ...seeds, sizePx, mpp: 0.5 });
  const raw = { width, height, channels: 3 } as const;
  return { name, mimeType: 'image/png', buffer: await sharp(data, { raw }).png().toBuffer() };
}
