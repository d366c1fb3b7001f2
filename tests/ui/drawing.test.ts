import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { drag, visitor } from './support/browser.js';
import { askButton, describeInBrowser, hits, openSlide, PATIENT, viewer } from './support/reading-room.js';

type Share = readonly [x: number, y: number];
type Touch = { readonly id: number; readonly at: Share };

const places = async (page: Page) => {
  const box = (await viewer(page).boundingBox())!;
  return ([x, y]: Share) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
};
const outlines = (page: Page) => page.locator('.drawing .outline:not(.crosshair):not(.ruler)');
/** What the scale bar says: zooming changes it. */
const scale = (page: Page) => page.locator('.scale-bar').innerText();
/** The address, once what is looked at has come to rest: it says the same for longer than the page waits to say it. */
const restingAddress = async (page: Page) => {
  await page.waitForURL(/[?&]zoom=/);
  for (let before = ''; before !== page.url(); ) {
    before = page.url();
    await page.waitForTimeout(800);
  }
  return page.url();
};
/** The view in it. */
const restingView = async (page: Page) => {
  const { searchParams } = new URL(await restingAddress(page));
  return ['x', 'y', 'zoom'].map((name) => searchParams.get(name)).join(' ');
};

/** Fingers as a screen reports them. */
async function fingers(context: BrowserContext, page: Page) {
  const session = await context.newCDPSession(page);
  const toPoint = await places(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touches: readonly Touch[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: touches.map(({ id, at }) => ({ id, ...toPoint(at) })),
    });
  return {
    down: (...touches: Touch[]) => send('touchStart', touches),
    move: (...touches: Touch[]) => send('touchMove', touches),
    up: (...left: Touch[]) => send('touchEnd', left),
  };
}

describeInBrowser('drawing on a slide', (room) => {
  it('freehand, ruler and polygon, and an outline asks', async () => {
    const { context, page } = await visitor(room().browser);
    await openSlide(page, room());
    await page.keyboard.press('f');
    await drag(page, viewer(page), 0.3, 0.5);
    await page.keyboard.press('m');
    await drag(page, viewer(page), 0.4, 0.6);
    await page.locator('.ruler text').getByText('µm').waitFor();
    await page.keyboard.press('p');
    const toPoint = await places(page);
    const corners: Share[] = [
      [0.4, 0.4],
      [0.6, 0.4],
      [0.5, 0.6],
    ];
    for (const { x, y } of corners.map(toPoint)) await page.mouse.click(x, y);
    await page.keyboard.press('Enter');
    await askButton(page).click();
    await hits(page).first().waitFor();
    await page.getByText('Outlined region').waitFor();
    await context.close();
  });

  it('the quickest strokes and clicks count and never move the slide', async () => {
    const { context, page } = await visitor(room().browser);
    await openSlide(page, room());
    const before = await restingView(page);
    const toPoint = await places(page);
    const [from, to] = [toPoint([0.4, 0.4]), toPoint([0.5, 0.55])];
    await page.keyboard.press('r');
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y);
    await page.mouse.up();
    await askButton(page).waitFor();
    await page.keyboard.press('p');
    const corners: Share[] = [
      [0.3, 0.3],
      [0.45, 0.3],
      [0.6, 0.45],
      [0.45, 0.6],
      [0.3, 0.6],
    ];
    await Promise.all(corners.map(toPoint).map(({ x, y }) => page.mouse.click(x, y)));
    await page.keyboard.press('Enter');
    await expect
      .poll(() => new URL(page.url()).searchParams.get('region')?.split(';').length, PATIENT)
      .toBe(5);
    expect(await restingView(page)).toBe(before);
    await context.close();
  });

  it('a finger draws; a second one zooms instead, and the tool is still there', async () => {
    const { context, page, faults } = await visitor(room().browser, { touch: true });
    await openSlide(page, room());
    const touch = await fingers(context, page);
    await page.getByRole('button', { name: 'Freehand' }).tap();
    const before = await scale(page);
    await touch.down({ id: 0, at: [0.4, 0.5] });
    await touch.move({ id: 0, at: [0.42, 0.5] });
    await touch.down({ id: 0, at: [0.42, 0.5] }, { id: 1, at: [0.58, 0.5] });
    for (const by of [0.05, 0.1, 0.15, 0.2]) {
      await touch.move({ id: 0, at: [0.42 - by, 0.5] }, { id: 1, at: [0.58 + by, 0.5] });
    }
    await touch.up({ id: 1, at: [0.78, 0.5] });
    await touch.up();
    await expect.poll(() => scale(page), PATIENT).not.toBe(before);
    expect(await outlines(page).count()).toBe(0);
    await restingAddress(page);
    const zoomed = await scale(page);
    await touch.down({ id: 0, at: [0.4, 0.4] });
    for (const at of [
      [0.5, 0.4],
      [0.6, 0.5],
      [0.5, 0.6],
    ] as const)
      await touch.move({ id: 0, at });
    await touch.up();
    await askButton(page).waitFor();
    expect(await scale(page)).toBe(zoomed);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a pen draws, and a palm beside it does nothing', async () => {
    const { context, page } = await visitor(room().browser, { touch: true });
    await openSlide(page, room());
    const before = await scale(page);
    await page.getByRole('button', { name: 'Rectangle' }).click();
    const touch = await fingers(context, page);
    const session = await context.newCDPSession(page);
    const toPoint = await places(page);
    const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: Share) =>
      session.send('Input.dispatchMouseEvent', {
        type,
        ...toPoint(at),
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        pointerType: 'pen',
        clickCount: 1,
      });
    await pen('mousePressed', [0.4, 0.4]);
    await pen('mouseMoved', [0.5, 0.5]);
    await touch.down({ id: 0, at: [0.8, 0.8] });
    await touch.move({ id: 0, at: [0.7, 0.8] });
    await touch.up();
    await pen('mouseMoved', [0.6, 0.6]);
    await pen('mouseReleased', [0.6, 0.6]);
    await askButton(page).waitFor();
    expect(await scale(page)).toBe(before);
    const region = () => new URL(page.url()).searchParams.get('region')?.split(',').map(Number);
    await expect.poll(() => region()?.length, PATIENT).toBe(4);
    await context.close();
  });

  it('by keys alone: a crosshair sets corners, begins and ends; Backspace and U take back', async () => {
    const { context, page } = await visitor(room().browser);
    await openSlide(page, room());
    const region = () => new URL(page.url()).searchParams.get('region');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('r', 'Space', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Space');
    await expect.poll(() => region()?.split(',').length, PATIENT).toBe(4);
    const rectangle = region();
    await press('p', 'Space', 'ArrowRight', 'ArrowRight', 'Space', 'ArrowDown', 'ArrowDown', 'Space');
    await press('ArrowLeft', 'Space', 'Backspace', 'Enter');
    await expect.poll(() => region()?.split(';').length, PATIENT).toBe(3);
    await press('u');
    await expect.poll(region, PATIENT).toBe(rectangle);
    await press(
      'f',
      'Space',
      'ArrowRight',
      'ArrowRight',
      'ArrowDown',
      'ArrowDown',
      'ArrowLeft',
      'ArrowLeft',
      'Enter',
    );
    await expect.poll(() => region()?.includes(';'), PATIENT).toBe(true);
    await context.close();
  });

  it('the address keeps view, rotation and region; what was let go comes back with U', async () => {
    const { context, page } = await visitor(room().browser);
    await openSlide(page, room());
    await page.getByRole('button', { name: 'Rotate right' }).click();
    await page.keyboard.press('r');
    await drag(page, viewer(page), 0.4, 0.6);
    await page.waitForURL(/rotation=90.*region=/);
    const looked = await restingAddress(page);
    const colleague = await visitor(room().browser);
    await colleague.page.goto(looked);
    await askButton(colleague.page).waitFor();
    expect(await restingAddress(colleague.page)).toBe(looked);
    await colleague.page.keyboard.press('Escape');
    await expect.poll(() => askButton(colleague.page).count(), PATIENT).toBe(0);
    await colleague.page.keyboard.press('u');
    await askButton(colleague.page).waitFor();
    await colleague.context.close();
    await context.close();
  });
});
