import { signal } from '@preact/signals';
import type { InferRequestType } from 'hono/client';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { follow, jobsEnded } from '../state/jobs.js';
import { complain, tell } from '../state/notices.js';
import { problemOf } from '../words/explain.js';
import { number, words } from '../words/words.js';
import { activityOpen } from './bring-in.js';
import { clearSelection, selected } from './selection.js';

type Request = InferRequestType<typeof api.cases.actions.$post>['json'];
type Action = Request['action'];

/** While something is done to many: nothing else is begun meanwhile. */
export const acting = signal(false);

/** As many as the server takes at a time. */
const BATCH = 500;

/** Does one thing to all chosen cases, tells what came of it, and how to take it back where that can be done. */
export async function actOnSelected(action: Action, teaching = true): Promise<void> {
  if (acting.value) return;
  acting.value = true;
  const ids = [...selected.value];
  await attempt(async () => {
    const items = await send(ids, action, teaching);
    const done = items.filter(({ success }) => success);
    const [refused] = items.filter(({ success }) => !success);
    if (refused) {
      complain(
        words.value.select.refused(number(items.length - done.length)),
        refused.error ? problemOf(refused.error) : undefined,
      );
    }
    if (done.length > 0) {
      const undo = action === 'teaching' ? () => takeBack(done) : undefined;
      tell(words.value.select.done[action](number(done.length)), undo);
    }
    if (action === 'delete') clearSelection();
    if (action !== 'retry') jobsEnded.value++;
    else if (done.length > 0) activityOpen.value = true;
  });
  acting.value = false;
}

type Item = Awaited<ReturnType<typeof send>>[number];

async function send(ids: readonly string[], action: Action, teaching: boolean | null) {
  const items = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const json = { ids: ids.slice(from, from + BATCH), action, teaching };
    const answer = await call(api.cases.actions.$post({ json }));
    items.push(...answer.items);
    if (answer.job) follow(answer.job);
  }
  return items;
}

function takeBack(done: readonly Item[]): Promise<boolean> {
  return attempt(async () => {
    for (const before of [true, false, null]) {
      const ids = done.filter((item) => item.teachingBefore === before).map(({ id }) => id);
      await send(ids, 'teaching', before);
    }
    jobsEnded.value++;
  });
}
