import type { Page, Route } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { visitor } from './support/browser.js';
import { cases, describeInBrowser, PATIENT, SLIDES } from './support/reading-room.js';

const ALL = 10_000 + SLIDES;
const LIST = '/?view=table&sort=diagnosis';

const scroller = (page: Page) => page.locator('.virtual');
const row = (page: Page, place: number) => cases(page).locator(`[aria-posinset="${place}"]`);
const loaded = (page: Page, place: number) => row(page, place).getByRole('link').waitFor();
const dragTo = (page: Page, share: number) =>
  scroller(page).evaluate((element, by) => element.scrollTo(0, element.scrollHeight * by), share);
/** Pages of the list, not what else is asked of cases. */
const PAGES = /\/api\/v1\/cases\?.*offset=/;
const offsetOf = (url: string) => Number(new URL(url).searchParams.get('offset'));

describeInBrowser('ten thousand cases', (room) => {
  beforeAll(async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `many-${i},many-p-${i},Diagnosis ${String(i).padStart(5, '0')},organ ${i % 7}`,
    );
    const headers = { 'content-type': 'text/csv' };
    const body = `case_id,patient_id,diagnosis,organ\n${rows.join('\n')}\n`;
    expect((await fetch(room().api.at('/cases/import'), { method: 'POST', headers, body })).ok).toBe(true);
  });

  const open = async () => {
    const visit = await visitor(room().browser);
    await visit.page.goto(room().server.url + LIST);
    await loaded(visit.page, 1);
    return visit;
  };
  const diagnosisAt = async (place: number) => {
    const { items } = await room().api.get<{ items: { diagnosis: { text: string } }[] }>(
      `/cases?sort=diagnosis&limit=1&offset=${place - 1}`,
    );
    return items[0]!.diagnosis.text;
  };

  it('are there from the first to the last: End, Page Up, Home and the scroll bar lead to the right ones', async () => {
    const { context, page, faults } = await open();
    await page.getByText('10,008 cases').waitFor();
    await page.keyboard.press('End');
    await row(page, ALL)
      .getByText(await diagnosisAt(ALL))
      .waitFor();
    await page.keyboard.press('PageUp');
    await expect.poll(() => row(page, ALL).count(), PATIENT).toBe(0);
    await dragTo(page, 0.5);
    const middle = Math.round(ALL / 2) + 5;
    await row(page, middle)
      .getByText(await diagnosisAt(middle))
      .waitFor();
    expect(await cases(page).getByRole('listitem').count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await row(page, 1)
      .getByText(await diagnosisAt(1))
      .waitFor();
    await page.keyboard.press('PageDown');
    await expect.poll(() => row(page, 1).count(), PATIENT).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('are asked for where one is, not all the way there; rows that are on their way hold their place', async () => {
    const { context, page } = await open();
    const asked: Route[] = [];
    await page.route(PAGES, (route) => void asked.push(route));
    await dragTo(page, 0.2);
    await expect.poll(() => asked.length, PATIENT).toBe(1);
    for (const share of [0.3, 0.4, 0.5, 0.6]) await dragTo(page, share);
    const wanted = Math.round(ALL * 0.6) + 5;
    await row(page, wanted).waitFor();
    expect(await row(page, wanted).getAttribute('aria-busy')).toBe('true');
    expect(asked).toHaveLength(1);
    await asked[0]!.continue();
    await expect.poll(() => asked.length, PATIENT).toBe(2);
    expect(offsetOf(asked[1]!.request().url())).toBe(Math.floor((wanted - 1) / 100) * 100);
    await asked[1]!.continue();
    await row(page, wanted)
      .getByText(await diagnosisAt(wanted))
      .waitFor();
    await context.close();
  });

  it('are walked, chosen in a range and chosen all, those never seen among them', async () => {
    const { context, page } = await open();
    const chosen = (count: string) =>
      page.getByRole('toolbar', { name: 'Chosen cases' }).getByText(`${count} chosen`).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await chosen('1');
    await page.keyboard.press('End');
    await loaded(page, ALL);
    await page.keyboard.press('k');
    await page.locator(`[aria-posinset="${ALL - 1}"] a:focus`).waitFor();
    await page.keyboard.press('Home');
    await dragTo(page, 0.1);
    await loaded(page, 1003);
    await row(page, 1003)
      .getByRole('link')
      .click({ modifiers: ['Shift'] });
    await chosen('1,003');
    await page.keyboard.press('Control+a');
    await chosen('10,008');
    await context.close();
  });

  it('are found again where one left them, and begin at the top when another question is asked', async () => {
    const { context, page } = await open();
    await dragTo(page, 0.5);
    const middle = Math.round(ALL / 2) + 5;
    await row(page, middle).getByRole('link').click();
    await page.waitForURL(/\/cases\/c_/);
    await page.goBack();
    await loaded(page, middle);
    await page.getByRole('checkbox', { name: /^organ 3/ }).check();
    await loaded(page, 1);
    await context.close();
  });
});
