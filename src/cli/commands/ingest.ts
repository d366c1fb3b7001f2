import { resolve } from 'node:path';
import type { IngestReport } from '../../api/schemas/slide.js';
import { TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import { type Client, read } from '../connection.js';
import { table } from '../table.js';
import { numberFlag } from '../values.js';
import { watchJob } from '../watch-job.js';
import { describeImport, importCases } from './import-cases.js';

export const ingestCommand: Command = {
  name: 'ingest',
  about: 'brings slides and folders into the archive; goes on where it was interrupted',
  usage: [
    '  tessera ingest PATH… [--cases FILE] [--mpp N] [--model ID] [--changed refuse|reingest]',
    '',
    '  --cases FILE   case list (CSV or JSON) that is imported first',
    '  --mpp N        µm per pixel, for files that do not say it; wins over file and case list',
    '  --model ID     an encoder beside those in use (see tessera spaces)',
    '  --changed X    what to do when a known path holds another slide now (default: refuse)',
  ].join('\n'),
  options: {
    cases: { type: 'string' },
    mpp: { type: 'string' },
    model: { type: 'string' },
    changed: { type: 'string' },
  },
  async run({ flags, words, json, terminal, connect }) {
    if (words.length === 0)
      throw new TesseraError('invalid-input', 'Which files or folders? tessera ingest PATH…');
    const mpp = numberFlag(flags, 'mpp');
    const { client, connection } = await connect();
    const cases = textFlag(flags, 'cases');
    if (cases !== undefined) terminal.note(describeImport(await importCases(connection, cases)));
    const request = {
      paths: words.map((path) => resolve(path)),
      mpp,
      model: textFlag(flags, 'model'),
      changed: changedFlag(textFlag(flags, 'changed')),
    };
    const started = await read(client.ingests.$post({ json: request }));
    await watchJob(connection, started.id, terminal.progress);
    const report = await read(client.ingests[':jobId'].$get({ param: { jobId: started.id } }));
    terminal.print(json ? JSON.stringify(report) : describe(report));
    return exitCode(client, started.id);
  },
};

/** 0 when the job ran, whatever single slides did; 1 when it was stopped. */
async function exitCode(client: Client, jobId: string): Promise<number> {
  const job = await read(client.jobs[':jobId'].$get({ param: { jobId } }));
  return job.state === 'cancelled' ? 1 : 0;
}

function changedFlag(text: string | undefined): 'refuse' | 'reingest' {
  if (text === undefined || text === 'refuse') return 'refuse';
  if (text === 'reingest') return text;
  throw new TesseraError('invalid-input', `--changed is “${text}”; it must be refuse or reingest.`);
}

function describe({ slides, otherFiles }: IngestReport): string {
  const count = (status: string) => slides.filter((slide) => slide.status === status).length;
  const tiles = slides.reduce((sum, slide) => sum + slide.tiles.indexed, 0);
  const lines = [
    `${slides.length} slides: ${count('indexed')} indexed (${tiles} tiles), ${count('skipped')} skipped, ${count('failed')} failed.`,
  ];
  const troubled = slides.filter((slide) => slide.error);
  if (troubled.length > 0) {
    lines.push(
      '',
      table(
        ['slide', 'state', 'reason', 'what to do'],
        troubled.map(({ name, status, error }) => [
          name,
          status,
          `${error?.tag}: ${error?.message}`,
          error?.hint ?? '',
        ]),
      ),
    );
  }
  if (otherFiles.length > 0)
    lines.push(
      '',
      `Other files, left alone: ${otherFiles.length} (${otherFiles.slice(0, 5).join(', ')}${otherFiles.length > 5 ? ', …' : ''})`,
    );
  return lines.join('\n');
}
