import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const training = fileURLToPath(new URL('../training', import.meta.url));

// Needs nothing but Python itself, which the install needs as well: what only training needs (torch) is not asked for.
it('training has no patient, slide or source group on both sides of a split', () => {
  const { status, stderr } = spawnSync('python3', ['-m', 'unittest', 'tests.test_splits'], {
    cwd: training,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/^OK/m);
  expect(status).toBe(0);
});
