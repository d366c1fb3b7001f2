import { setTimeout } from 'node:timers/promises';
import type { VectorIndex } from '../port.js';

/** Resolves when no space is loading, building or writing. */
export async function graphIsDone(index: VectorIndex): Promise<void> {
  while ((await index.status()).some(({ state }) => state === 'building')) await setTimeout(5);
}
