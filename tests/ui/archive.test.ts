import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, scratch, serve } from '../support/house.js';
import { visitor } from './support/browser.js';
import {
  cases,
  describeInBrowser,
  PATIENT,
  picture,
  type ReadingRoom,
  SLIDES,
} from './support/reading-room.js';

const pick = (page: Page, at: number) => cases(page).getByRole('checkbox').nth(at);
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Chosen cases' });
const chosen = (page: Page, count: number) => bar(page).getByText(`${count} chosen`).waitFor();
const openArchive = async (page: Page, { server }: ReadingRoom, question = '') => {
  await page.goto(`${server.url}/${question}`);
  await cases(page).getByRole('listitem').first().waitFor();
};

describeInBrowser('choosing cases', (room) => {
  it('one by one, a range with Shift, all with Ctrl-A, none with Esc; clicks choose while some are chosen', async () => {
    const { context, page, faults } = await visitor(room().browser);
    await openArchive(page, room());
    await pick(page, 0).check();
    await chosen(page, 1);
    await cases(page)
      .getByRole('link')
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await chosen(page, 4);
    await cases(page).getByRole('link').nth(1).click();
    await chosen(page, 3);
    await page.keyboard.press('Control+a');
    await chosen(page, SLIDES);
    await page.keyboard.press('Escape');
    await expect.poll(() => bar(page).count(), PATIENT).toBe(0);
    expect(new URL(page.url()).pathname).toBe('/');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('by keys alone: J walks, X chooses, Shift-J chooses on the way, Enter opens', async () => {
    const { context, page } = await visitor(room().browser);
    await openArchive(page, room(), '?view=table');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await chosen(page, 1);
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    await chosen(page, 3);
    await page.keyboard.press('Escape');
    await expect.poll(() => bar(page).count(), PATIENT).toBe(0);
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/cases\/c_/);
    await context.close();
  });

  it('are marked for teaching together, and U takes it back', async () => {
    const { api, browser } = room();
    const { context, page } = await visitor(browser);
    await openArchive(page, room());
    await pick(page, 0).check();
    await pick(page, 2).check();
    await bar(page).getByRole('button', { name: 'Good for teaching' }).click();
    await page.getByText('Cases marked: 2').waitFor();
    const teaching = async () => (await api.get<{ total: number }>('/cases?filter=teaching%3Dyes')).total;
    expect(await teaching()).toBe(2);
    await page.keyboard.press('u');
    await expect.poll(teaching, PATIENT).toBe(0);
    await context.close();
  });

  it('go into a collection together; cases whose slides are in order need no second try', async () => {
    const { browser } = room();
    const { context, page } = await visitor(browser);
    await openArchive(page, room());
    await pick(page, 0).check();
    await pick(page, 1).check();
    await bar(page).getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Not done for 2 cases').waitFor();
    await bar(page).getByRole('button', { name: 'Keep in a collection' }).click();
    const dialog = page.getByRole('dialog', { name: 'Which collection?' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Two at once');
    await dialog.getByRole('button', { name: 'Begin a collection' }).click();
    await page.getByText('Kept in “Two at once”').waitFor();
    await page.getByRole('link', { name: 'Collections' }).click();
    await page.getByRole('link', { name: /Two at once 2 regions/ }).waitFor();
    await context.close();
  });

  it('are deleted together only after a question', async () => {
    const { api, browser } = room();
    const { context, page } = await visitor(browser);
    await openArchive(page, room());
    await pick(page, 6).check();
    await pick(page, 7).check();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await bar(page).getByRole('button', { name: 'Keep', exact: true }).click();
    expect((await api.get<{ total: number }>('/cases')).total).toBe(SLIDES);
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText(/^Delete 2 cases with 2 slides and \d+ tiles for good\?/).waitFor();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Cases deleted: 2').waitFor();
    await expect.poll(() => cases(page).getByRole('listitem').count(), PATIENT).toBe(SLIDES - 2);
    await context.close();
  });
});

describeInBrowser('an empty archive', (room) => {
  const folder = scratch();
  let empty: Server;
  beforeAll(async () => {
    empty = await serve(`${folder}/empty`);
  });
  afterAll(async () => {
    await empty?.stop();
  });

  it('says what to do first, and is no longer empty when it is done', async () => {
    const { context, page, faults } = await visitor(room().browser);
    await page.goto(empty.url);
    await page.getByRole('heading', { name: 'The archive is empty.' }).waitFor();
    await page.getByRole('heading', { name: 'Bring in slides' }).waitFor();
    const file = await picture('first.png', 'crypts', 'lake', 768);
    await page.locator('.first-steps input[type=file]').first().setInputFiles(file);
    await page.getByLabel('µm per pixel').fill('0.5');
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await expect.poll(() => cases(page).getByRole('listitem').count(), { timeout: 30_000 }).toBe(1);
    expect(faults).toEqual([]);
    await context.close();
  });
});
