import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { seriousFindings, visitor } from './support/browser.js';
import { askRegion, describeInBrowser, PATIENT, type ReadingRoom } from './support/reading-room.js';

const EVIL = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';

/** Everything of a page that others may come to see: run in it. */
const SEEN = `[
  document.title,
  location.href,
  JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  ...[...document.links].map((link) => link.href),
]`;

/** An address of every page, with something on each. */
async function everyPlace(page: Page, { api, slide, ...rest }: ReadingRoom): Promise<string[]> {
  const answer = new URL(await askRegion(page, { api, slide, ...rest })).pathname;
  const { cases } = await api.get<{ cases: { id: string }[] }>(answer);
  const { id } = await api.post<{ id: string }>('/collections', { name: 'Thursday' });
  await api.post(`/collections/${id}/items`, {
    slideId: slide,
    box: { x: 0, y: 0, width: 300, height: 200 },
  });
  await api.post('/evaluations/retrieval', { label: 'diagnosis', siteBias: true });
  const [first] = cases;
  return [
    ...['/', '/?view=table', `/slides/${slide}`, `${answer}?by=diagnosis&contrast=A,B`, '/searches'],
    ...[`/cases/${first!.id}`, '/collections', `/collections/${id}`, '/system'],
    `/compare?search=${answer.split('/')[2]}&case=${first!.id}`,
  ];
}

describeInBrowser('the manners of the pages', (room) => {
  it('speaks the browser’s language, and the other one when asked', async () => {
    const { context, page } = await visitor(room().browser, { locale: 'zh-CN' });
    await page.goto(room().server.url);
    await page.getByRole('list', { name: '病例' }).waitFor();
    await page.getByText('仅供科研使用，不用于诊断。').waitFor();
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('list', { name: 'Cases' }).waitFor();
    await page.reload();
    await page.getByText('For Research Use Only').waitFor();
    await context.close();
  });

  it('axe finds nothing serious, dark and light, and no identifier is in titles, links or storage', async () => {
    const { browser, server, made } = room();
    const { context, page } = await visitor(browser);
    const places = await everyPlace(page, room());
    const names = made.flatMap(({ caseId, patientId }) => [caseId, patientId]);
    for (const look of ['dark', 'light']) {
      for (const place of places) {
        await page.goto(server.url + place);
        await page.locator('main h1').first().waitFor({ state: 'attached' });
        await expect.poll(() => page.locator('.skeleton').count(), PATIENT).toBe(0);
        expect(await seriousFindings(context, page), `${place} ${look}`).toEqual([]);
        const seen = await page.evaluate<string[]>(SEEN);
        const told = names.filter((name) => seen.some((text) => text.includes(name)));
        expect(told, place).toEqual([]);
      }
      await page.goto(server.url);
      await page
        .getByRole('checkbox', { name: /^Choose: / })
        .first()
        .check();
      expect(await seriousFindings(context, page), `chosen cases ${look}`).toEqual([]);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      expect(await seriousFindings(context, page), `keys ${look}`).toEqual([]);
      await page.keyboard.press('Escape');
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
    expect((await fetch(room().api.at('/cases/import'), { method: 'POST', headers, body: list })).ok).toBe(
      true,
    );
    const { context, page } = await visitor(room().browser);
    const [item] = (await room().api.get<{ items: { id: string }[] }>('/cases?limit=1')).items;
    for (const place of ['/', `/cases/${item!.id}`]) {
      await page.goto(room().server.url + place);
      await page.getByText('onerror').first().waitFor();
      expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    }
    await context.close();
  });

  it('a lost server is told, and what failed comes back with it', async () => {
    const { context, page } = await visitor(room().browser);
    await page.goto(room().server.url);
    await page.getByRole('list', { name: 'Cases' }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: 'System' }).click();
    await page.getByText('The server does not answer.').first().waitFor();
    await context.setOffline(false);
    await page.getByText('Spaces and index').waitFor({ timeout: 15_000 });
    await expect.poll(() => page.getByText('The server does not answer').count(), PATIENT).toBe(0);
    await context.close();
  });

  it('unknown addresses show a calm page with a way back', async () => {
    const { context, page } = await visitor(room().browser);
    for (const place of [
      '/nothing',
      '/slides/s_none',
      '/searches/q_none',
      '/cases/c_none',
      '/collections/t_none',
    ]) {
      await page.goto(room().server.url + place);
      await page.getByRole('link', { name: 'To the archive' }).waitFor();
    }
    await context.close();
  });
});
