import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPatch } from '../../scripts/phantoms/index.mjs';
import { ask, type Server, scratch, serve } from '../support/house.js';
import { createHttp, type Http } from '../support/http.js';
import { makeSmallArchive, type SmallSlide } from '../support/small-archive.js';
import { drag, NO_BROWSER, openBrowser, seriousFindings, visitor } from './support/browser.js';

const SLIDES = 8;
/** For a machine that others use as well. */
const PATIENT = { timeout: 20_000 };
const EVIL = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';

/** Everything of a page that others may come to see: run in it. */
const SEEN = `[
  document.title,
  location.href,
  JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  ...[...document.links].map((link) => link.href),
]`;

const folder = scratch();
let made: SmallSlide[];
let server: Server;
let api: Http;
let browser: Browser;
let slide: string;

const viewer = (page: Page) => page.getByRole('region', { name: 'Slide viewer' });
const hits = (page: Page) => page.getByRole('list', { name: 'Similar cases' }).getByRole('listitem');
const texts = (page: Page) => hits(page).allInnerTexts();
const toolIsReady = (page: Page) => page.getByRole('button', { name: 'Rectangle' }).waitFor();

/** Opens the slide and waits until one can draw on it. */
async function openSlide(page: Page): Promise<void> {
  await page.goto(`${server.url}/slides/${slide}`);
  await toolIsReady(page);
  await page.locator('.scale-bar').waitFor();
}

async function askRegion(page: Page): Promise<string> {
  await openSlide(page);
  await page.keyboard.press('r');
  await drag(page, viewer(page), 0.4, 0.6);
  await page.keyboard.press('s');
  await page.waitForURL(/\/searches\/q_/);
  await hits(page).first().waitFor();
  return page.url();
}

if (NO_BROWSER) {
  describe(`the pages (skipped: ${NO_BROWSER})`, () => {
    it.skip('walk in a browser', () => {});
  });
} else {
  beforeAll(async () => {
    const pictures = join(folder, 'slides');
    const data = join(folder, 'data');
    made = await makeSmallArchive(pictures, { slides: SLIDES });
    await ask(['ingest', pictures, '--cases', join(pictures, 'cases.csv')], { data });
    server = await serve(data);
    api = createHttp(server.url);
    const { items } = await api.get<{ items: { id: string; name: string }[] }>('/slides?limit=50');
    slide = items.find(({ name }) => name === made[0]!.file)!.id;
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  describe('have we seen this?', () => {
    it('archive, slide, rectangle, answer: by mouse and keys, and no error on the way', async () => {
      const { context, page, faults } = await visitor(browser);
      await page.goto(server.url);
      const cases = page.getByRole('list', { name: 'Cases' });
      await cases.getByText(made[0]!.diagnosis).first().waitFor();
      expect(await cases.getByRole('listitem').count()).toBe(SLIDES);
      const answer = await askRegion(page);
      const stored = await api.get<{ cases: { diagnosis: { text: string } }[] }>(new URL(answer).pathname);
      const shown = await texts(page);
      for (const [i, text] of shown.entries()) expect(text).toContain(stored.cases[i]!.diagnosis.text);
      await page.getByRole('region', { name: 'Evidence' }).getByText(made[0]!.diagnosis).first().waitFor();
      expect(faults).toEqual([]);
      await context.close();
    });

    it('a colleague opens the address and sees the same; a mark ranks anew and U takes it back', async () => {
      const first = await visitor(browser);
      const answer = await askRegion(first.page);
      const told = await texts(first.page);
      await first.context.close();
      const { context, page, faults } = await visitor(browser);
      await page.goto(answer);
      await hits(page).first().waitFor();
      expect(await texts(page)).toEqual(told);
      await hits(page).first().getByRole('button', { name: 'Not relevant' }).click();
      await expect.poll(() => texts(page), PATIENT).not.toEqual(told);
      await page.keyboard.press('u');
      await expect.poll(() => texts(page), PATIENT).toEqual(told);
      expect(faults).toEqual([]);
      await context.close();
    });

    it('a region without a pointer: R, Enter, S; then the hit beside the query with J and C', async () => {
      const { context, page, faults } = await visitor(browser);
      await openSlide(page);
      await page.keyboard.press('r');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Search this region' }).waitFor();
      await page.keyboard.press('s');
      await hits(page).first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('c');
      await page.waitForURL(/\/compare\?/);
      await page.getByRole('region', { name: 'Slide viewer, Query' }).waitFor();
      await page.getByRole('region', { name: 'Slide viewer, Hit 1' }).waitFor();
      await page.keyboard.press('h');
      await page.locator('canvas.heat').waitFor();
      expect(faults).toEqual([]);
      await context.close();
    });

    it('polygon, freehand and ruler draw; quick strokes never move the slide', async () => {
      const { context, page } = await visitor(browser);
      await openSlide(page);
      await page.keyboard.press('f');
      await drag(page, viewer(page), 0.3, 0.5);
      await page.keyboard.press('m');
      await drag(page, viewer(page), 0.4, 0.6);
      await page.locator('.ruler text').getByText('µm').waitFor();
      await page.keyboard.press('p');
      const box = (await viewer(page).boundingBox())!;
      const corners = [
        [0.4, 0.4],
        [0.6, 0.4],
        [0.5, 0.6],
      ] as const;
      for (const [x, y] of corners) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Search this region' }).click();
      await hits(page).first().waitFor();
      await page.getByText('Outlined region').waitFor();
      await context.close();
    });

    it('a picture is asked with, at the scale one says', async () => {
      const { context, page, faults } = await visitor(browser);
      const { pattern, site } = made[0]!;
      const { data, width, height } = drawPatch({
        recipe: pattern,
        site,
        patientSeed: 'x',
        seed: 'x',
        sizePx: 512,
        mpp: 0.5,
      });
      const buffer = await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      await page.goto(server.url);
      await page.getByRole('button', { name: 'Search with a picture' }).click();
      const file = { name: 'field.png', mimeType: 'image/png', buffer };
      await page.locator('.picture-question input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: '20×' }).click();
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await hits(page).first().waitFor();
      expect(faults).toEqual([]);
      await context.close();
    });
  });

  it('ten good examples: a hit is kept with a note, and the address shows it again', async () => {
    const { context, page, faults } = await visitor(browser);
    await askRegion(page);
    await hits(page).first().getByRole('button', { name: 'Keep in a collection' }).click();
    const dialog = page.getByRole('dialog', { name: 'Which collection?' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Thursday');
    await dialog.getByRole('button', { name: 'Begin a collection' }).click();
    await page.getByText('Kept in “Thursday”').waitFor();
    await page.goto(`${server.url}/collections`);
    await page.getByRole('link', { name: /Thursday/ }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Note the border');
    await page.keyboard.press('Tab');
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByRole('textbox', { name: 'Note' }).inputValue();
      }, PATIENT)
      .toBe('Note the border');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('last night’s slides: one without a scale fails with the reason, is given its µm/px and comes in', async () => {
    const { context, page } = await visitor(browser);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Add slides' }).click();
    const { data, width, height } = drawPatch({
      recipe: 'crypts',
      site: 'lake',
      patientSeed: 'n',
      seed: 'n',
      sizePx: 768,
      mpp: 0.5,
    });
    const buffer = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const panel = page.getByRole('complementary', { name: 'Add slides' });
    const file = { name: 'night.png', mimeType: 'image/png', buffer };
    await panel.locator('input[type=file]').first().setInputFiles(file);
    const line = panel.getByRole('listitem').filter({ hasText: 'night.png' }).first();
    await line.getByLabel('µm per pixel').fill('0.5');
    await line.getByRole('button', { name: 'Try again' }).click();
    await expect
      .poll(async () => (await api.get<{ status: string }>('/slides/find?reference=night.png')).status, {
        timeout: 30_000,
      })
      .toBe('indexed');
    await context.close();
  });

  it('speaks the browser’s language, and the other one when asked', async () => {
    const { context, page } = await visitor(browser, { locale: 'zh-CN' });
    await page.goto(server.url);
    await page.getByRole('list', { name: '病例' }).waitFor();
    await page.getByText('仅供科研使用，不用于诊断。').waitFor();
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('list', { name: 'Cases' }).waitFor();
    await page.reload();
    await page.getByText('For Research Use Only').waitFor();
    await context.close();
  });

  it('axe finds nothing serious, dark and light, and no identifier is in titles, links or storage', async () => {
    const { context, page } = await visitor(browser);
    const answer = await askRegion(page);
    const { cases } = await api.get<{ cases: { id: string }[] }>(new URL(answer).pathname);
    const collection = (await api.get<{ items: { id: string }[] }>('/collections')).items[0]!.id;
    const places = [
      '/',
      '/?view=table',
      `/slides/${slide}`,
      new URL(answer).pathname,
      '/searches',
      `/cases/${cases[0]!.id}`,
    ];
    places.push('/collections', `/collections/${collection}`, '/system');
    places.push(`/compare?search=${new URL(answer).pathname.split('/')[2]}&case=${cases[0]!.id}`);
    const names = made.flatMap(({ caseId, patientId }) => [caseId, patientId]);
    for (const look of ['dark', 'light']) {
      for (const place of places) {
        await page.goto(server.url + place);
        await page.locator('main h1').first().waitFor({ state: 'attached' });
        await page.waitForTimeout(250);
        expect(await seriousFindings(context, page), `${place} ${look}`).toEqual([]);
        const seen = await page.evaluate<string[]>(SEEN);
        for (const name of names)
          expect(
            seen.filter((text) => text.includes(name)),
            place,
          ).toEqual([]);
      }
      await page.getByRole('button', { name: 'Dark or light' }).click();
    }
    await context.close();
  });

  it('text from lists and notes stays text', async () => {
    const row = ['evil-1', 'evil-p', EVIL, EVIL, EVIL]
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(',');
    const list = `case_id,patient_id,diagnosis,organ,notes\n${row}\n`;
    const headers = { 'content-type': 'text/csv' };
    expect((await fetch(api.at('/cases/import'), { method: 'POST', headers, body: list })).ok).toBe(true);
    const { context, page } = await visitor(browser);
    const [item] = (await api.get<{ items: { id: string }[] }>('/cases?limit=1')).items;
    for (const place of ['/', `/cases/${item!.id}`]) {
      await page.goto(server.url + place);
      await page.getByText('onerror').first().waitFor();
      expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    }
    await context.close();
  });

  it('a lost server is told, and what failed comes back with it', async () => {
    const { context, page } = await visitor(browser);
    await page.goto(server.url);
    await page.getByRole('list', { name: 'Cases' }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: 'System' }).click();
    await page.getByText('The server does not answer.').first().waitFor();
    await context.setOffline(false);
    await page.getByText('Spaces and index').waitFor({ timeout: 15_000 });
    expect(await page.getByText('The server does not answer').count()).toBe(0);
    await context.close();
  });

  it('unknown addresses show a calm page with a way back', async () => {
    const { context, page } = await visitor(browser);
    for (const place of [
      '/nothing',
      '/slides/s_none',
      '/searches/q_none',
      '/cases/c_none',
      '/collections/t_none',
    ]) {
      await page.goto(server.url + place);
      await page.getByRole('link', { name: 'To the archive' }).waitFor();
    }
    await context.close();
  });

  it('ten thousand cases scroll with few elements on the page', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `many-${i},many-p-${i},Diagnosis ${i % 40},organ ${i % 7}`,
    );
    const headers = { 'content-type': 'text/csv' };
    const body = `case_id,patient_id,diagnosis,organ\n${rows.join('\n')}\n`;
    expect((await fetch(api.at('/cases/import'), { method: 'POST', headers, body })).ok).toBe(true);
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/?view=table&sort=diagnosis`);
    const cases = page.getByRole('list', { name: 'Cases' });
    await cases.getByRole('listitem').first().waitFor();
    await page.getByText(/10,0\d\d cases/).waitFor();
    const scroller = page.locator('.virtual');
    for (let i = 0; i < 8; i++) {
      await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(150);
      expect(await cases.getByRole('listitem').count()).toBeLessThan(80);
    }
    expect(await scroller.evaluate((element) => element.scrollHeight)).toBeGreaterThan(400 * 48);
    await context.close();
  });
}
