import { type FileHandle, open } from 'node:fs/promises';
import { TesseraError } from '../../domain/errors.js';

/** An input or output of a graph: element type (ONNX's number), sizes; open sizes are names, maybe empty. */
export type OnnxValue = {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
};

/** What an ONNX file says of itself, without its weights being read. */
export type OnnxHeader = {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Names of files beside it that hold its weights; empty for a model of one file. */
  readonly weightFiles: readonly string[];
};

/** Numbers of fields in onnx.proto. */
const MODEL = { irVersion: 1, graph: 7 } as const;
const GRAPH = { initialiser: 5, input: 11, output: 12 } as const;
const TENSOR = { name: 8, externalData: 13 } as const;

/** ONNX is at version 13 of its own format in 2026; a number far above that is another file's byte. */
const LAST_IR_VERSION = 100;
/** Names and places are short; what is longer is something else. */
const LONGEST_TEXT = 1 << 20;

/**
 * Reads inputs, outputs and the files of the weights out of an ONNX file, however large it is: what holds weights
 * is stepped over.
 * Errors: `model-refused` when the file is no ONNX model, `not-found` when it cannot be read.
 */
export async function readOnnxHeader(path: string): Promise<OnnxHeader> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new TesseraError('not-found', `The file ${path} cannot be read.`, { cause });
  });
  try {
    const { size } = await file.stat();
    return await readModel(new Cursor(file, 0, size));
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
    throw new TesseraError('model-refused', `${path} is not an ONNX file.`, {
      hint: 'Export the network to ONNX first (PyTorch: torch.onnx.export); checkpoints (.pt, .bin, .safetensors) hold weights without the network.',
      cause,
    });
  } finally {
    await file.close();
  }
}

async function readModel(model: Cursor): Promise<OnnxHeader> {
  let isOnnx = false;
  let header: OnnxHeader | undefined;
  for await (const field of model.fields()) {
    if (field.id === MODEL.irVersion && field.value !== undefined)
      isOnnx = field.value > 0 && field.value < LAST_IR_VERSION;
    if (field.id === MODEL.graph && field.body) header = await readGraph(field.body);
  }
  if (!isOnnx || header === undefined || header.outputs.length === 0) throw new NotProtobuf();
  return header;
}

async function readGraph(graph: Cursor): Promise<OnnxHeader> {
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const initialisers = new Set<string>();
  const weightFiles = new Set<string>();
  for await (const { id, body } of graph.fields()) {
    if (!body) continue;
    if (id === GRAPH.input) inputs.push(await readValue(body));
    if (id === GRAPH.output) outputs.push(await readValue(body));
    if (id !== GRAPH.initialiser) continue;
    const { name, location } = await readTensor(body);
    initialisers.add(name);
    if (location !== undefined) weightFiles.add(location);
  }
  // Old exporters list every weight among the inputs.
  return {
    inputs: inputs.filter(({ name }) => !initialisers.has(name)),
    outputs,
    weightFiles: [...weightFiles].sort(),
  };
}

async function readTensor(tensor: Cursor): Promise<{ name: string; location: string | undefined }> {
  let name = '';
  let location: string | undefined;
  for await (const { id, body } of tensor.fields()) {
    if (id === TENSOR.name && body) name = await body.text();
    if (id !== TENSOR.externalData || !body) continue;
    const [key, value] = await readTexts(body);
    if (key === 'location') location = value;
  }
  return { name, location };
}

async function readTexts(entry: Cursor): Promise<string[]> {
  const texts: string[] = [];
  for await (const { id, body } of entry.fields()) if (body) texts[id - 1] = await body.text();
  return texts;
}

/** ValueInfoProto { 1 name, 2 TypeProto { 1 tensor { 1 element, 2 shape { 1 dim { 1 value, 2 name } } } } } */
async function readValue(value: Cursor): Promise<OnnxValue> {
  let name = '';
  let tensor: { type: number; shape: (number | string)[] } = { type: 0, shape: [] };
  for await (const { id, body } of value.fields()) {
    if (id === 1 && body) name = await body.text();
    if (id !== 2 || !body) continue;
    for await (const kind of body.fields())
      if (kind.id === 1 && kind.body) tensor = await readType(kind.body);
  }
  return { name, ...tensor };
}

async function readType(tensor: Cursor): Promise<{ type: number; shape: (number | string)[] }> {
  let type = 0;
  const shape: (number | string)[] = [];
  for await (const { id, value, body } of tensor.fields()) {
    if (id === 1 && value !== undefined) type = value;
    if (id !== 2 || !body) continue;
    for await (const dim of body.fields()) if (dim.body) shape.push(await readDim(dim.body));
  }
  return { type, shape };
}

async function readDim(dim: Cursor): Promise<number | string> {
  let size: number | string = '';
  for await (const { id, value, body } of dim.fields()) {
    // −1, which some exporters write for an open size, comes as a number beyond all sizes.
    if (id === 1 && value !== undefined) size = value < 2 ** 31 ? value : '';
    if (id === 2 && body) size = await body.text();
  }
  return size;
}

class NotProtobuf extends Error {}

type FieldFound = {
  readonly id: number;
  readonly value?: number | undefined;
  readonly body?: Cursor | undefined;
};

/** A message inside a file: its fields are walked without reading what they hold. */
class Cursor {
  private window: { at: number; bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) };

  constructor(
    private readonly file: FileHandle,
    private readonly from: number,
    private readonly end: number,
  ) {}

  async *fields(): AsyncGenerator<FieldFound> {
    let at = this.from;
    while (at < this.end) {
      const tag = await this.varint(at);
      const [id, wire] = [Math.floor(tag.value / 8), tag.value % 8];
      at = tag.next;
      if (id === 0) throw new NotProtobuf();
      if (wire === 0) {
        const { value, next } = await this.varint(at);
        at = next;
        yield { id, value };
      } else if (wire === 2) {
        const { value: length, next } = await this.varint(at);
        at = next + length;
        if (at > this.end) throw new NotProtobuf();
        yield { id, body: new Cursor(this.file, next, at) };
      } else if (wire === 1 || wire === 5) {
        at += wire === 1 ? 8 : 4;
      } else {
        throw new NotProtobuf();
      }
    }
    if (at !== this.end) throw new NotProtobuf();
  }

  async text(): Promise<string> {
    const length = this.end - this.from;
    if (length > LONGEST_TEXT) throw new NotProtobuf();
    return (await this.bytes(this.from, length)).toString('utf8');
  }

  private async varint(at: number): Promise<{ value: number; next: number }> {
    const bytes = await this.bytes(at, Math.min(10, this.end - at));
    let value = 0;
    for (const [i, byte] of bytes.entries()) {
      // Sums instead of shifts: lengths go beyond 32 bits.
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return { value, next: at + i + 1 };
    }
    throw new NotProtobuf();
  }

  /** Read ahead a little: most fields are a few bytes long. */
  private async bytes(at: number, length: number): Promise<Buffer> {
    const { window } = this;
    if (at < window.at || at + length > window.at + window.bytes.length) {
      const size = Math.min(this.end - at, Math.max(length, 4096));
      const { buffer, bytesRead } = await this.file.read(Buffer.alloc(size), 0, size, at);
      this.window = { at, bytes: buffer.subarray(0, bytesRead) };
    }
    const start = at - this.window.at;
    return this.window.bytes.subarray(start, start + length);
  }
}
