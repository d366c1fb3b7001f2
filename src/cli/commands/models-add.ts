import { resolve } from 'node:path';
import { TesseraError } from '../../domain/errors.js';
import { type Command, type Flags, textFlag } from '../command.js';
import { type Client, read } from '../connection.js';
import { toNumber } from '../values.js';
import { sayTrials } from './models-measure.js';

export const modelsAddCommand: Command = {
  name: 'models add',
  about: 'adds an encoder from outside: an ONNX file with a preset, or a folder with its own model.json',
  usage: [
    '  tessera models add FILE.onnx|DIR [--preset NAME] [--id ID] [--name TEXT] [--mpp N,N] [--output NAME]',
    '                     [--sha256 HEX] [--no-measure]',
    '',
    '  --preset NAME   constants of a public encoder (`tessera models presets` lists them): what it sees, mean and',
    '                  deviation, which tokens make the vector. Without it DIR holds a model.json that says so',
    '  --id ID         what the model is called here (default: the preset, or the id in model.json)',
    '  --name TEXT     its name for people',
    '  --mpp N,N       µm/px to use, of those that the preset has; must be given where it has none',
    '  --output NAME   which output holds the vectors, where the file has several',
    '  --sha256 HEX    what the SHA-256 of the file must be',
    '  --no-measure    do not try how many threads it should get; `tessera models measure ID` does it later',
    '',
    '  The file is copied into the archive, with the weights that large models keep in files beside it, checked against',
    '  the preset and run once before it counts. Weights are not part of Tessera: obtain them from their makers, whose',
    '  licence holds.',
  ].join('\n'),
  options: {
    preset: { type: 'string' },
    id: { type: 'string' },
    name: { type: 'string' },
    mpp: { type: 'string' },
    output: { type: 'string' },
    sha256: { type: 'string' },
    'no-measure': { type: 'boolean' },
  },
  async run({ flags, words, json, terminal, connect }) {
    const [path, another] = words;
    if (path === undefined || another !== undefined) {
      throw new TesseraError('invalid-input', 'Which model? tessera models add FILE.onnx --preset NAME', {
        hint: 'tessera help models add',
      });
    }
    const { client } = await connect();
    const { model, added } = await read(client.models.$post({ json: requestOf(path, flags) }));
    const measured = added && flags['no-measure'] !== true ? await tryToMeasure(client, model.id) : undefined;
    if (json) {
      terminal.print(JSON.stringify({ model, added, ...measured }));
      return 0;
    }
    const scales = model.scales.map(({ mpp, tilePx }) => `${tilePx} px at ${mpp} µm/px`).join(', ');
    terminal.print(
      [
        added
          ? `Model ${model.id} was added: ${model.name}.`
          : `Model ${model.id} was here before; nothing changed.`,
        `  ${scales}, ${model.dim} numbers, ${model.pooling}.`,
        `  Licence: ${model.licence}`,
        ...(measured?.threads ? [sayTrials(measured.threads)] : []),
        ...(measured?.unmeasured ? [`  Threads were not measured: ${measured.unmeasured}`] : []),
        `  → tessera ingest PATH… --model ${model.id}`,
      ].join('\n'),
    );
    return 0;
  },
};

function requestOf(path: string, flags: Flags) {
  const mpp = textFlag(flags, 'mpp');
  return {
    path: resolve(path),
    preset: textFlag(flags, 'preset'),
    id: textFlag(flags, 'id'),
    name: textFlag(flags, 'name'),
    output: textFlag(flags, 'output'),
    sha256: textFlag(flags, 'sha256'),
    mpp: mpp?.split(',').map((text) => toNumber(text, '--mpp')),
  };
}

/** The model is there whether or not it could be measured. */
async function tryToMeasure(client: Client, modelId: string) {
  try {
    return { threads: await read(client.models[':modelId'].threads.$post({ param: { modelId } })) };
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    return { unmeasured: error.message };
  }
}
