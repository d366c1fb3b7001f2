import { TesseraError } from '../../domain/errors.js';
import { type Command, type Flags, textFlag } from '../command.js';
import { type Client, read } from '../connection.js';
import { table } from '../table.js';
import { watchJob } from '../watch-job.js';

type Spaces = Awaited<ReturnType<typeof listSpaces>>;

const listSpaces = (client: Client) => read(client.spaces.$get());

export const spacesCommand: Command = {
  name: 'spaces',
  about: 'embedding spaces: which model serves, and how far others are filled beside it',
  usage: [
    '  tessera spaces',
    '',
    '  To go over to another model without a pause: spaces add, spaces compare, spaces switch, spaces drop.',
  ].join('\n'),
  options: {},
  async run({ json, terminal, connect }) {
    const { client } = await connect();
    const spaces = await listSpaces(client);
    terminal.print(json ? JSON.stringify(spaces) : describe(spaces));
    return 0;
  },
};

export const spacesSwitchCommand: Command = {
  name: 'spaces switch',
  about: 'lets another model serve, from one question to the next',
  usage: [
    '  tessera spaces switch --model ID [--force]',
    '',
    '  --force   also when slides or calibration are missing in its spaces',
  ].join('\n'),
  options: { model: { type: 'string' }, force: { type: 'boolean' } },
  async run({ flags, json, terminal, connect }) {
    const model = modelFlag(flags);
    const { client } = await connect();
    const spaces = await read(client.spaces.switch.$post({ json: { model, force: flags.force === true } }));
    terminal.print(json ? JSON.stringify(spaces) : `${model} serves.\n\n${describe(spaces)}`);
    return 0;
  },
};

export const spacesDropCommand: Command = {
  name: 'spaces drop',
  about: 'drops all spaces of a model for good: vectors, graphs, calibration',
  usage: [
    '  tessera spaces drop --model ID --yes',
    '',
    '  --model ID   a model, or one version of it (tessera-s-8211e22e)',
    '  --yes        really: it cannot be undone. Refused for the model that serves.',
  ].join('\n'),
  options: { model: { type: 'string' }, yes: { type: 'boolean' } },
  async run({ flags, json, terminal, connect }) {
    const model = modelFlag(flags);
    if (flags.yes !== true) {
      throw new TesseraError('invalid-input', 'Dropping spaces cannot be undone.', {
        hint: 'Add --yes if you mean it.',
      });
    }
    const { client, connection } = await connect();
    const job = await read(client.spaces[':model'].$delete({ param: { model } }));
    await watchJob(connection, job.id, terminal.progress);
    const ended = await read(client.jobs[':jobId'].$get({ param: { jobId: job.id } }));
    const gone = ended.state === 'done' && ended.steps.failed === 0;
    const said = gone
      ? `The spaces of ${model} are gone.`
      : `The spaces of ${model} are hidden; what is left of them goes at the next start.`;
    terminal.print(json ? JSON.stringify({ dropped: model, job: ended }) : said);
    return gone ? 0 : 1;
  },
};

/** The model that a command is about. Errors: `invalid-input`. */
export function modelFlag(flags: Flags): string {
  const model = textFlag(flags, 'model');
  if (model !== undefined) return model;
  throw new TesseraError('invalid-input', 'Which model? Give --model ID.', {
    hint: 'tessera models lists those on this machine, tessera spaces those in the archive.',
  });
}

function describe({ items }: Spaces): string {
  if (items.length === 0) return 'The archive has no spaces yet: tessera ingest FOLDER';
  const rows = items.map((space) => [
    space.serving ? '▸' : '',
    space.id,
    String(space.mpp),
    `${space.coverage.done}/${space.coverage.slides}`,
    String(space.tiles),
    stateOf(space),
  ]);
  return [table(['', 'space', 'µm/px', 'slides', 'tiles', 'state'], rows), ...offers(items)].join('\n');
}

function stateOf({
  serving,
  kept,
  coverage,
  modelState,
  calibration,
  tiles,
}: Spaces['items'][number]): string {
  const states = [
    serving ? 'serves' : kept ? 'kept' : 'not kept',
    coverage.complete ? 'complete' : 'incomplete',
  ];
  if (tiles > 0 && !calibration) states.push('not calibrated');
  if (modelState === 'missing') states.push('model missing');
  if (modelState === 'changed') states.push('model replaced');
  return states.join(', ');
}

/** Models that could serve as well: said where one looks for them. */
function offers(items: Spaces['items']): string[] {
  const waiting = [...new Set(items.filter((one) => one.kept && !one.serving).map((one) => one.modelId))];
  const ready = waiting.filter((id) =>
    items.every(
      (one) => one.modelId !== id || (one.coverage.complete && (one.calibration || one.tiles === 0)),
    ),
  );
  return ready.map((id) => `\n${id} is complete: tessera spaces switch --model ${id}`);
}
