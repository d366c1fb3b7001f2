import type { BrowserContext, Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { drag, visitor } from './support/browser.js';
import { askButton, describeInBrowser, hits, PATIENT, viewer } from './support/reading-room.js';

/** 10 Mbit/s and 100 ms, as between two buildings. */
async function slowLine(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const throughput = 10_000_000 / 8;
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 100,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

describeInBrowser('a slow line', (room) => {
  it('shows the whole slide before its tiles, and what is drawn meanwhile is kept and asked', async () => {
    const { context, page } = await visitor(room().browser);
    await slowLine(context, page);
    const late: Route[] = [];
    await page.route('**/slide_files/**', (route) => void late.push(route));
    // The viewer's own code comes late as well: until then there is a picture all the same.
    let bringViewer = () => {};
    const wanted = new Promise<void>((resolve) => {
      bringViewer = resolve;
    });
    await page.route('**/open-viewer-*.js', async (route) => {
      await wanted;
      await route.continue();
    });
    await page.goto(`${room().server.url}/slides/${room().slide}`);
    const first = viewer(page).locator('.viewer-first');
    await expect
      .poll(
        () => first.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
        PATIENT,
      )
      .toBeGreaterThan(100);
    await page.keyboard.press('r');
    bringViewer();
    await page.getByRole('img', { name: 'Drawing' }).waitFor();
    await drag(page, viewer(page), 0.4, 0.6);
    await askButton(page).waitFor();
    expect(late.length, 'tiles that have not come').toBeGreaterThan(0);
    await page.keyboard.press('s');
    await page.waitForURL(/\/searches\/q_/);
    await hits(page).first().waitFor();
    await context.close();
  });
});
