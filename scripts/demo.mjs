// The demo: draws about 30 phantom slides (once), ingests them, asks the first question and keeps serving.
// Phantoms are drawn tissue, never patients. The second start takes seconds.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'index-data', 'demo');
const slides = join(folder, 'slides');
const data = join(folder, 'archive');
const tessera = join(root, 'dist', 'main.js');

/** Runs one step with our own stdout and stderr; a step that fails ends the demo with its exit code. */
function step(title, script, args) {
  console.error(`\n▸ ${title}`);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Tissue that every diagnosis has. */
const COMMON = new Set(['stroma', 'fat', 'lymphocytes']);

/** The first question: the largest region of the last phantom's own pattern, as its truth draws it. */
function firstQuestion() {
  const rows = readFileSync(join(slides, 'cases.csv'), 'utf8').trim().split('\n');
  const file = rows.at(-1).split(',')[0];
  const truth = JSON.parse(
    readFileSync(join(slides, 'truth', file.replace(/\.[^.]+$/, '.regions.geojson')), 'utf8'),
  );
  const own = truth.features.filter(({ properties }) => !COMMON.has(properties.pattern));
  const [xs, ys] = own
    .map(({ geometry }) => [0, 1].map((axis) => geometry.coordinates[0].map((point) => point[axis])))
    .sort((a, b) => areaAround(b) - areaAround(a))[0];
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const side = 672; // three tiles of the finest space
  const region = [middle(xs) - side / 2, middle(ys) - side / 2, side, side].map((value) =>
    Math.max(0, Math.round(value)),
  );
  return ['--slide', file, '--region', region.join(',')];
}

function areaAround(axes) {
  return axes.reduce((area, values) => area * (Math.max(...values) - Math.min(...values)), 1);
}

step('Drawing phantom slides (about two minutes, once)', join(root, 'scripts', 'make-demo.mjs'), [slides]);
step('Ingesting them', tessera, ['ingest', slides, '--cases', join(slides, 'cases.csv'), '--data', data]);
const question = firstQuestion();
step(`Asking: tessera search ${question.join(' ')}`, tessera, ['search', ...question, '--data', data]);
console.error('\n▸ Serving');
const server = spawn(process.execPath, [tessera, 'serve', '--data', data, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
