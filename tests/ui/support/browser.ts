import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Why the browser tests cannot run here; undefined when they can. */
export const NO_BROWSER = existsSync(CHROMIUM)
  ? undefined
  : `no Chromium at ${CHROMIUM} (scripts/install-debian.sh installs it)`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A visitor with a profile of their own; `faults` holds every error of the page and of its console. */
export async function visitor(
  browser: Browser,
  options: { readonly locale?: string; readonly touch?: boolean } = {},
) {
  const { locale = 'en-GB', touch = false } = options;
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ locale, viewport, hasTouch: touch });
  context.setDefaultTimeout(20_000);
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
  });
  return { context, page: await context.newPage(), faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { readonly id: string; readonly impact: string; readonly nodes: { target: string[] }[] };

/** Serious findings of axe on what the page shows now. */
export async function seriousFindings(context: BrowserContext, page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy allows no foreign script.
  const session = await context.newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const violations = await page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await tool.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes[0]?.target}`);
}

/** Draws a stroke on the viewer, from one share of its sides to another. */
export async function drag(page: Page, viewer: Locator, from: number, to: number): Promise<void> {
  const box = await viewer.boundingBox();
  expect(box).not.toBeNull();
  const at = (share: number) => [box!.x + box!.width * share, box!.y + box!.height * share] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 6 });
  await page.mouse.up();
}
