import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { visitor } from './support/browser.js';
import { describeInBrowser, hits, PATIENT, type ReadingRoom } from './support/reading-room.js';

type Case = { id: string; caseId: string; diagnosis: { text: string } };

const openCase = async (page: Page, { api, server, made }: ReadingRoom) => {
  const { items } = await api.get<{ items: Case[] }>('/cases?limit=50');
  await page.goto(`${server.url}/cases/${items.find(({ caseId }) => caseId === made[0]!.caseId)!.id}`);
};
const SIMILAR = '**/api/v1/slides/*/similar*';

describeInBrowser('a case', (room) => {
  it('stands among its similar cases, and looking keeps no search; the button asks one', async () => {
    const { api, browser, made } = room();
    const { context, page, faults } = await visitor(browser);
    await openCase(page, room());
    await hits(page).first().waitFor();
    await page.reload();
    await hits(page).first().waitFor();
    const first = hits(page).first();
    expect(await first.innerText()).toContain(made[0]!.diagnosis);
    expect(await first.innerText()).toMatch(/\d\.\d\d/);
    await expect
      .poll(
        () =>
          first.locator('img').evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth),
        PATIENT,
      )
      .toBeGreaterThan(0);
    expect((await api.get<{ items: object[] }>('/searches')).items).toEqual([]);
    const shown = await hits(page).allInnerTexts();
    await page.getByRole('button', { name: 'Evidence and all hits' }).click();
    await page.waitForURL(/\/searches\/q_/);
    await page.getByRole('region', { name: 'Evidence' }).waitFor();
    const answered = await hits(page).allInnerTexts();
    expect(answered.length).toBeGreaterThanOrEqual(shown.length);
    expect(answered[0]).toContain(made[0]!.diagnosis);
    await page.goBack();
    await hits(page).first().getByRole('link').last().click();
    await expect.poll(() => page.url(), PATIENT).toMatch(/\/cases\/c_/);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says so when nothing is similar, and shows the nearest only when asked', async () => {
    const { context, page } = await visitor(room().browser);
    await page.route(SIMILAR, async (route) => {
      const response = await route.fetch();
      const found = (await response.json()) as object;
      await route.fulfill({ response, json: { ...found, abstained: true, reason: 'Below the threshold.' } });
    });
    await openCase(page, room());
    await page.getByRole('heading', { name: 'Nothing similar in this archive' }).waitFor();
    await page.getByText('Below the threshold.').waitFor();
    expect(await hits(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show the nearest anyway' }).click();
    await hits(page).first().waitFor();
    await context.close();
  });

  it('stands whole when its similar cases cannot be had, and they can be asked for again', async () => {
    const { context, page } = await visitor(room().browser);
    await page.route(SIMILAR, (route) =>
      route.fulfill({ status: 503, json: { tag: 'unavailable', detail: 'Not now.' } }),
    );
    await openCase(page, room());
    await page.getByText('Not now.').waitFor();
    await page.getByRole('heading', { name: 'Slides' }).waitFor();
    await page.unroute(SIMILAR);
    await page.getByRole('button', { name: 'Try again' }).click();
    await hits(page).first().waitFor();
    await context.close();
  });
});
