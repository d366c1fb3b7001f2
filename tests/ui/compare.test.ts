import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { visitor } from './support/browser.js';
import { describeInBrowser, PATIENT } from './support/reading-room.js';

type Answer = { id: string; cases: { id: string }[] };

/** Width by height of what is outlined in each pane, as one sees it: turned by a quarter, it is the other way round. */
const shapes = (page: Page) =>
  page.locator('.pane .outline:not(.pair .outline)').evaluateAll((outlines) =>
    outlines.map((outline) => {
      const { width, height } = outline.getBoundingClientRect();
      return width > height ? 'wide' : 'tall';
    }),
  );
const discs = (page: Page, pane: string) =>
  page
    .getByRole('region', { name: `Slide viewer, ${pane}` })
    .locator('.pair circle')
    .evaluateAll((all) =>
      all.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }),
    );

describeInBrowser('slides side by side', (room) => {
  let address: string;
  beforeAll(async () => {
    const { api, server, slide } = room();
    const region = { x: 80, y: 240, width: 600, height: 300 };
    const { id, cases } = await api.post<Answer>('/searches', { slideId: slide, region });
    address = `${server.url}/compare?search=${id}&case=${cases[0]!.id}`;
  });
  const open = async () => {
    const visit = await visitor(room().browser);
    await visit.page.goto(address);
    await expect.poll(() => shapes(visit.page), PATIENT).toEqual(['wide', 'wide']);
    return visit;
  };

  it('turn together, whether they also move together or not', async () => {
    const { context, page, faults } = await open();
    const turn = page.getByRole('button', { name: 'Rotate right' });
    await turn.click();
    await expect.poll(() => shapes(page), PATIENT).toEqual(['tall', 'tall']);
    await turn.click();
    await expect.poll(() => shapes(page), PATIENT).toEqual(['wide', 'wide']);
    await page.getByRole('button', { name: 'Move together' }).click();
    await turn.click();
    await expect.poll(() => shapes(page), PATIENT).toEqual(['tall', 'tall']);
    await page.getByRole('button', { name: 'Move together' }).click();
    await turn.click();
    await expect.poll(() => shapes(page), PATIENT).toEqual(['wide', 'wide']);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('number their matched tiles so that every number can be read, however far one zooms out', async () => {
    const { context, page } = await open();
    const zoomOut = async () => {
      await page.getByRole('region', { name: 'Slide viewer, Query' }).hover();
      for (let i = 0; i < 12; i++) await page.mouse.wheel(0, 400);
    };
    const nearest = async (pane: string) => {
      const all = await discs(page, pane);
      const gaps = all.flatMap((a, i) => all.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
      return gaps.length > 0 ? Math.min(...gaps) : 0;
    };
    await expect.poll(() => nearest('Hit 1'), PATIENT).toBeGreaterThan(20);
    const before = await page.locator('.scale-bar').first().innerText();
    await zoomOut();
    await expect.poll(() => page.locator('.scale-bar').first().innerText(), PATIENT).not.toBe(before);
    for (const pane of ['Query', 'Hit 1'])
      await expect.poll(() => nearest(pane), PATIENT).toBeGreaterThan(20);
    await context.close();
  });
});

/** Presses a key at the very moment at which something is put on the page: nobody can be quicker. */
const pressAtFirstSight = (sight: string, key: string) => `
  new MutationObserver((_, watcher) => {
    if (!document.querySelector('${sight}')) return;
    watcher.disconnect();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
  }).observe(document, { childList: true, subtree: true });`;

describeInBrowser('keys at the first sight of a page', (room) => {
  it('are heard: H on a comparison, R on a slide, J on the archive', async () => {
    const { api, browser, server, slide } = room();
    const region = { x: 100, y: 100, width: 400, height: 300 };
    const { id, cases } = await api.post<Answer>('/searches', { slideId: slide, region });
    const walk = async (path: string, sight: string, key: string) => {
      const { context, page } = await visitor(browser);
      await page.addInitScript({ content: pressAtFirstSight(sight, key) });
      await page.goto(server.url + path);
      return { page, close: () => context.close() };
    };
    const compared = await walk(`/compare?search=${id}&case=${cases[0]!.id}`, '.compare', 'h');
    await compared.page.locator('canvas.heat').waitFor();
    await compared.close();
    const drawn = await walk(`/slides/${slide}`, '.tool-column', 'r');
    await drawn.page.getByRole('button', { name: 'Rectangle', pressed: true }).waitFor();
    await drawn.close();
    const listed = await walk('/', '.virtual', 'j');
    await listed.page.locator('[aria-posinset="1"] a:focus').waitFor();
    await listed.close();
  });
});
