import { type Command, textFlags } from '../command.js';
import { type Client, read } from '../connection.js';
import { table } from '../table.js';
import { watchJob } from '../watch-job.js';
import { modelFlag } from './spaces.js';

export const spacesAddCommand: Command = {
  name: 'spaces add',
  about: 'fills the spaces of a second model while the first one serves; goes on where it was interrupted',
  usage: [
    '  tessera spaces add --model ID [--switch] [--slide ID]…',
    '',
    '  --switch     let it serve as soon as its spaces are complete and calibrated',
    '  --slide ID   only this slide; may repeat',
    '',
    '  From now on new slides enter the spaces of both, until one is dropped.',
  ].join('\n'),
  options: {
    model: { type: 'string' },
    switch: { type: 'boolean' },
    slide: { type: 'string', multiple: true },
  },
  async run({ flags, json, terminal, connect }) {
    const model = modelFlag(flags);
    const { client, connection } = await connect();
    const slides = await slideIds(client, textFlags(flags, 'slide'));
    const switchOver = flags.switch === true;
    const started = await read(client.spaces.$post({ json: { model, switchOver, slides } }));
    await watchJob(connection, started.id, terminal.progress);
    const report = await read(client.spaces.fills[':jobId'].$get({ param: { jobId: started.id } }));
    terminal.print(json ? JSON.stringify(report) : describe(report));
    const isMissed = switchOver && !report.outcome?.serves;
    return report.outcome && !isMissed ? 0 : 1;
  },
};

async function slideIds(client: Client, references: readonly string[]): Promise<string[] | undefined> {
  if (references.length === 0) return undefined;
  const found = references.map((reference) => read(client.slides.find.$get({ query: { reference } })));
  return (await Promise.all(found)).map((slide) => slide.id);
}

type Report = Awaited<ReturnType<typeof readReport>>;
const readReport = (client: Client, jobId: string) =>
  read(client.spaces.fills[':jobId'].$get({ param: { jobId } }));

function describe({ model, outcome, error, failed }: Report): string {
  const lines = [headline(model, outcome)];
  if (error) lines.push(`The last step failed: ${error.message}`);
  if (outcome?.missing) lines.push(`Missing: ${outcome.missing}.`);
  if (failed.length > 0) {
    const rows = failed.map(({ name, slideId, error: why }) => [
      name ?? slideId,
      `${why.tag}: ${why.message}`,
      why.hint ?? '',
    ]);
    lines.push('', table(['slide', 'reason', 'what to do'], rows));
  }
  return lines.join('\n');
}

function headline(model: string, outcome: Report['outcome']): string {
  if (!outcome) return `The spaces of ${model} are not filled to the end: the same command goes on.`;
  if (outcome.serves) return `The spaces of ${model} are filled, and it serves.`;
  if (outcome.missing) return `The spaces of ${model} are filled as far as it goes.`;
  return `The spaces of ${model} are complete: tessera spaces switch lets it serve.`;
}
