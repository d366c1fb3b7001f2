import { spawn } from 'node:child_process';
import { builtFile, MODELS } from './built.mjs';

const STARTED_WITHIN_MS = 60_000;

/**
 * Starts the built server on a data directory and a free port, as a person would.
 * @param {string} data
 * @param {{ models?: string, model?: string }} [options]
 */
export async function startServer(data, { models = MODELS, model = 'stain-texture' } = {}) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [builtFile('main.js'), 'serve', '--port', '0', '--data', data], {
    env: { ...process.env, TESSERA_MODELS: models, TESSERA_MODEL: model },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid,
    startedAt,
    stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return gone;
    },
  };
}

function addressOf(child) {
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the server ${why}: ${said}`));
    const timer = setTimeout(() => fail('did not start'), STARTED_WITHIN_MS);
    const hear = (text) => {
      said += text;
      const address = /open at (http:\/\/\S+)/.exec(said)?.[1];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}

/** A good answer's JSON; throws what a problem says. */
export async function call(url, path, body) {
  const options = body && {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  const response = await fetch(`${url}/api/v1${path}`, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
