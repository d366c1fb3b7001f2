import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built, MODELS } from './built.mjs';

const INSIDE = 'http://127.0.0.1/api/v1';

/** A folder that is gone when the work is done. */
export async function inScratch(work) {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tessera in this process on a data directory; `call` asks its API without a network between. */
export async function openHouse(data, { models = MODELS, model = 'stain-texture' } = {}) {
  const { readConfig } = await built('config.js');
  const app = await built('app.js');
  const config = readConfig({ data, model }, { TESSERA_MODELS: models });
  const house = await app.openHouse(config, (line) => console.error(line));
  async function send(path, body, type = 'application/json') {
    const response = await house.fetch(
      new Request(`${INSIDE}${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body ? { body } : {}),
        headers: { 'content-type': type, authorization: `Bearer ${house.token}` },
      }),
    );
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  return { ...house, config, send, call: (path, body) => send(path, body && JSON.stringify(body)) };
}
