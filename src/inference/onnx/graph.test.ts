import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { onnxGraph } from './graph.js';

describe('onnxGraph', () => {
  it('writes a model that ONNX Runtime runs: constants, attributes, several outputs, an open batch', async () => {
    const graph = onnxGraph('example');
    const x = graph.input('x', 'float32', ['batch', 4]);
    const [left, right] = graph.ops('Split', [x], 2, { axis: -1 });
    const leaky = graph.op('LeakyRelu', [graph.op('Sub', [left!, right!])], { alpha: { float: 0.5 } });
    const padded = graph.op('Pad', [leaky, graph.ints([0, 1, 0, 0])], { mode: 'reflect' });
    const mean = graph.op('ReduceMean', [padded], { axes: [1], keepdims: 1 });
    graph.output(graph.op('Mul', [mean, graph.floats([3])]), 'float32', ['batch', 1], 'y');
    const session = await InferenceSession.create(graph.toModel(17), { intraOpNumThreads: 1 });
    const { y } = await session.run({ x: new Tensor('float32', [3, 1, 1, 3, 0, 2, 0, 0], [2, 4]) });
    await session.release();
    // [3−1, 1−3] = [2, −2] → [2, −1] → reflected [−1, 2, −1] → mean 0; [0, 2] → [2, 0, 2] → mean 4/3
    expect([...(y!.data as Float32Array)]).toEqual([expect.closeTo(0, 6), expect.closeTo(4, 6)]);
    expect(y!.dims).toEqual([2, 1]);
  });

  it('stores equal constants once', () => {
    const graph = onnxGraph('constants');
    expect(graph.floats([1, 2])).toBe(graph.floats([1, 2]));
    expect(graph.floats([1, 2])).not.toBe(graph.floats([1, 2], [2, 1]));
    expect(graph.ints([1])).not.toBe(graph.floats([1]));
  });

  it('writes the same bytes for the same graph', () => {
    const write = () => {
      const graph = onnxGraph('same');
      graph.output(graph.op('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1], 'y');
      return graph.toModel(17);
    };
    expect(write()).toEqual(write());
  });
});
