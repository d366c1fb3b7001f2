import { TesseraError } from '../../domain/errors.js';
import type { Command } from '../command.js';
import { read } from '../connection.js';

export const modelsMeasureCommand: Command = {
  name: 'models measure',
  about: 'tries how many threads each worker should give to a model, and remembers it',
  usage: [
    '  tessera models measure ID',
    '',
    '  Takes seconds and wants the machine to itself. TESSERA_THREADS wins over what was measured.',
  ].join('\n'),
  options: {},
  async run({ words, json, terminal, connect }) {
    const [modelId, another] = words;
    if (modelId === undefined || another !== undefined) {
      throw new TesseraError('invalid-input', 'Which model? tessera models measure ID', {
        hint: '`tessera models` lists them.',
      });
    }
    const { client } = await connect();
    const found = await read(client.models[':modelId'].threads.$post({ param: { modelId } }));
    terminal.print(json ? JSON.stringify(found) : sayTrials(found));
    return 0;
  },
};

type Trials = {
  readonly best: number;
  readonly trials: readonly {
    readonly threads: number;
    readonly workers: number;
    readonly tilesPerSecond: number;
  }[];
};

/** What was tried, and which of it is used. */
export function sayTrials({ best, trials }: Trials): string {
  const ways = [...trials].sort((a, b) => a.threads - b.threads);
  return ways
    .map(
      ({ threads, workers, tilesPerSecond }) =>
        `  ${workers} × ${threads} thread${threads === 1 ? '' : 's'}: ${tilesPerSecond} tiles/s${threads === best ? ', used from now on' : ''}`,
    )
    .join('\n');
}
