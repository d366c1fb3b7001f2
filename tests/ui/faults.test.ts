import { expect, it } from 'vitest';
import { drag, visitor } from './support/browser.js';
import { describeInBrowser, picture } from './support/reading-room.js';

describeInBrowser('what goes wrong is said in the page’s language', (room) => {
  it('a picture with a wrong scale: the field and its limit, in the dialog that asks for it', async () => {
    const { context, page } = await visitor(room().browser, { locale: 'zh-CN' });
    await page.goto(room().server.url);
    const { buffer } = await picture('pasted', 'crypts', 'north');
    await page.evaluate(`{
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob('${buffer.toString('base64')}'), (one) => one.charCodeAt(0));
      clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
      dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    }`);
    const dialog = page.getByRole('dialog', { name: '用这张图片检索' });
    const scale = dialog.getByRole('spinbutton');
    await scale.fill('-0.5');
    await dialog.getByRole('button', { name: '检索', exact: true }).click();
    await dialog.getByText('分辨率（µm/px）：必须大于 0').waitFor();
    await scale.fill('5000');
    await dialog.getByRole('button', { name: '检索', exact: true }).click();
    await dialog.getByText('分辨率（µm/px）：不能大于 1000').waitFor();
    await scale.fill('0.5');
    await dialog.getByRole('button', { name: '检索', exact: true }).click();
    await page.waitForURL(/\/searches\/q_/);
    await context.close();
  });

  it('a conflict: nothing of a case can be tried again', async () => {
    const { context, page } = await visitor(room().browser, { locale: 'zh-CN' });
    await page.goto(room().server.url);
    await page.getByRole('checkbox', { name: /^选择/ }).first().check();
    await page.getByRole('toolbar').getByRole('button', { name: '重试' }).click();
    const notice = page.locator('.notice', { hasText: '1 例未能处理' });
    await notice.getByText('没有失败或被跳过的切片可重新处理。').waitFor();
    await notice.getByText('详情').click();
    await notice.getByText('No slide of this case failed or was skipped.').waitFor();
    // The sentence speaks whatever the page speaks.
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByText('No slide of this case failed or was skipped.').waitFor();
    expect(await page.getByText('没有失败或被跳过').count()).toBe(0);
    await context.close();
  });

  it('a slide that is gone and a faulty case list', async () => {
    const { browser, server, api, slide } = room();
    const { context, page } = await visitor(browser, { locale: 'zh-CN' });
    await page.goto(server.url);
    await page.getByRole('button', { name: '添加切片' }).click();
    await page
      .locator('.activity input[type=file]')
      .first()
      .setInputFiles({
        name: 'cases.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('case_id,date,organ\nX1,yesterday,lung\n'),
      });
    await page.getByText('第 2 行“date”列：应写作 2024-03-05、2024-03 或 2024').waitFor();
    await page.goto(`${server.url}/slides/${slide}`);
    await page.locator('.scale-bar').waitFor();
    await page.keyboard.press('r');
    await drag(page, page.getByRole('region', { name: '切片浏览器' }), 0.4, 0.6);
    expect((await fetch(api.at(`/slides/${slide}`), { method: 'DELETE' })).ok).toBe(true);
    await page.getByRole('button', { name: '搜索此区域' }).click();
    await page.getByText('内容已不存在。').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '此地址没有内容。' }).waitFor();
    await context.close();
  });
});

describeInBrowser('what troubles a job', (room) => {
  it('is shown with it while it waits, in both languages', async () => {
    const { browser, server } = room();
    const { context, page } = await visitor(browser, { locale: 'zh-CN' });
    await page.route('**/api/v1/jobs?*', async (route) => {
      const response = await route.fetch();
      const { items, nextCursor } = (await response.json()) as { items: object[]; nextCursor: null };
      const trouble = {
        tag: 'unavailable',
        message: 'the job queue cannot be written: database or disk is full',
        hint: 'Make room on the disk of the data directory.',
        details: { code: 'SQLITE_FULL' },
      };
      const waiting = { ...items[0], state: 'running', finishedAt: null, trouble };
      await route.fulfill({ response, json: { items: [waiting], nextCursor } });
    });
    await page.route('**/api/v1/jobs/*/events', () => {});
    await page.goto(server.url);
    await page.getByRole('button', { name: '添加切片' }).click();
    await page.getByText('服务器磁盘已满。').waitFor();
    await page.getByText('任务正在等待。').waitFor();
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByText('It waits.').waitFor();
    await page.getByText('Make room on the disk').waitFor();
    await context.close();
  });
});
