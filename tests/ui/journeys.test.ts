import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratch } from '../support/house.js';
import { drag, visitor } from './support/browser.js';
import {
  askButton,
  askRegion,
  cases,
  describeInBrowser,
  hits,
  openSlide,
  PATIENT,
  picture,
  SLIDES,
  viewer,
} from './support/reading-room.js';

type Answer = { cases: { diagnosis: { text: string } }[]; query: { text: string | null; kind: string } };

describeInBrowser('have we seen this?', (room) => {
  it('archive, slide, rectangle, answer: by mouse and keys, and no error on the way', async () => {
    const { browser, server, made, api } = room();
    const { context, page, faults } = await visitor(browser);
    await page.goto(server.url);
    await cases(page).getByText(made[0]!.diagnosis).first().waitFor();
    expect(await cases(page).getByRole('listitem').count()).toBe(SLIDES);
    const answer = await askRegion(page, room());
    const stored = await api.get<Answer>(new URL(answer).pathname);
    const shown = await hits(page).allInnerTexts();
    for (const [i, text] of shown.entries()) expect(text).toContain(stored.cases[i]!.diagnosis.text);
    expect(shown[0]).toMatch(/\d+ of the \d+ nearest patients/);
    await page.getByRole('region', { name: 'Evidence' }).getByText(made[0]!.diagnosis).first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a colleague opens the address and sees the same; a mark ranks anew and U takes it back', async () => {
    const { browser } = room();
    const first = await visitor(browser);
    const answer = await askRegion(first.page, room());
    const told = await hits(first.page).allInnerTexts();
    await first.context.close();
    const { context, page, faults } = await visitor(browser);
    await page.goto(answer);
    await hits(page).first().waitFor();
    const texts = () => hits(page).allInnerTexts();
    expect(await texts()).toEqual(told);
    await hits(page).first().getByRole('button', { name: 'Not relevant' }).click();
    await expect.poll(texts, PATIENT).not.toEqual(told);
    await page.keyboard.press('u');
    await expect.poll(texts, PATIENT).toEqual(told);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('hits stay in sight when a mark makes the answer abstain, and the mark can be taken back there', async () => {
    const { context, page } = await visitor(room().browser);
    await askRegion(page, room());
    const told = await hits(page).count();
    await page.route('**/marks/*', async (route) => {
      const response = await route.fetch();
      const found = (await response.json()) as object;
      const abstained = route.request().method() === 'PUT';
      await route.fulfill({ response, json: { ...found, abstained } });
    });
    await hits(page).first().getByRole('button', { name: 'Not relevant' }).click();
    await page.getByRole('heading', { name: 'Nothing similar in this archive' }).waitFor();
    expect(await hits(page).count()).toBe(told);
    await page.getByText('0 relevant, 1 not relevant').waitFor();
    await page.keyboard.press('u');
    await expect
      .poll(() => page.getByRole('heading', { name: 'Nothing similar in this archive' }).count(), PATIENT)
      .toBe(0);
    expect(await hits(page).count()).toBe(told);
    await context.close();
  });

  it('the address also carries how the answer is looked at', async () => {
    const { browser } = room();
    const { context, page } = await visitor(browser);
    const answer = await askRegion(page, room());
    await page.getByRole('button', { name: 'Group by diagnosis' }).click();
    await page.getByRole('button', { name: 'Contrast' }).click();
    const looked = page.url();
    expect(new URL(looked).pathname).toBe(new URL(answer).pathname);
    const colleague = await visitor(browser);
    await colleague.page.goto(looked);
    await colleague.page.getByRole('region', { name: 'Contrast' }).getByText('mean difference').waitFor();
    await colleague.page.locator('.group-head').first().waitFor();
    await colleague.context.close();
    await context.close();
  });

  it('a bar of the evidence is as long as its weight, however small', async () => {
    const { browser, api } = room();
    const { context, page } = await visitor(browser);
    const answer = await askRegion(page, room());
    const { evidence } = await api.get<{ evidence: { weight: number }[] }>(new URL(answer).pathname);
    const shares = await page
      .getByRole('region', { name: 'Evidence' })
      .locator('td.weight')
      .evaluateAll((cells) =>
        cells.map(
          (cell) =>
            cell.querySelector('.bar')!.getBoundingClientRect().width / cell.getBoundingClientRect().width,
        ),
      );
    expect(shares).toHaveLength(evidence.length);
    // Two px are seen where a weight is almost nothing.
    for (const [i, { weight }] of evidence.entries())
      expect(Math.abs(shares[i]! - weight)).toBeLessThan(0.01);
    await context.close();
  });

  it('a region without a pointer: R, Enter, S; then the hit beside the query with J and C', async () => {
    const { browser } = room();
    const { context, page, faults } = await visitor(browser);
    await openSlide(page, room());
    await page.keyboard.press('r');
    await page.keyboard.press('Enter');
    await askButton(page).waitFor();
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

  it('a picture is asked with, at the scale one says', async () => {
    const { browser, server, made } = room();
    const { context, page, faults } = await visitor(browser);
    const file = await picture('field.png', made[0]!.pattern, made[0]!.site);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Search with a picture' }).click();
    await page.locator('.picture-question input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: '20×' }).click();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await hits(page).first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('words ask alone, among what is filtered for, and the address shows the same again', async () => {
    const { browser, server, api } = room();
    const { context, page, faults } = await visitor(browser);
    await page.goto(`${server.url}/?filter=organ%3Dlung`);
    await page.getByRole('searchbox').fill('carcinoma');
    await page.getByRole('searchbox').press('Enter');
    await page.waitForURL(/\/searches\/q_/);
    await hits(page).first().waitFor();
    for (const text of await hits(page).allInnerTexts()) expect(text).toContain('lung');
    const stored = await api.get<Answer>(new URL(page.url()).pathname);
    expect(stored.query).toMatchObject({ kind: 'text', text: 'carcinoma' });
    const told = await hits(page).allInnerTexts();
    await page.reload();
    await hits(page).first().waitFor();
    expect(await hits(page).allInnerTexts()).toEqual(told);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a region is asked together with words, and the words can be changed afterwards', async () => {
    const { browser, made, api } = room();
    const { context, page } = await visitor(browser);
    await openSlide(page, room());
    await page.keyboard.press('r');
    await drag(page, viewer(page), 0.4, 0.6);
    const { diagnosis } = made[1]!;
    await page.getByRole('textbox', { name: 'and words (optional)' }).fill(diagnosis);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/searches\/q_/);
    await hits(page).first().waitFor();
    const first = page.url();
    const asked = async () => (await api.get<Answer>(new URL(page.url()).pathname)).query;
    expect(await asked()).toMatchObject({ kind: 'region', text: diagnosis });
    await page.getByText('Narrow down').click();
    await page.getByRole('textbox', { name: 'and words (optional)' }).fill('');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect.poll(() => page.url(), PATIENT).not.toBe(first);
    expect(await asked()).toMatchObject({ kind: 'region', text: null });
    await context.close();
  });
});

describeInBrowser('ten good examples for Thursday’s teaching', (room) => {
  const folder = scratch();

  it('a hit is kept with a note, taken out and put back; the printed sheet has scale bars and sources', async () => {
    const { browser, server } = room();
    const { context, page, faults } = await visitor(browser);
    await askRegion(page, room());
    await hits(page).first().getByRole('button', { name: 'Keep in a collection' }).click();
    const dialog = page.getByRole('dialog', { name: 'Which collection?' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Thursday');
    await dialog.getByRole('button', { name: 'Begin a collection' }).click();
    await page.getByText('Kept in “Thursday”').waitFor();
    await page.goto(`${server.url}/collections`);
    await page.getByRole('link', { name: /Thursday/ }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Note the border');
    await page.keyboard.press('Tab');
    // On paper stands what the server has: until then a reload would cut the note off.
    await page.locator('.print-only.note').getByText('Note the border').waitFor({ state: 'attached' });
    const noted = async () => {
      await page.reload();
      return page.getByRole('textbox', { name: 'Note' }).inputValue();
    };
    await expect.poll(noted, PATIENT).toBe('Note the border');
    await page.getByRole('button', { name: 'Take out' }).click();
    await page.getByText('Nothing was kept here yet.').waitFor();
    await page.keyboard.press('u');
    // Put back before the page is asked again: leaving a page ends what it was asking for.
    await page.getByRole('textbox', { name: 'Note' }).waitFor();
    await expect.poll(noted, PATIENT).toBe('Note the border');
    await page.emulateMedia({ media: 'print' });
    await page.locator('.print-only.note').getByText('Note the border').waitFor();
    expect(await page.locator('.picture-scale').innerText()).toMatch(/µm|mm/);
    expect(await page.locator('.source').innerText()).toMatch(/\/slides\/s_\w+\?box=\d+/);
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('the sheet is one file that asks for nothing', async () => {
    const { browser, server, slide, api } = room();
    const { id } = await api.post<{ id: string }>('/collections', { name: 'One <file>' });
    const box = { x: 100, y: 100, width: 300, height: 200 };
    await api.post(`/collections/${id}/items`, { slideId: slide, box, note: '<b>bold</b>' });
    const { context, page } = await visitor(browser);
    await page.goto(`${server.url}/collections/${id}`);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a sheet (HTML)' }).click(),
    ]);
    const asked: string[] = [];
    const reader = await visitor(browser);
    reader.page.on('request', (request) => asked.push(request.url()));
    await saved.saveAs(join(folder, 'sheet.html'));
    await reader.page.goto(`file://${join(folder, 'sheet.html')}`);
    await reader.page.getByRole('heading', { name: 'One <file>' }).waitFor();
    await reader.page.getByText('<b>bold</b>').waitFor();
    await reader.page.getByText('For Research Use Only').waitFor();
    expect(
      await reader.page.locator('img').evaluate((img) => (img as { naturalWidth?: number }).naturalWidth),
    ).toBe(300);
    expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
    await reader.context.close();
    await context.close();
  });
});

describeInBrowser('last night’s slides', (room) => {
  it('one without a scale fails with the reason, is found by its state, is given its µm/px and comes in', async () => {
    const { browser, server, api } = room();
    const { context, page } = await visitor(browser);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Add slides' }).click();
    const panel = page.getByRole('complementary', { name: 'Add slides' });
    await panel
      .locator('input[type=file]')
      .first()
      .setInputFiles(await picture('night.png', 'crypts', 'lake', 768));
    const line = panel.getByRole('listitem').filter({ hasText: 'night.png' }).first();
    await line.getByLabel('µm per pixel').waitFor();
    await page.getByRole('checkbox', { name: /^Failed/ }).check();
    await expect.poll(() => cases(page).getByRole('listitem').count(), PATIENT).toBe(1);
    expect(page.url()).toContain('status=failed');
    await line.getByLabel('µm per pixel').fill('0.5');
    await line.getByRole('button', { name: 'Try again' }).click();
    const status = async () => (await api.get<{ status: string }>('/slides/find?reference=night.png')).status;
    await expect.poll(status, { timeout: 30_000 }).toBe('indexed');
    await context.close();
  });
});
