import { useSignal } from '@preact/signals';
import { Confirm } from '../parts/confirm.jsx';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { follow, jobs, jobsEnded } from '../state/jobs.js';
import { tell } from '../state/notices.js';
import { number, words } from '../words/words.js';
import { type Comparison, ModelComparison } from './model-comparison.jsx';
import type { Model, Space } from './system-store.js';

type Props = { readonly model: Model; readonly spaces: readonly Space[] };

/** What can be done with a model beside the one that serves: fill its spaces, compare, switch over, drop. */
export function ModelActions({ model, spaces }: Props) {
  const say = words.value.system;
  const compared = useSignal<Comparison | undefined>(undefined);
  const busy = useSignal(false);
  const own = spaces.filter((space) => space.modelId === model.id);
  const serving = spaces.find((space) => space.serving)?.modelId;
  if (!model.usable || own.some((space) => space.serving)) return null;
  const done = own.reduce((sum, { coverage }) => sum + coverage.done, 0);
  const all = own.reduce((sum, { coverage }) => sum + coverage.slides, 0);
  const running = jobs.value.some(({ kind, finishedAt }) => kind !== 'ingest' && !finishedAt);
  const tiles = own.reduce((sum, space) => sum + space.tiles, 0);
  const sureDrop = async () => words.value.sure.spaces(tiles);
  const compare = async () => {
    busy.value = true;
    await attempt(async () => {
      const json = { first: serving!, second: model.id, label: 'diagnosis' as const };
      compared.value = await call(api.spaces.compare.$post({ json }));
    });
    busy.value = false;
  };
  return (
    <div class="model-actions">
      {own.length > 0 && <p class="faint">{say.filled(number(done), number(all))}</p>}
      {(own.length === 0 || done < all) && (
        <button type="button" disabled={running} title={say.fillHint} onClick={() => void fill(model.id)}>
          {running ? say.filling : say.fill}
        </button>
      )}
      {own.length > 0 && serving && (
        <>
          <button type="button" disabled={busy.value} onClick={() => void compare()}>
            {busy.value ? say.measuring : say.compareWith(serving)}
          </button>
          <button type="button" onClick={() => void switchTo(model.id, serving)}>
            {say.letServe}
          </button>
          <Confirm question={sureDrop} yes={say.drop} onYes={() => void drop(model.id)}>
            {say.drop}
          </Confirm>
        </>
      )}
      {compared.value && <ModelComparison found={compared.value} />}
    </div>
  );
}

function fill(model: string): Promise<boolean> {
  return attempt(async () => follow(await call(api.spaces.$post({ json: { model } }))));
}

function drop(model: string): Promise<boolean> {
  return attempt(async () => follow(await call(api.spaces[':model'].$delete({ param: { model } }))));
}

/** Refused by the server while something is missing; taken back by switching to the one that served before. */
function switchTo(model: string, before: string | undefined): Promise<boolean> {
  return attempt(async () => {
    await call(api.spaces.switch.$post({ json: { model } }));
    jobsEnded.value++;
    tell(words.value.system.servesNow(model), before ? () => switchTo(before, undefined) : undefined);
  });
}
