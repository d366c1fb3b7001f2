import { describe, expect, it } from 'vitest';
import { createByteCache } from './byte-cache.js';

describe('createByteCache', () => {
  it('lets the value used longest ago go first', () => {
    const cache = createByteCache<string>(30);
    cache.set('a', 'A', 10);
    cache.set('b', 'B', 10);
    cache.set('c', 'C', 10);
    expect(cache.get('a')).toBe('A');
    cache.set('d', 'D', 10);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.get('d')]).toEqual([
      'A',
      undefined,
      'C',
      'D',
    ]);
  });

  it('counts a value replaced or deleted once', () => {
    const cache = createByteCache<number>(30);
    cache.set('a', 1, 20);
    cache.set('a', 2, 20);
    cache.delete('nothing');
    cache.set('b', 3, 10);
    expect([cache.get('a'), cache.get('b')]).toEqual([2, 3]);
    cache.delete('a');
    cache.set('c', 4, 20);
    expect([cache.get('b'), cache.get('c')]).toEqual([3, 4]);
  });

  it('keeps the newest even where it is larger than all', () => {
    const cache = createByteCache<string>(5);
    cache.set('a', 'A', 3);
    cache.set('large', 'L', 50);
    expect([cache.get('a'), cache.get('large')]).toEqual([undefined, 'L']);
    cache.clear();
    expect(cache.get('large')).toBeUndefined();
  });
});
