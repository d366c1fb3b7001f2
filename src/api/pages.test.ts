import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { VIEWER_STYLE, VIEWER_STYLE_HASH } from './pages.js';

describe('the policy of the pages', () => {
  it('allows the one style element that the viewer adds, and it is still that one', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('openseadragon'), 'utf8');
    const written = /style\.textContent =\s*((?:'[^']*'\s*\+?\s*)+);/.exec(source)?.[1];
    const style = [...(written ?? '').matchAll(/'([^']*)'/g)].map(([, piece]) => piece).join('');
    expect(style).toBe(VIEWER_STYLE);
    expect(`sha256-${createHash('sha256').update(style).digest('base64')}`).toBe(VIEWER_STYLE_HASH);
  });
});
