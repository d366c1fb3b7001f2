import { describe, expect, it } from 'vitest';
import { findMissingProviders, refuseMissing } from './providers.js';

describe('execution providers', () => {
  it('are tried, each for itself: the processor works everywhere, another system’s provider nowhere', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'dml';
    expect(await findMissingProviders(['cpu'])).toEqual([]);
    expect(await findMissingProviders([foreign, 'cpu'])).toEqual([
      { provider: foreign, problem: expect.stringMatching(/./) },
    ]);
  });

  it('that are missing are refused with what to do', () => {
    expect(() => refuseMissing([])).not.toThrow();
    expect(() => refuseMissing([{ provider: 'cuda', problem: 'no library' }])).toThrow(
      expect.objectContaining({
        tag: 'unavailable',
        message: expect.stringMatching(/“cuda” is asked for.*no library/),
        hint: expect.stringMatching(/CUDA 12.*npm rebuild onnxruntime-node/),
      }),
    );
  });
});
