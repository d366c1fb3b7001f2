import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { visitor } from './support/browser.js';
import { describeInBrowser, PATIENT, type ReadingRoom } from './support/reading-room.js';

type Collection = { id: string; items: { note: string }[] };

const BOX = { x: 100, y: 100, width: 300, height: 200 };
const noticed = (page: Page, text: RegExp) => page.getByRole('status').getByText(text).waitFor();
const asked = (page: Page) => page.locator('.asked-list').getByRole('listitem');
const notes = (page: Page) =>
  page
    .getByRole('textbox', { name: 'Note' })
    .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));

async function collect({ api, slide }: ReadingRoom, name: string): Promise<Collection> {
  const { id } = await api.post<Collection>('/collections', { name });
  for (const note of ['first', 'second', 'third'])
    await api.post(`/collections/${id}/items`, { slideId: slide, box: BOX, note });
  return api.get(`/collections/${id}`);
}

describeInBrowser('what was taken away comes back', (room) => {
  it('a search is forgotten without a question; U brings it back, leaving the page makes it final', async () => {
    const { api, browser, server, slide } = room();
    const [kept, gone] = [
      await api.post<{ id: string }>('/searches', { slideId: slide, region: BOX }),
      await api.post<{ id: string }>('/searches', { text: 'carcinoma' }),
    ];
    const { context, page, faults } = await visitor(browser);
    await page.goto(`${server.url}/searches`);
    await expect.poll(() => asked(page).count(), PATIENT).toBe(2);
    const forget = () => asked(page).first().getByRole('button', { name: 'Forget' }).click();
    await forget();
    await noticed(page, /^Search forgotten/);
    await expect.poll(() => asked(page).count(), PATIENT).toBe(1);
    await page.keyboard.press('u');
    await expect.poll(() => asked(page).count(), PATIENT).toBe(2);
    expect(await api.get(`/searches/${gone.id}`)).toMatchObject({ id: gone.id });
    await forget();
    await noticed(page, /^Search forgotten/);
    await page.goto(`${server.url}/searches/${kept.id}`);
    const refused = async () => (await fetch(api.at(`/searches/${gone.id}`))).status;
    await expect.poll(refused, PATIENT).toBe(404);
    expect(await api.get(`/searches/${kept.id}`)).toMatchObject({ id: kept.id });
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a search is final as well when the news of it is closed', async () => {
    const { api, browser, server } = room();
    const { id } = await api.post<{ id: string }>('/searches', { text: 'lung' });
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/searches`);
    await asked(page).first().getByRole('button', { name: 'Forget' }).click();
    await noticed(page, /^Search forgotten/);
    expect((await fetch(api.at(`/searches/${id}`))).status).toBe(200);
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click();
    await expect.poll(async () => (await fetch(api.at(`/searches/${id}`))).status, PATIENT).toBe(404);
    await context.close();
  });

  it('a deleted collection comes back whole, under its own address', async () => {
    const { browser, server } = room();
    const { id } = await collect(room(), 'Whole again');
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/collections/${id}`);
    await page.getByRole('button', { name: 'Delete the collection' }).click();
    await page.waitForURL(/\/collections$/);
    await noticed(page, /^Collection deleted/);
    const card = page.getByRole('link', { name: /Whole again/ });
    await expect.poll(() => card.count(), PATIENT).toBe(0);
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await card.click();
    await expect.poll(() => notes(page), PATIENT).toEqual(['first', 'second', 'third']);
    expect(new URL(page.url()).pathname).toBe(`/collections/${id}`);
    await context.close();
  });

  it('a region comes back to its place, with the note that was being written', async () => {
    const { api, browser, server } = room();
    const { id } = await collect(room(), 'In order');
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/collections/${id}`);
    await page.getByRole('textbox', { name: 'Note' }).first().fill('first, and its border');
    // Ends the writing and takes it out with one click.
    await page.getByRole('button', { name: 'Take out' }).first().click();
    await expect.poll(() => notes(page), PATIENT).toEqual(['second', 'third']);
    await page.getByRole('button', { name: 'Take out' }).first().click();
    await expect.poll(() => notes(page), PATIENT).toEqual(['third']);
    await page.keyboard.press('u');
    await expect.poll(() => notes(page), PATIENT).toEqual(['second', 'third']);
    await page.keyboard.press('u');
    const whole = ['first, and its border', 'second', 'third'];
    await expect.poll(() => notes(page), PATIENT).toEqual(whole);
    const { items } = await api.get<Collection>(`/collections/${id}`);
    expect(items.map(({ note }) => note)).toEqual(whole);
    await context.close();
  });

  it('a note that is being written outlives the answer to the one before', async () => {
    const { api, browser, server } = room();
    const { id } = await collect(room(), 'Quickly');
    const { context, page } = await visitor(browser);
    const answered: (() => void)[] = [];
    await page.route('**/items/*', async (route) => {
      const response = await route.fetch();
      await new Promise<void>((resolve) => answered.push(resolve));
      await route.fulfill({ response });
    });
    await page.goto(`${server.url}/collections/${id}`);
    const fields = page.getByRole('textbox', { name: 'Note' });
    await fields.nth(0).fill('one');
    await fields.nth(1).fill('two');
    await expect.poll(() => answered.length, PATIENT).toBe(1);
    await fields.nth(2).fill('three');
    await expect.poll(() => answered.length, PATIENT).toBe(2);
    // The later answer first.
    answered[1]!();
    await page.locator('.print-only.note').getByText('two').waitFor({ state: 'attached' });
    answered[0]!();
    await page.locator('.print-only.note').getByText('one').waitFor({ state: 'attached' });
    expect(await notes(page)).toEqual(['one', 'two', 'three']);
    await page.keyboard.press('Tab');
    await expect.poll(() => answered.length, PATIENT).toBe(3);
    answered[2]!();
    const { items } = await api.get<Collection>(`/collections/${id}`);
    expect(items.map(({ note }) => note)).toEqual(['one', 'two', 'three']);
    await context.close();
  });
});
