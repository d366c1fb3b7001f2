import { TesseraError } from '../domain/errors.js';
import { type ModelManifest, networkSide, type TokenPooling } from '../domain/models.js';
import type { OnnxHeader, OnnxValue } from './onnx/read-header.js';
import type { Preset } from './presets.js';

/** What whoever adds a model may say beside the preset. */
export type PresetChoices = {
  /** Name of the model for people. */
  readonly name?: string | undefined;
  /** The output that holds the vectors, where the file has several. */
  readonly output?: string | undefined;
  /** µm/px to use, of those that the preset has; any where the preset has none. */
  readonly mpp?: readonly number[] | undefined;
};

/** A manifest before its files have been counted. */
export type Unsealed<M = ModelManifest> = M extends unknown ? Omit<M, 'sha256' | 'files'> : never;

const [FLOAT32, UINT8, FLOAT16] = [1, 2, 10];
const TYPE_NAMES: Readonly<Record<number, string>> = {
  [FLOAT32 as number]: 'float32',
  [UINT8 as number]: 'uint8',
  [FLOAT16 as number]: 'float16',
};
const NEEDED = 'one float32 input [batch, 3, height, width]';

/**
 * The manifest of an ONNX file whose constants a preset gives. Input and output of the file must be those of the
 * preset: a network of the right shape with the wrong constants answers all the same, only wrongly.
 * Errors: `model-refused` with what differs and what to do.
 */
export function presetManifest(
  id: string,
  presetName: string,
  preset: Preset,
  header: OnnxHeader,
  choices: PresetChoices,
): Unsealed {
  const input = {
    input: 'float32-nchw',
    mean: preset.mean,
    std: preset.std,
    ...(preset.resize && { resize: preset.resize }),
    ...(preset.crop && { crop: preset.crop }),
  } as const;
  const refuse = refuser(preset);
  checkInput(onlyInput(header, refuse), networkSide(input, preset.tilePx), refuse);
  const output = chooseOutput(header, choices.output, refuse);
  const tokens = tokensOf(output, preset, refuse);
  return {
    id,
    kind: 'encoder',
    name: choices.name ?? preset.name,
    scales: scalesOf(preset, choices.mpp, presetName),
    ...input,
    output: output.name,
    dim: preset.dim,
    pooling: poolingInWords(tokens),
    ...(tokens && { tokens }),
    licence: preset.licence,
    trainingData: `as its makers state it (${preset.source})`,
    limits: [
      'For Research Use Only. Not for use in diagnostic procedures.',
      'Brought to this archive with constants from a preset: whether the weights are those of its makers, Tessera cannot know.',
    ],
    preset: presetName,
    source: preset.source,
  };
}

type Refuse = (what: string, hint: string) => never;

function refuser({ name }: Preset): Refuse {
  return (what, hint) => {
    throw new TesseraError('model-refused', `The file is not ${name} as its preset has it: it ${what}.`, {
      hint,
      details: { preset: name },
    });
  };
}

function onlyInput({ inputs }: OnnxHeader, refuse: Refuse): OnnxValue {
  const [input] = inputs;
  if (input !== undefined && inputs.length === 1) return input;
  return refuse(
    `takes ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}), not one picture`,
    `Export it with ${NEEDED}.`,
  );
}

function checkInput({ type, shape }: OnnxValue, side: number, refuse: Refuse): void {
  const [batch, channels, height, width] = shape;
  if (shape.length === 4 && width === 3 && channels !== 3) {
    refuse(
      `takes ${shown(shape)}, channels last (NHWC)`,
      `Export it with channels first, ${NEEDED}; or give a folder with a model.json that says "input": "uint8-nhwc".`,
    );
  }
  if (type !== FLOAT32) {
    refuse(
      `takes ${TYPE_NAMES[type] ?? `elements of ONNX type ${type}`}, not float32`,
      `Export it with ${NEEDED}.`,
    );
  }
  if (shape.length !== 4 || !fits(channels, 3)) refuse(`takes ${shown(shape)}`, `Export it with ${NEEDED}.`);
  if (!fits(height, side) || !fits(width, side)) {
    refuse(
      `takes pictures of ${shown([height, width])} px, not ${side} × ${side}`,
      `Export it for ${side} × ${side} px, or with an open size.`,
    );
  }
  if (!fits(batch, 1)) {
    refuse(
      `takes exactly ${batch} pictures at a time`,
      'Export it with an open batch, or with a batch of 1.',
    );
  }
}

function chooseOutput({ outputs }: OnnxHeader, wanted: string | undefined, refuse: Refuse): OnnxValue {
  const names = outputs.map(({ name }) => name).join(', ');
  const found =
    wanted === undefined && outputs.length === 1 ? outputs[0] : outputs.find(({ name }) => name === wanted);
  if (found === undefined) {
    return wanted === undefined
      ? refuse(`has several outputs (${names})`, 'Say with --output NAME which of them holds the vectors.')
      : refuse(`has no output ${wanted} (it has ${names})`, 'Name one that it has with --output.');
  }
  if (found.type === FLOAT32) return found;
  return refuse(`gives ${TYPE_NAMES[found.type] ?? 'other numbers'}, not float32`, 'Export it in float32.');
}

/** How the output becomes a vector; undefined where the graph has pooled already. */
function tokensOf({ shape }: OnnxValue, { tokens, dim }: Preset, refuse: Refuse): TokenPooling | undefined {
  const [, second, third] = shape;
  if (shape.length === 2) {
    if (fits(second, dim)) return undefined;
    return refuse(
      `gives vectors of ${second} numbers, not ${dim}`,
      tokens
        ? `Export all ${tokens.count} tokens (timm: forward_features; transformers: last_hidden_state), or pool to ${dim} numbers inside the graph.`
        : `Export it so that it gives [batch, ${dim}].`,
    );
  }
  if (shape.length !== 3 || tokens === undefined) {
    return refuse(
      `gives ${shown(shape)}`,
      tokens
        ? `Export it so that it gives its tokens [batch, ${tokens.count}, ${widthOf(tokens, dim)}] or vectors [batch, ${dim}].`
        : `Export it pooled, so that it gives [batch, ${dim}].`,
    );
  }
  if (!fits(third, widthOf(tokens, dim))) {
    refuse(
      `gives tokens of ${third} numbers, not ${widthOf(tokens, dim)}`,
      'Choose the preset of this network: tessera models presets.',
    );
  }
  if (!fits(second, tokens.count)) {
    refuse(
      `gives ${second} tokens, not ${tokens.count}`,
      'Export the tokens of the last layer after its norm, class and register tokens included.',
    );
  }
  return tokens;
}

function widthOf({ take }: TokenPooling, dim: number): number {
  return take === 'class+mean' ? dim / 2 : dim;
}

function scalesOf(preset: Preset, wanted: readonly number[] | undefined, presetName: string) {
  const { mpp: own, tilePx } = preset;
  const strangers = own.length === 0 ? [] : (wanted ?? []).filter((mpp) => !own.includes(mpp));
  if (strangers.length > 0) {
    throw new TesseraError(
      'invalid-input',
      `${preset.name} was not made for ${strangers.join(', ')} µm/px; it has ${own.join(', ')}.`,
      { hint: 'Leave --mpp out to use all that it has.', details: { preset: presetName } },
    );
  }
  const chosen = wanted ?? own;
  if (chosen.length === 0) {
    throw new TesseraError('invalid-input', `${preset.name} has no µm/px of its own.`, {
      hint: 'Choose with --mpp what it is to see, e.g. --mpp 0.5 or --mpp 0.5,1.',
      details: { preset: presetName },
    });
  }
  return chosen.map((mpp) => ({ mpp, tilePx }));
}

/** How tokens become a vector, for people. */
export function poolingInWords(tokens: TokenPooling | undefined): string {
  if (tokens === undefined) return 'inside the graph';
  const { take, skip } = tokens;
  if (take === 'class') return 'class token';
  const places =
    skip === 1 ? 'the tokens of all places' : `the tokens of all places, ${skip} others left out`;
  return take === 'mean' ? `mean of ${places}` : `class token and mean of ${places}, one after the other`;
}

/** An open size fits everything. */
function fits(size: number | string | undefined, wanted: number): boolean {
  return typeof size === 'string' || size === wanted;
}

function shown(shape: readonly (number | string | undefined)[]): string {
  return `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}
