import { number, plainNumber, words } from '../words/words.js';
import { ModelActions } from './model-actions.jsx';
import type { Model, Space } from './system-store.js';

type Props = { readonly models: readonly Model[]; readonly spaces: readonly Space[] };

/** Models on this machine: what they were made from, where they end, and what can be done with them. */
export function Models({ models, spaces }: Props) {
  const say = words.value.system;
  return (
    <section>
      <h2>{say.models}</h2>
      {models.map((model) => (
        <details key={model.id} class="model" open={spaces.some(({ modelId }) => modelId === model.id)}>
          <summary>
            <b>{model.name ?? model.id}</b>{' '}
            <small>
              {[model.default ? say.standard : undefined, model.usable ? say.usable : undefined]
                .filter(Boolean)
                .join(', ')}
            </small>
          </summary>
          {model.refused && <p class="bad">{model.refused}</p>}
          <dl class="facts">
            <Fact
              label={say.model}
              value={`${model.id} · ${model.sha256?.slice(0, 12) ?? ''} · ${model.dim ?? ''}-d`}
            />
            <Fact label="µm/px" value={model.scales.map(({ mpp }) => plainNumber(mpp)).join(', ')} />
            <Fact label={say.running} value={runningOf(model)} />
            <Fact label={say.preset} value={model.preset} />
            <Fact label={say.source} value={model.source} />
            <Fact label={say.licence} value={model.licence} />
            <Fact label={say.trained} value={model.trainingData} />
          </dl>
          <ModelActions model={model} spaces={spaces} />
          {model.limits.length > 0 && (
            <>
              <h3>{say.limits}</h3>
              <ul class="limits">
                {model.limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
        </details>
      ))}
    </section>
  );
}

function runningOf({ threads, providers }: Model): string | null {
  if (!threads) return null;
  return words.value.system.runsWith(
    number(threads.workers),
    number(threads.perWorker),
    providers.join(', '),
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string | null }) {
  if (!value) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
