// Takes a picture of every page, dark and light, Chinese and English, wide and narrow, into screenshots/ (not in git).
// usage: npm run screenshots [-- --data DIR]   (default: the archive of `npm run demo`)
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const given = process.argv.indexOf('--data');
const data = given > 0 ? process.argv[given + 1] : join(root, 'index-data', 'demo', 'archive');
const out = join(root, 'screenshots');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

if (!existsSync(executablePath))
  throw new Error(`No Chromium at ${executablePath}: scripts/install-debian.sh`);
if (!existsSync(join(data, 'tessera.db'))) throw new Error(`No archive in ${data}: run "npm run demo" once.`);

/** Starts the server on the archive and learns its address. */
function serve() {
  const child = spawn(process.execPath, [
    join(root, 'dist', 'main.js'),
    'serve',
    '--port',
    '0',
    '--data',
    data,
  ]);
  const url = new Promise((resolve, reject) => {
    child.stderr.on('data', (text) => {
      const found = /open at (http:\/\/\S+)/.exec(String(text))?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, url };
}

const json = async (url, init) => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
};

/** The first region, in the middle of a slide, that finds something similar. */
async function firstAnswer(api) {
  const { items } = await json(`${api}/slides?limit=12&state=archived`);
  let found;
  for (const { id, width, height } of items) {
    const region = { x: Math.round(width * 0.3), y: Math.round(height * 0.3), width: 700, height: 560 };
    const body = JSON.stringify({ slideId: id, region });
    const headers = { 'content-type': 'application/json' };
    found = { id, region, answer: await json(`${api}/searches`, { method: 'POST', headers, body }) };
    if (!found.answer.abstained) return found;
  }
  return found;
}

/** The pages, and what stands on them. */
async function places(url) {
  const { id, region, answer } = await firstAnswer(`${url}/api/v1`);
  const cases = answer.cases.slice(0, 2).map((hit) => `case=${hit.id}`);
  const box = Object.values(region).join(',');
  return {
    archive: '/',
    table: '/?view=table&sort=diagnosis',
    slide: `/slides/${id}?box=${box}`,
    results: `/searches/${answer.id}`,
    compare: `/compare?search=${answer.id}&${cases.join('&')}`,
    case: `/cases/${answer.cases[0].id}`,
    searches: '/searches',
    collections: '/collections',
    system: '/system',
    unknown: '/nothing',
  };
}

const LOOKS = [
  { name: 'dark-en-1440', locale: 'en-GB', theme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'light-zh-1440', locale: 'zh-CN', theme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark-zh-1024', locale: 'zh-CN', theme: 'dark', viewport: { width: 1024, height: 768 } },
  { name: 'light-en-1024', locale: 'en-GB', theme: 'light', viewport: { width: 1024, height: 768 } },
];

const server = serve();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const url = await server.url;
  const pages = await places(url);
  for (const { name, locale, theme, viewport } of LOOKS) {
    mkdirSync(join(out, name), { recursive: true });
    const context = await browser.newContext({ locale, viewport });
    await context.addInitScript((value) => localStorage.setItem('tessera.theme', value), theme);
    const page = await context.newPage();
    for (const [place, path] of Object.entries(pages)) {
      await page.goto(url + path);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(out, name, `${place}.png`) });
    }
    await context.close();
    console.error(`screenshots/${name}`);
  }
} finally {
  await browser.close();
  server.child.kill('SIGTERM');
}
