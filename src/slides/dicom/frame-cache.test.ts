import { expect, test } from 'vitest';
import { createFrameCache } from './frame-cache.js';

/** A decoder that counts its calls. */
function counting(bytes: number) {
  const decoder = {
    calls: 0,
    decode: async () => {
      decoder.calls++;
      return new Uint8Array(bytes);
    },
  };
  return decoder;
}

test('a frame is decoded once, also for calls that overlap', async () => {
  const cache = createFrameCache(1000);
  const { decode } = counting(10);
  const [first, second] = await Promise.all([cache.take('a', decode), cache.take('a', decode)]);
  expect(second).toBe(first);
});

test('the frame not used for longest goes first', async () => {
  const cache = createFrameCache(250);
  const [a, b, c] = [counting(100), counting(100), counting(100)];
  await cache.take('a', a.decode);
  await cache.take('b', b.decode);
  await cache.take('a', a.decode);
  await cache.take('c', c.decode);
  await cache.take('a', a.decode);
  await cache.take('b', b.decode);
  expect([a.calls, b.calls, c.calls]).toEqual([1, 2, 1]);
});

test('a frame larger than the cache is held alone', async () => {
  const cache = createFrameCache(50);
  const large = counting(100);
  await cache.take('large', large.decode);
  await cache.take('large', large.decode);
  expect(large.calls).toBe(1);
});

test('a failed frame is tried again', async () => {
  const cache = createFrameCache(50);
  await expect(cache.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect((await cache.take('a', counting(3).decode)).length).toBe(3);
});
