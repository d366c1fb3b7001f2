import { describe, expect, it } from 'vitest';
import { SLIDE_FAULTS, SLIDE_SKIPS } from '../../domain/errors.js';
import { en } from './en.js';
import { zh } from './zh.js';

describe('why a slide did not come in', () => {
  it('is said in Chinese for every reason there is; in English the server’s own sentence stands', () => {
    const reasons = [...SLIDE_FAULTS, ...SLIDE_SKIPS];
    for (const tag of reasons) expect(zh.troubles[tag], tag).toMatch(/\p{Script=Han}/u);
    expect(en.troubles).toEqual({});
  });
});
