#!/usr/bin/env node
/**
 * Runs an ONNX file with one float32 input and one float32 output, numbers from and to raw little-endian files: lets
 * Python compare where it has no ONNX Runtime.
 *
 *   node training/run-onnx.mjs MODEL.onnx IN.f32 '[3,3,224,224]' OUT.f32
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model, input, shape, output] = process.argv.slice(2);
if (output === undefined) throw new Error('Name the model, the input, its shape and the output.');
const { buffer, byteOffset, byteLength } = readFileSync(input);
const numbers = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
const answer = await session.run({
  [session.inputNames[0]]: new Tensor('float32', numbers, JSON.parse(shape)),
});
writeFileSync(output, new Uint8Array(Float32Array.from(answer[session.outputNames[0]].data).buffer));
