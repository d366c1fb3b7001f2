import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../support/house.js';
import { drawSmallSlide } from '../support/small-archive.js';
import { visitor } from './support/browser.js';
import { describeInBrowser, PATIENT } from './support/reading-room.js';

type Space = { modelId: string; serving: boolean; coverage: { complete: boolean } };
type Models = { items: { id: string; name: string; usable: boolean }[] };

describeInBrowser('the system page', (room) => {
  const folder = scratch();

  it('measures retrieval: figures with intervals, what the site decides, every diagnosis', async () => {
    const { browser, server } = room();
    const { context, page, faults } = await visitor(browser);
    await page.goto(`${server.url}/system`);
    await page.getByText('Not measured yet.').waitFor();
    await page.getByRole('button', { name: 'Measure now' }).click();
    await page.getByRole('row', { name: /^First hit right/ }).waitFor();
    await page.getByRole('heading', { name: 'Does the site decide?' }).waitFor();
    await page.getByText(/^By diagnosis \(\d+\)/).click();
    await page.getByRole('row', { name: /^Colon adenocarcinoma/ }).waitFor();
    await page.getByRole('button', { name: 'Measure now' }).click();
    await page.getByRole('img', { name: 'Over time: First hit right' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says in Chinese what it stands on, with the server’s figures beside it', async () => {
    const { context, page } = await visitor(room().browser, { locale: 'zh-CN' });
    await page.goto(`${room().server.url}/system`);
    const findings = page.locator('.findings li');
    await findings.filter({ hasText: /^磁盘/ }).waitFor();
    const names = await findings.locator('b').allInnerTexts();
    expect(names.filter((name) => /^(Execution|Model|Serving|Kept|Disk|Index)/.test(name))).toEqual([]);
    expect(await findings.filter({ hasText: /^索引/ }).innerText()).toMatch(/\d+ vectors in \d+ spaces/);
    await context.close();
  });

  it('counts a visiting slide apart: it is neither archived nor in work', async () => {
    const { browser, server, api } = room();
    const file = join(folder, 'guest.tif');
    await drawSmallSlide(file, { pattern: 'crypts', site: 'lake', seed: 'guest' });
    const sent = { method: 'PUT', body: readFileSync(file) };
    expect((await fetch(api.at('/uploads/visiting/guest.tif'), sent)).ok).toBe(true);
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/system`);
    const figures = page.locator('.figures-row');
    await figures.getByText('Visiting slides').waitFor();
    await expect.poll(() => figures.innerText(), PATIENT).toMatch(/Slides\s+8/);
    await page.getByText(/^In work 0$/).waitFor();
    await context.close();
  });

  it('fills a second model beside the one that serves, compares, switches over, and U takes that back', async () => {
    const { browser, server, api } = room();
    const spaces = async () => (await api.get<{ items: Space[] }>('/spaces')).items;
    const before = (await spaces()).find(({ serving }) => serving)!.modelId;
    const second = (await api.get<Models>('/models')).items.find(
      ({ id, usable }) => usable && id !== before,
    )!;
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/system`);
    const card = page.locator('details.model').filter({ hasText: second.name });
    await card.locator('summary').click();
    await card.getByRole('button', { name: 'Fill beside the other' }).click();
    const isFilled = async () => {
      const own = (await spaces()).filter(({ modelId }) => modelId === second.id);
      return own.length > 0 && own.every(({ coverage }) => coverage.complete);
    };
    await expect.poll(isFilled, { timeout: 60_000 }).toBe(true);
    await card.getByRole('button', { name: `Compare with ${before}` }).click();
    await card.getByRole('columnheader', { name: 'Difference' }).waitFor();
    await card.getByRole('button', { name: 'Let it serve' }).click();
    const serving = async () => (await spaces()).find((space) => space.serving)?.modelId;
    await expect.poll(serving, PATIENT).toBe(second.id);
    await page.getByText(`${second.id} serves now`).waitFor();
    await page.keyboard.press('u');
    await expect.poll(serving, PATIENT).toBe(before);
    await context.close();
  });
});
