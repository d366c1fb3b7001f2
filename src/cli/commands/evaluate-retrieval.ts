import type { RetrievalReport } from '../../api/schemas/evaluation.js';
import { TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import { read } from '../connection.js';
import { figureTable, sayFigure, sayInterval } from '../figures.js';
import { choiceFlag } from '../values.js';

export const evaluateRetrievalCommand: Command = {
  name: 'evaluate retrieval',
  about: 'how well the archive finds its own: leave one patient out, a query is a case',
  usage: [
    '  tessera evaluate retrieval --label diagnosis|organ [--space ID] [--scoring mean|median|csls] [--site-bias]',
    '',
    '  --site-bias   also the share of nearest cases from the query’s own site against the expected share, and the',
    '                robustness index: near cases of the class from another site, among those and near cases of',
    '                another class from the own site',
  ].join('\n'),
  options: {
    label: { type: 'string' },
    space: { type: 'string' },
    scoring: { type: 'string' },
    'site-bias': { type: 'boolean' },
  },
  async run({ flags, json, terminal, connect }) {
    const label = textFlag(flags, 'label') ?? 'diagnosis';
    if (label !== 'diagnosis' && label !== 'organ') {
      throw new TesseraError('invalid-input', `--label is “${label}”; it must be diagnosis or organ.`);
    }
    const { client } = await connect();
    const report = await read(
      client.evaluations.retrieval.$post({
        json: {
          label,
          space: textFlag(flags, 'space'),
          scoring: choiceFlag(flags, 'scoring', ['mean', 'median', 'csls'] as const),
          siteBias: flags['site-bias'] === true,
        },
      }),
    );
    terminal.print(json ? JSON.stringify(report) : describe(report));
    return 0;
  },
};

function describe(report: RetrievalReport): string {
  const { acc1, acc3, acc5, mmv1, mmv3, mmv5, map5, macroF1, balancedAccuracy } = report;
  const figures = { acc1, acc3, acc5, mmv1, mmv3, mmv5, map5, macroF1, balancedAccuracy };
  return [
    `Leave one patient out by ${report.label} in ${report.space}: ${report.queries} cases of ${report.patients} patients; intervals over patients.`,
    '',
    figureTable(figures, report.ci95, report.chance),
    ...(report.siteBias ? ['', ...describeBias(report.siteBias)] : []),
  ].join('\n');
}

function describeBias(bias: NonNullable<RetrievalReport['siteBias']>): string[] {
  const said = (
    value: number | null,
    expected: number | null,
    interval: readonly [number, number] | undefined,
  ) =>
    `${sayFigure(value)} (95 % ${sayInterval(interval) || '–'}; ${sayFigure(expected)} expected if site played no part)`;
  return [
    `Site: the ${bias.neighbours} nearest cases of ${bias.queries} cases with a known site (${bias.sites} sites, ${bias.withoutSite} cases without).`,
    `  from the own site  ${said(bias.ownSiteShare, bias.expectedShare, bias.ci95.ownSiteShare)}`,
    `  robustness index   ${said(bias.robustnessIndex, bias.expectedRobustness, bias.ci95.robustnessIndex)}`,
  ];
}
