// Takes a picture of every page, dark and light, Chinese and English, wide and narrow, into screenshots/ (not in git).
// usage: npm run screenshots [-- --data DIR] [--docs]   (default: the archive of `npm run demo`)
// --docs also takes the README's four pictures anew, from phantoms alone: never with an archive of patients.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const given = process.argv.indexOf('--data');
const data = given > 0 ? process.argv[given + 1] : join(root, 'index-data', 'demo', 'archive');
const out = join(root, 'screenshots');
const docs = process.argv.includes('--docs');
const DOCS_WIDTH_PX = 760;
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

if (!existsSync(executablePath))
  throw new Error(`No Chromium at ${executablePath}: scripts/install-debian.sh`);
if (!existsSync(join(data, 'tessera.db'))) throw new Error(`No archive in ${data}: run "npm run demo" once.`);

/** Starts the server on an archive and learns its address. */
function serve(folder) {
  const child = spawn(process.execPath, [
    join(root, 'dist', 'main.js'),
    'serve',
    '--port',
    '0',
    '--data',
    folder,
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
    const ask = () => json(`${api}/searches`, { method: 'POST', headers, body });
    // The first question of a server waits for its workers, which no later one does.
    if (!found) await ask();
    found = { id, region, answer: await ask() };
    if (!found.answer.abstained) return found;
  }
  return found;
}

const toTissue = async (page) => {
  await page.locator('.scale-bar').first().waitFor();
};

/** The pages and their states: an address, and what is done there before the picture is taken. */
async function places(url, empty) {
  const { id, region, answer } = await firstAnswer(`${url}/api/v1`);
  const cases = answer.cases.slice(0, 2).map((hit) => `case=${hit.id}`);
  const box = Object.values(region).join(',');
  const compare = `/compare?search=${answer.id}&${cases.join('&')}`;
  const [collection] = (await json(`${url}/api/v1/collections`)).items;
  return {
    archive: { path: '/' },
    table: { path: '/?view=table&sort=diagnosis' },
    chosen: {
      path: '/',
      before: async (page) => {
        for (const at of [1, 2, 4]) await page.locator('.pick input').nth(at).check();
      },
    },
    add: { path: '/', before: (page) => page.locator('.list-tools button').last().click() },
    keys: { path: '/', before: (page) => page.keyboard.press('?') },
    empty: { path: '/', url: empty },
    slide: { path: `/slides/${id}?region=${box}`, before: toTissue },
    results: { path: `/searches/${answer.id}` },
    contrast: { path: `/searches/${answer.id}?by=diagnosis&contrast=A,B` },
    compare: { path: compare, before: toTissue },
    heat: {
      path: compare,
      before: async (page) => {
        await toTissue(page);
        await page.keyboard.press('h');
      },
    },
    case: { path: `/cases/${answer.cases[0].id}` },
    searches: { path: '/searches' },
    collections: { path: '/collections' },
    ...(collection ? { collection: { path: `/collections/${collection.id}` } } : {}),
    system: { path: '/system' },
    unknown: { path: '/nothing' },
  };
}

/** The README's pictures. */
const DOCS = ['archive', 'slide', 'results', 'compare'];

const LOOKS = [
  { name: 'dark-en-1440', locale: 'en-GB', theme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'light-zh-1440', locale: 'zh-CN', theme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark-zh-1024', locale: 'zh-CN', theme: 'dark', viewport: { width: 1024, height: 768 } },
  { name: 'light-en-1024', locale: 'en-GB', theme: 'light', viewport: { width: 1024, height: 768 } },
];

const nothing = mkdtempSync(join(tmpdir(), 'tessera-empty-'));
const servers = [serve(data), serve(nothing)];
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const [url, empty] = await Promise.all(servers.map((server) => server.url));
  const pages = await places(url, empty);
  for (const { name, locale, theme, viewport } of LOOKS) {
    mkdirSync(join(out, name), { recursive: true });
    const context = await browser.newContext({ locale, viewport });
    await context.addInitScript((value) => localStorage.setItem('tessera.theme', value), theme);
    const page = await context.newPage();
    for (const [place, { path, url: other = url, before }] of Object.entries(pages)) {
      await page.goto(other + path);
      await page.waitForTimeout(1000);
      await before?.(page);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(out, name, `${place}.png`) });
    }
    await context.close();
    console.error(`screenshots/${name}`);
  }
  for (const name of docs ? DOCS : []) {
    const file = join(root, 'docs', 'pages', `${name}.jpg`);
    await sharp(join(out, LOOKS[0].name, `${name}.png`))
      .resize({ width: DOCS_WIDTH_PX })
      .jpeg({ quality: 82, mozjpeg: true })
      .toFile(file);
    console.error(file);
  }
} finally {
  await browser.close();
  for (const { child } of servers) child.kill('SIGTERM');
  await Promise.all(servers.map(({ child }) => new Promise((done) => child.once('close', done))));
  rmSync(nothing, { recursive: true, force: true });
}
