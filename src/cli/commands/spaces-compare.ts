import { TesseraError } from '../../domain/errors.js';
import { type Command, textFlags } from '../command.js';
import { type Client, read } from '../connection.js';
import { table } from '../table.js';
import { choiceFlag, numberFlag } from '../values.js';

export const spacesCompareCommand: Command = {
  name: 'spaces compare',
  about: 'two models on the same archive: leave one patient out in both, with the paired difference',
  usage: [
    '  tessera spaces compare --model A --model B --label diagnosis|organ [--mpp N] [--scoring mean|median|csls]',
    '  tessera spaces compare --history [--limit N]',
    '',
    '  --mpp N     µm/px at which both are asked; default: the finest of those at which both have most slides',
    '  --history   the comparisons that were made, newest first; every comparison is kept',
  ].join('\n'),
  options: {
    model: { type: 'string', multiple: true },
    label: { type: 'string' },
    mpp: { type: 'string' },
    scoring: { type: 'string' },
    history: { type: 'boolean' },
    limit: { type: 'string' },
  },
  async run({ flags, json, terminal, connect }) {
    if (flags.history === true) {
      const { client } = await connect();
      const past = await listPast(client, String(numberFlag(flags, 'limit') ?? 20));
      terminal.print(json ? JSON.stringify(past) : describePast(past));
      return 0;
    }
    const [first, second, ...more] = textFlags(flags, 'model');
    if (first === undefined || second === undefined || more.length > 0) {
      throw new TesseraError('invalid-input', 'Which two models? Give --model A --model B.', {
        hint: 'tessera spaces lists those that the archive has vectors of.',
      });
    }
    const request = {
      first,
      second,
      label: choiceFlag(flags, 'label', ['diagnosis', 'organ'] as const),
      mpp: numberFlag(flags, 'mpp'),
      scoring: choiceFlag(flags, 'scoring', ['mean', 'median', 'csls'] as const),
    };
    const { client } = await connect();
    const compared = await compare(client, request);
    terminal.print(json ? JSON.stringify(compared) : describe(compared));
    return 0;
  },
};

type Request = Parameters<Client['spaces']['compare']['$post']>[0]['json'];
const compare = (client: Client, request: Request) => read(client.spaces.compare.$post({ json: request }));
type Compared = Awaited<ReturnType<typeof compare>>;
const listPast = (client: Client, limit: string) => read(client.spaces.compare.$get({ query: { limit } }));
type Figure = Compared['difference'][string];

const SHOWN = ['acc1', 'acc3', 'acc5', 'mmv3', 'mmv5', 'map5', 'p5', 'macroF1', 'balancedAccuracy'];

function describe(compared: Compared): string {
  const { label, slides, queries, patients, first, second, difference, chance } = compared;
  const rows = SHOWN.map((name) => [
    name,
    show(first.figures[name]),
    show(second.figures[name]),
    show(difference[name], true),
    isCertain(difference[name]) ? '*' : '',
    chance[name]?.toFixed(3) ?? '',
  ]);
  return [
    `Leave one patient out by ${label}: ${queries} cases of ${patients} patients, ${slides} slides; intervals over patients.`,
    `first:  ${first.space}`,
    `second: ${second.space}`,
    '',
    table(['figure', 'first', 'second', 'second − first', '', 'chance'], rows),
    '',
    '* the 95 % interval of the paired difference leaves out 0.',
  ].join('\n');
}

function describePast({ items }: Awaited<ReturnType<typeof listPast>>): string {
  if (items.length === 0) return 'No two models were compared yet.';
  const rows = items.map(({ madeAt, report }) => [
    madeAt.slice(0, 16).replace('T', ' '),
    report.label,
    report.first.space,
    report.second.space,
    String(report.queries),
    show(report.difference.acc1, true),
    show(report.difference.mmv3, true),
  ]);
  const head = ['made (UTC)', 'label', 'first', 'second', 'cases', 'acc1, second − first', 'mmv3'];
  return table(head, rows);
}

function show(figure: Figure | undefined, signed = false): string {
  if (figure?.value === null || figure?.value === undefined) return '–';
  const text = (value: number) => `${signed && value > 0 ? '+' : ''}${value.toFixed(3)}`;
  const interval = figure.ci95 ? ` (${text(figure.ci95[0])} to ${text(figure.ci95[1])})` : '';
  return text(figure.value) + interval;
}

function isCertain(figure: Figure | undefined): boolean {
  return figure?.ci95 !== null && figure !== undefined && (figure.ci95[0] > 0 || figure.ci95[1] < 0);
}
