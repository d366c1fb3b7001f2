import { expect, it } from 'vitest';
import { groupBy } from './group.js';

it('keeps keys and items in the order of first sight', () => {
  const groups = groupBy(['bone', 'lung', 'breast', 'liver'], (word) => word[0]);
  expect([...groups]).toEqual([
    ['b', ['bone', 'breast']],
    ['l', ['lung', 'liver']],
  ]);
  expect(groupBy([], String).size).toBe(0);
});
