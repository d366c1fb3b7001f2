/**
 * Measures Tessera against the plain parts it is made of, in the same run, and writes bench/RESULTS.md.
 *   node bench/run.mjs [--small | --full] [--only NAME]…
 * --small: seconds, to see that it works; nothing is written. --full: also a million vectors (about an hour,
 * once). Each measure runs in a process of its own.
 */
import { fork } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { copyBuilt } from './built.mjs';
import { MEASURES } from './measures.mjs';
import { machineFacts } from './report/machine.mjs';
import { keepResult, writeReport } from './report/results.mjs';
import { printResult } from './report/table.mjs';

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});
const size = values.small ? 'small' : values.full ? 'full' : 'default';
const unknown = (values.only ?? []).filter((name) => !MEASURES.includes(name));
if (unknown.length > 0) throw new Error(`No measure “${unknown}”; there are ${MEASURES.join(', ')}.`);

copyBuilt();
const machine = machineFacts();
let failed = 0;
for (const name of values.only ?? MEASURES) {
  console.error(`\n▸ ${name} (${size})`);
  const result = await runOne(name).catch((error) => {
    console.error(error.message);
    failed++;
  });
  if (!result) continue;
  printResult(result);
  if (size !== 'small') keepResult(name, size, { ...machine, load: loadavg()[0] }, result);
}
if (size !== 'small') writeReport();
process.exitCode = failed === 0 ? 0 : 1;

function runOne(name) {
  const entry = fileURLToPath(new URL('./one.mjs', import.meta.url));
  const child = fork(entry, [name, size], { execArgv: ['--expose-gc', '--max-old-space-size=8192'] });
  return new Promise((resolve, reject) => {
    let result;
    child.on('message', (message) => {
      result = message;
    });
    child.on('exit', (code, signal) => {
      if (result && code === 0) resolve(result);
      else reject(new Error(`${name} ended with ${signal ?? code}`));
    });
  });
}
