import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { MODEL_ROWS } from './models.js';
import type { Row } from './row.js';

/** Settings, data directories and commands. Most of these rows have data directories of their own. */

const config = (name: string, env: Record<string, string>, says: RegExp, flags: string[] = []): Row => ({
  name: `setting: ${name}`,
  deed: ({ folder }) => ({ cli: ['status', '--data', join(folder, 'data'), ...flags], env }),
  tag: 'invalid-config',
  says,
});

const CONFIG_ROWS: readonly Row[] = [
  config(
    'several faults are told at once',
    {
      TESSERA_WORKERS: '0',
      TESSERA_PORT: 'eighty',
      TESSERA_VISITING_HOURS: '-1',
      TESSERA_MAX_UPLOAD_BYTES: '1.5',
    },
    /(?=.*TESSERA_WORKERS)(?=.*TESSERA_PORT)(?=.*TESSERA_VISITING_HOURS)(?=.*TESSERA_MAX_UPLOAD_BYTES)(?=.*help settings)/s,
  ),
  config('a port beyond 65535', { TESSERA_PORT: '70000' }, /TESSERA_PORT=70000/),
  config(
    'an execution provider that nobody makes',
    { TESSERA_EXECUTION_PROVIDERS: 'gpu' },
    /TESSERA_EXECUTION_PROVIDERS=gpu.*cpu, cuda, dml, coreml/s,
  ),
  config('providers as a flag', {}, /--providers=cpu,.*cuda/s, ['--providers', 'cpu,']),
  config('workers without a thread', { TESSERA_THREADS: '0' }, /TESSERA_THREADS=0/),
  config('answers kept for no time', { TESSERA_SEARCH_DAYS: '0' }, /TESSERA_SEARCH_DAYS/),
  config('a case rule that is none', { TESSERA_CASE_RULE: '(' }, /TESSERA_CASE_RULE/),
];

const asData = (name: string, make: Row['make'], tag: Row['tag'], says: RegExp): Row => ({
  name: `data directory: ${name}`,
  file: 'data',
  ...(make ? { make } : {}),
  deed: ({ file }) => ({ cli: ['status', '--data', file] }),
  tag,
  says,
});

const DATA_ROWS: readonly Row[] = [
  ...['/proc/nope', '/proc/nope/deeper', '/dev/null/data'].map(
    (place): Row => ({
      name: `data directory: ${place}, where no folder can be made`,
      deed: () => ({ cli: ['status', '--data', place] }),
      tag: 'unavailable',
      says: /cannot be made or written.*--data/s,
    }),
  ),
  asData('a file', (file) => writeFileSync(file, 'no folder'), 'unavailable', /data.*folder/is),
  asData(
    'with a catalog that is none',
    (file) => {
      mkdirSync(file);
      writeFileSync(join(file, 'tessera.db'), 'this is no catalog, whatever its name says'.repeat(200));
    },
    'unavailable',
    /catalog|back-?up|database/i,
  ),
  asData(
    'of a later Tessera',
    (file) => {
      mkdirSync(file);
      const database = new Database(join(file, 'tessera.db'));
      database.pragma(`application_id = ${0x54535241}`);
      database.pragma('user_version = 9999');
      database.exec('CREATE TABLE later (x)');
      database.close();
    },
    'unavailable',
    /newer/,
  ),
  asData(
    'of another program',
    (file) => {
      mkdirSync(file);
      const database = new Database(join(file, 'tessera.db'));
      database.exec('CREATE TABLE songs (title)');
      database.close();
    },
    'unavailable',
    /another program.*Name another/s,
  ),
];

const COMMAND_ROWS: readonly Row[] = (
  [
    ['no such command', ['dance'], /help/],
    ['an unknown flag', ['status', '--loud'], /loud/],
    ['a flag without its value', ['search', '--slide'], /slide/],
    ['nothing to ingest', ['ingest'], /PATH/],
    ['nothing to import', ['import', 'cases'], /FILE/],
    ['nothing to ask', ['search'], /--slide.*--image.*--text/s],
    [
      'more cases than are answered',
      ['search', '--text', 'x', '--k', '1000000'],
      /--k: must be at most 500.*help search/s,
    ],
    ['no cases at all', ['search', '--text', 'x', '--k', '0'], /--k: must be at least 1/],
    ['a scale that is none', ['ingest', '.', '--mpp', '-1'], /--mpp: must be above 0/],
    ['help on no command', ['help', 'dance'], /no command “dance”/],
    ['a filter without a value', ['search', '--text', 'x', '--filter', 'organ'], /key=value/],
    [
      'a filter named like what every object has',
      ['search', '--text', 'x', '--filter', 'constructor=x'],
      /organ/,
    ],
    ['a filter named like the root of it', ['search', '--text', 'x', '--filter', '__proto__=x'], /organ/],
    ['nothing to delete', ['delete', '--yes'], /--case ID or --slide ID/],
    ['both to delete', ['delete', '--case', 'a', '--slide', 'b', '--yes'], /--case ID or --slide ID/],
    ['deleting without saying yes', ['delete', '--case', 'C-01'], /--yes/],
    ['a label that nobody measures', ['evaluate', 'retrieval', '--label', 'shoe'], /diagnosis or organ/],
    [
      'an answer to changed files that is none',
      ['ingest', '.', '--changed', 'perhaps'],
      /refuse or reingest/,
    ],
  ] as const
).map(([name, cli, says]) => ({
  name: `command: ${name}`,
  deed: () => ({ cli }),
  tag: 'invalid-input' as const,
  says,
}));

export const SETTING_ROWS: readonly Row[] = [
  ...MODEL_ROWS,
  ...CONFIG_ROWS,
  ...DATA_ROWS,
  ...COMMAND_ROWS,
  {
    name: 'command: deleting a case that is not there',
    deed: () => ({ cli: ['delete', '--case', 'C-99', '--yes'] }),
    tag: 'not-found',
    says: /C-99/,
  },
];
