import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Native parts (sharp, onnxruntime, hnswlib) are safest in processes of their own, one per core.
    pool: 'forks',
    maxWorkers: 2,
  },
});
