import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../built.mjs';
import { MEASURES } from '../measures.mjs';
import { markdownOf } from './table.mjs';

const FOLDER = join(ROOT, 'bench', 'results');

/** Keeps what a measure found, so that a report can be written of measures that ran at different times. */
export function keepResult(name, size, machine, result) {
  mkdirSync(FOLDER, { recursive: true });
  const kept = { name, size, machine, ...result };
  writeFileSync(join(FOLDER, `${name}-${size}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/** Writes bench/RESULTS.md from all that is kept. */
export function writeReport() {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  const results = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
  const place = ({ name, size }) => MEASURES.indexOf(name) + (size === 'full' ? 0.5 : 0);
  results.sort((a, b) => place(a) - place(b));
  const missed = results.flatMap(({ title, rows }) =>
    rows
      .filter(({ met }) => met === false)
      .map(({ what, measured, ratio, target }) => {
        const found = ratio === undefined ? measured : `${measured}, ratio ${ratio.toFixed(2)}`;
        return `- ${title}, ${what}: ${found}; target ${target}`;
      }),
  );
  const text = [
    '# Results',
    '',
    'Written by `npm run bench`; do not edit. A reference is the plain part that the work is made of, measured',
    'in the same run and in turns with it. Read ratios first: absolute times are those of one machine and of',
    'what else ran on it (the load when the measure ended is given; more than its cores means that it waited).',
    '',
    missed.length > 0 ? '## Targets not met' : 'All targets are met.',
    '',
    ...(missed.length > 0 ? [...missed, ''] : []),
    ...results.flatMap((result) => [
      `## ${result.title}`,
      '',
      machineLine(result),
      '',
      markdownOf(result),
      '',
    ]),
  ];
  writeFileSync(join(ROOT, 'bench', 'RESULTS.md'), `${text.join('\n').trimEnd()}\n`);
}

function machineLine({ machine, size }) {
  const { at, commit, cores, cpu, memoryGiB, node, load } = machine;
  const which = size === 'full' ? ', `--full`' : '';
  return `_${at}${which}, commit ${commit}; ${cores} cores, ${cpu}, ${memoryGiB} GiB, Node ${node}, load ${load.toFixed(1)}_`;
}
