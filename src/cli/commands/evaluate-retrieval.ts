import { TesseraError } from '../../domain/errors.js';
import { type Command, textFlag } from '../command.js';
import { read } from '../connection.js';
import { table } from '../table.js';
import { choiceFlag } from '../values.js';

export const evaluateRetrievalCommand: Command = {
  name: 'evaluate retrieval',
  about: 'how well the archive finds its own: leave one patient out, a query is a case',
  usage: '  tessera evaluate retrieval --label diagnosis|organ [--space ID] [--scoring mean|median|csls]',
  options: { label: { type: 'string' }, space: { type: 'string' }, scoring: { type: 'string' } },
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
        },
      }),
    );
    if (json) {
      terminal.print(JSON.stringify(report));
      return 0;
    }
    const figure = (name: string, value: number | null) => {
      const interval = report.ci95[name];
      const chance = report.chance[name];
      return [
        name,
        value?.toFixed(3) ?? '–',
        interval ? `${interval[0].toFixed(3)}–${interval[1].toFixed(3)}` : '',
        chance?.toFixed(3) ?? '',
      ];
    };
    const { acc1, acc3, acc5, mmv1, mmv3, mmv5, map5, macroF1, balancedAccuracy } = report;
    const figures = { acc1, acc3, acc5, mmv1, mmv3, mmv5, map5, macroF1, balancedAccuracy };
    terminal.print(
      [
        `Leave one patient out by ${report.label} in ${report.space}: ${report.queries} cases of ${report.patients} patients; intervals over patients.`,
        '',
        table(
          ['figure', 'value', '95 % interval', 'chance'],
          Object.entries(figures).map(([name, value]) => figure(name, value)),
        ),
      ].join('\n'),
    );
    return 0;
  },
};
