// Makes a fresh clone ready: checks what must be there, installs, builds. No dependency of its own.
// Every line goes to stderr, so that `--json` on stdout stays clean. Quick when nothing is to be done.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const say = (line) => process.stderr.write(`tessera: ${line}\n`);
const quiet = process.argv.includes('--quiet');

function fail(line) {
  say(line);
  process.exit(1);
}

function checkPrerequisites() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 9)) {
    fail(`Node ${process.versions.node} is too old: install Node 20.9 or newer.`);
  }
}

/** What the two native parts (SQLite, HNSW) compile with; asked only when they have to be compiled. */
function checkCompilers() {
  const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) {
    fail(
      `missing ${missing.join(', ')}: install with "apt-get install python3 make g++" (or your system's way).`,
    );
  }
}

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    // The child's stdout is our stderr.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error || status !== 0)
    fail(`"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : '.'}`);
}

const stampFile = at('node_modules', '.tessera-installed');
function installed() {
  if (!existsSync(stampFile)) return false;
  return readFileSync(stampFile, 'utf8') === readFileSync(at('package-lock.json'), 'utf8');
}

function install() {
  checkCompilers();
  say('installing packages and compiling the native parts (1-2 minutes, once) …');
  // onnxruntime-node would download GPU libraries, which a hospital's machine cannot and need not do.
  run('npm', ['ci', '--no-audit', '--no-fund'], { ONNXRUNTIME_NODE_INSTALL: 'skip' });
  writeFileSync(stampFile, readFileSync(at('package-lock.json')));
}

function newest(path) {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(facts.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** True when the stamp is not older than anything that the build reads. */
function isCurrent(stamp, sources) {
  return existsSync(stamp) && sources.every((path) => statSync(stamp).mtimeMs >= newest(path));
}

const builtStamp = at('dist', '.built');
const rooms = readdirSync(at('src')).filter((name) => name !== 'ui');
const builtFrom = [
  ...rooms.map((name) => at('src', name)),
  ...['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) => at(name)),
];

function build() {
  if (!quiet) say('building …');
  const startedAt = new Date();
  run(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(builtStamp, startedAt.toISOString());
}

const pagesStamp = at('dist', '.pages-built');
const pagesFrom = [at('src', 'ui'), at('vite.config.ts'), at('package-lock.json')];

function buildPages() {
  if (!quiet) say('building the pages …');
  const startedAt = new Date();
  run(process.execPath, [at('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']);
  writeFileSync(pagesStamp, startedAt.toISOString());
  // What changed while it was built is built the next time.
  utimesSync(pagesStamp, startedAt, startedAt);
}

checkPrerequisites();
if (!installed()) install();
if (!isCurrent(builtStamp, builtFrom)) build();
if (!isCurrent(pagesStamp, pagesFrom)) buildPages();
