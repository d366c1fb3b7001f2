import { expect, it } from 'vitest';
import { versionNamed } from './model-names.js';

const version = (modelId: string, modelSha256: string) => ({ modelId, modelSha256 });
const old = version('tessera-s', '0123456789abcdef');
const fresh = version('tessera-s', 'fedcba9876543210');
const other = version('stain-texture', '00000000ffffffff');

it('a model is named by its id where the archive knows one version of it, also when it is listed twice', () => {
  expect(versionNamed([old, other, { ...old }], 'tessera-s')).toEqual(old);
  expect(versionNamed([{ ...other, id: 'a space' } as typeof other], 'stain-texture')).toEqual(other);
});

it('several versions are told apart by the first eight digits of their hash', () => {
  const known = [old, fresh, other];
  expect(versionNamed(known, 'tessera-s-fedcba98')).toEqual(fresh);
  expect(() => versionNamed(known, 'tessera-s')).toThrow(
    expect.objectContaining({ tag: 'conflict', hint: expect.stringContaining('tessera-s-01234567') }),
  );
});

it('a name that nothing has is told with those that are there', () => {
  expect(() => versionNamed([old], 'uni')).toThrow(
    expect.objectContaining({ tag: 'not-found', hint: 'It has: tessera-s-01234567.' }),
  );
  expect(() => versionNamed([], 'uni')).toThrow(expect.objectContaining({ hint: 'It has: none.' }));
});
