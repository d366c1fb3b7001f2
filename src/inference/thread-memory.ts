import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ThreadMachine, ThreadMemory, ThreadTrial } from './port.js';

/**
 * Keeps what was measured in one small file. It is a cache: a file that cannot be understood is as good as none,
 * and the next measurement writes it anew.
 */
export function createThreadMemory(file: string): ThreadMemory {
  /** Read once: one process owns the data directory. */
  let known: Promise<Record<string, unknown>> | undefined;
  const all = () => {
    known ??= readAll(file);
    return known;
  };
  return {
    async recall(machine) {
      const found = (await all())[keyOf(machine)];
      return Array.isArray(found) && found.length > 0 && found.every(isTrial) ? found : undefined;
    },
    async remember(machine, trials) {
      const next = { ...(await all()), [keyOf(machine)]: trials };
      known = Promise.resolve(next);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(`${file}.tmp`, `${JSON.stringify(next, undefined, 2)}\n`);
      await rename(`${file}.tmp`, file);
    },
  };
}

function keyOf({ modelSha256, cores, workers, providers }: ThreadMachine): string {
  return `${modelSha256} on ${cores} cores, ${workers} workers, ${providers.join(',')}`;
}

async function readAll(file: string): Promise<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isTrial(told: unknown): told is ThreadTrial {
  const { threads, workers, tilesPerSecond } = (told ?? {}) as Record<string, unknown>;
  return (
    [threads, workers].every((n) => Number.isInteger(n) && (n as number) >= 1) &&
    typeof tilesPerSecond === 'number'
  );
}
