import { TesseraError } from '../domain/errors.js';
import type { ExecutionProvider } from '../domain/models.js';
import { onnxGraph } from './onnx/graph.js';
import { openSession } from './open-session.js';

export type MissingProvider = { readonly provider: ExecutionProvider; readonly problem: string };

/** Those of the providers with which ONNX Runtime cannot run a network here, each tried with the smallest one. */
export async function findMissingProviders(
  providers: readonly ExecutionProvider[],
): Promise<MissingProvider[]> {
  const missing: MissingProvider[] = [];
  for (const provider of providers) {
    const problem = await tryProvider(provider);
    if (problem !== undefined) missing.push({ provider, problem });
  }
  return missing;
}

async function tryProvider(provider: ExecutionProvider): Promise<string | undefined> {
  const graph = onnxGraph('try');
  graph.output(graph.op('Relu', [graph.input('x', 'float32', [1])]), 'float32', [1], 'y');
  try {
    await (await openSession('a test', graph.toModel(17), { providers: [provider] })).release();
    return undefined;
  } catch (error) {
    const { cause } = error as TesseraError;
    return (cause instanceof Error ? cause.message : String(error)).split('\n')[0];
  }
}

/** What to do about a provider that is missing. */
export const PROVIDER_ADVICE: Readonly<Record<ExecutionProvider, string>> = {
  cpu: 'Install the packages again: ONNX Runtime itself does not work here.',
  cuda: 'On Linux with an NVIDIA card: install CUDA 12 and cuDNN 9, then fetch ONNX Runtime’s own libraries once with the internet: ONNXRUNTIME_NODE_INSTALL=true npm rebuild onnxruntime-node. Until then set TESSERA_EXECUTION_PROVIDERS=cpu.',
  dml: 'DirectML is part of Windows and found nowhere else: set TESSERA_EXECUTION_PROVIDERS=cpu here.',
  coreml: 'Core ML is part of macOS and found nowhere else: set TESSERA_EXECUTION_PROVIDERS=cpu here.',
};

/** Errors: `unavailable` when one of the providers cannot be used here, with what to do. */
export function refuseMissing([first]: readonly MissingProvider[]): void {
  if (first === undefined) return;
  const { provider, problem } = first;
  throw new TesseraError(
    'unavailable',
    `The execution provider “${provider}” is asked for, but it cannot be used here: ${problem}`,
    { hint: PROVIDER_ADVICE[provider], details: { provider } },
  );
}
