import { bytesField, type Field, floatField, message, textField, varintField } from './protobuf.js';

/** Element types our graphs use, with ONNX's numbers (TensorProto.DataType). */
const ELEMENT_TYPES = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A fixed size, or the name of one that the caller decides (`batch`). */
export type Dim = number | string;

export type Attribute = number | string | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

/** Name of a value that flows through the graph. */
export type Value = string;

/**
 * Collects an ONNX graph, node by node, and writes it as a model file. Each call answers the name of the
 * value it makes, so that a graph reads like the formula it computes.
 *
 * @example
 * const graph = onnxGraph('double');
 * const x = graph.input('x', 'float32', ['batch', 4]);
 * graph.output(graph.op('Mul', [x, graph.floats([2])]), 'float32', ['batch', 4], 'y');
 * const bytes = graph.toModel(17);
 */
export type OnnxGraph = {
  input(name: string, type: ElementType, dims: readonly Dim[]): Value;
  /** A float32 constant; without dims a vector. Equal constants are stored once. */
  floats(values: ArrayLike<number>, dims?: readonly number[]): Value;
  /** An int64 constant (shapes, axes, indices). */
  ints(values: readonly number[]): Value;
  /** A node with one output. Integer numbers are int attributes; write `{ float: 1 }` for a float one. */
  op(type: string, inputs: readonly Value[], attributes?: Attributes): Value;
  /** A node with several outputs. */
  ops(type: string, inputs: readonly Value[], outputs: number, attributes?: Attributes): Value[];
  output(value: Value, type: ElementType, dims: readonly Dim[], name: string): void;
  /** Bytes of the model file for this operator set. */
  toModel(opset: number): Uint8Array;
};

/** ONNX IR version 8 belongs to operator sets 15 to 18; every runtime of the last years reads it. */
const IR_VERSION = 8;

export function onnxGraph(name: string): OnnxGraph {
  const nodes: Field[] = [];
  const constants = new Map<string, { name: Value; bytes: Uint8Array }>();
  const inputs: Field[] = [];
  const outputs: Field[] = [];
  let values = 0;

  const constant = (type: ElementType, dims: readonly number[], raw: Uint8Array): Value => {
    const key = `${type}|${dims.join(',')}|${Buffer.from(raw).toString('base64')}`;
    const known = constants.get(key);
    if (known !== undefined) return known.name;
    const made = `c${constants.size}`;
    constants.set(key, { name: made, bytes: tensor(made, type, dims, raw) });
    return made;
  };
  const ops: OnnxGraph['ops'] = (type, from, count, attributes = {}) => {
    const made = Array.from({ length: count }, () => `v${values++}`);
    nodes.push(node(type, from, made, attributes));
    return made;
  };

  return {
    input(input, type, dims) {
      inputs.push(bytesField(11, valueInfo(input, type, dims)));
      return input;
    },
    floats(numbers, dims = [numbers.length]) {
      return constant('float32', dims, new Uint8Array(Float32Array.from(numbers).buffer));
    },
    ints(numbers) {
      return constant(
        'int64',
        [numbers.length],
        new Uint8Array(BigInt64Array.from(numbers.map(BigInt)).buffer),
      );
    },
    ops,
    op: (type, from, attributes) => ops(type, from, 1, attributes)[0] as Value,
    output(value, type, dims, outputName) {
      nodes.push(node('Identity', [value], [outputName], {}));
      outputs.push(bytesField(12, valueInfo(outputName, type, dims)));
    },
    toModel(opset) {
      const initialisers = [...constants.values()].map(({ bytes }) => bytesField(5, bytes));
      const graph = message([...nodes, textField(2, name), ...initialisers, ...inputs, ...outputs]);
      const operatorSet = message([textField(1, ''), varintField(2, opset)]);
      return message([
        varintField(1, IR_VERSION),
        textField(2, 'tessera'),
        bytesField(7, graph),
        bytesField(8, operatorSet),
      ]);
    },
  };
}

function node(
  type: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Attributes,
): Field {
  return bytesField(
    1,
    message([
      ...inputs.map((input) => textField(1, input)),
      ...outputs.map((output) => textField(2, output)),
      textField(3, outputs[0] ?? type),
      textField(4, type),
      ...Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value))),
    ]),
  );
}

/** AttributeProto; field 20 is its type (1 float, 2 int, 3 string, 6 floats, 7 ints). */
function attribute(key: string, value: Attribute): Uint8Array {
  const name = textField(1, key);
  if (typeof value === 'string') return message([name, textField(4, value), varintField(20, 3)]);
  if (typeof value === 'number') return message([name, varintField(3, value), varintField(20, 2)]);
  if ('float' in value) return message([name, floatField(2, value.float), varintField(20, 1)]);
  return message([name, ...value.map((item) => varintField(8, item)), varintField(20, 7)]);
}

function tensor(name: Value, type: ElementType, dims: readonly number[], raw: Uint8Array): Uint8Array {
  return message([
    ...dims.map((dim) => varintField(1, dim)),
    varintField(2, ELEMENT_TYPES[type]),
    textField(8, name),
    bytesField(9, raw),
  ]);
}

function valueInfo(name: string, type: ElementType, dims: readonly Dim[]): Uint8Array {
  const shape = message(
    dims.map((dim) => bytesField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim))),
  );
  const tensorType = message([varintField(1, ELEMENT_TYPES[type]), bytesField(2, shape)]);
  return message([textField(1, name), bytesField(2, bytesField(1, tensorType))]);
}
