import { describe, expect, it } from 'vitest';
import { placeOf } from './places.js';

describe('the page of an address', () => {
  it('is the one that pages.md names', () => {
    expect(placeOf('/')).toEqual({ page: 'archive' });
    expect(placeOf('/slides/s_1')).toEqual({ page: 'slide', id: 's_1' });
    expect(placeOf('/searches')).toEqual({ page: 'searches' });
    expect(placeOf('/searches/q_1')).toEqual({ page: 'search', id: 'q_1' });
    expect(placeOf('/collections/t_1')).toEqual({ page: 'collection', id: 't_1' });
  });

  it('is unknown for everything else', () => {
    for (const path of ['/nothing', '/slides', '/slides/a/b', '/compare/x', '/system/x']) {
      expect(placeOf(path), path).toEqual({ page: 'unknown' });
    }
  });
});
