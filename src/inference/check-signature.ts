import type { InferenceSession } from 'onnxruntime-node';
import { TesseraError } from '../domain/errors.js';
import { type ModelManifest, networkSide } from '../domain/models.js';

type Signature = Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>;

/** Element type and order of axes of each way to take pixels. */
const LAYOUTS = {
  'uint8-nhwc': { type: 'uint8', axes: '[batch, side, side, 3]', channels: 3, height: 1, width: 2 },
  'float32-nchw': { type: 'float32', axes: '[batch, 3, side, side]', channels: 1, height: 2, width: 3 },
} as const;

/**
 * Compares what the file says of its input and output with the manifest: one input of the type and order of axes
 * that `input` names and a float32 output [batch, dim], or [batch, token, width] where `tokens` says how they
 * become one vector. Sizes that the file leaves open are allowed; the batch may be open or 1. Answers the name of
 * the input.
 * Errors: `model-refused` naming what differs.
 */
export function checkSignature(
  manifest: ModelManifest,
  session: Signature,
): { inputName: string; fixedBatch: boolean } {
  const layout = LAYOUTS[manifest.input];
  const names = session.inputMetadata.map(({ name }) => name);
  if (names.length !== 1) {
    refuse(manifest, `takes ${names.length} inputs (${names.join(', ')}), not one picture`);
  }
  const inputName = names[0] as string;
  const input = find(manifest, session.inputMetadata, inputName, 'input', layout.type);
  const output = find(manifest, session.outputMetadata, manifest.output, 'output', 'float32');
  const [batch] = input;
  const [channels, height, width] = [input[layout.channels], input[layout.height], input[layout.width]];
  if (input.length !== 4 || !fits(channels, 3)) {
    refuse(manifest, `takes an input of shape ${shown(input)}, not ${layout.axes} as ${manifest.input} says`);
  }
  for (const { tilePx } of manifest.scales) {
    const side = networkSide(manifest, tilePx);
    if (!fits(height, side) || !fits(width, side)) {
      refuse(
        manifest,
        `takes pictures of ${shown([width, height])} px, but model.json promises tiles of ${side} px`,
      );
    }
  }
  checkOutput(manifest, output);
  if (!fits(batch, 1))
    refuse(manifest, `takes exactly ${batch} pictures at a time; the batch must be open or 1`);
  return { inputName, fixedBatch: batch === 1 };
}

function checkOutput(manifest: ModelManifest, output: readonly (number | string)[]): void {
  const { dim, tokens } = manifest;
  if (tokens === undefined) {
    if (output.length === 2 && fits(output[1], dim)) return;
    refuse(manifest, `gives an output of shape ${shown(output)}, but model.json promises [batch, ${dim}]`);
  }
  const width = tokens.take === 'class+mean' ? dim / 2 : dim;
  if (output.length === 3 && fits(output[1], tokens.count) && fits(output[2], width)) return;
  refuse(
    manifest,
    `gives an output of shape ${shown(output)}, but model.json promises [batch, ${tokens.count}, ${width}]`,
  );
}

function find(
  manifest: ModelManifest,
  values: readonly InferenceSession.ValueMetadata[],
  name: string,
  role: 'input' | 'output',
  type: 'uint8' | 'float32',
): readonly (number | string)[] {
  const value = values.find((candidate) => candidate.name === name);
  if (value === undefined) {
    const names = values.map((candidate) => candidate.name).join(', ');
    return refuse(manifest, `has no ${role} named ${name} (it has ${names})`);
  }
  if (!value.isTensor || value.type !== type) {
    return refuse(
      manifest,
      `has an ${role} ${name} of type ${value.isTensor ? value.type : 'other than tensor'}, not ${type}`,
    );
  }
  return value.shape;
}

/** An open size fits everything: it is a name, or an empty one. */
function fits(size: number | string | undefined, wanted: number): boolean {
  return typeof size === 'string' || size === wanted;
}

function shown(shape: readonly (number | string | undefined)[]): string {
  return `[${shape.map((size) => (size === '' ? '?' : size)).join(', ')}]`;
}

function refuse(manifest: ModelManifest, what: string): never {
  throw new TesseraError('model-refused', `The model of ${manifest.id} ${what}.`, {
    hint: `Correct model.json, or export the model with one ${LAYOUTS[manifest.input].type} input ${LAYOUTS[manifest.input].axes} and one float32 output [batch, dim].`,
    details: { id: manifest.id },
  });
}
