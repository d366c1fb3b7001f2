import { signal } from '@preact/signals';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { asFault } from '../server/fault.js';
import { send } from '../server/send.js';
import type { Job, Slide } from '../server/types.js';
import { go } from '../state/address.js';
import { follow, jobsEnded } from '../state/jobs.js';
import { complain, tell } from '../state/notices.js';
import type { Problem } from '../words/explain.js';
import { number, words } from '../words/words.js';
import { isCaseList, isSlideFile } from './file-kinds.js';

export type Upload = {
  readonly id: number;
  readonly name: string;
  readonly state: 'waiting' | 'sending' | 'failed';
  /** Share that has arrived. */
  readonly share: number;
  readonly problem?: Problem | undefined;
};
type Way = 'archived' | 'visiting';

/** Files on their way to the server, one after the other: each is whole before the next begins. */
export const uploads = signal<readonly Upload[]>([]);
export const activityOpen = signal(false);

const waiting: { readonly id: number; readonly file: File; readonly way: Way }[] = [];
let count = 0;
let sending: AbortController | undefined;

/** Takes what a person dropped or chose: case lists first, so that slides find their cases. */
export async function bring(files: readonly File[], way: Way): Promise<void> {
  const lists = files.filter((file) => isCaseList(file.name));
  const slides = files.filter((file) => isSlideFile(file.name));
  const others = files.filter((file) => !lists.includes(file) && !slides.includes(file));
  for (const list of lists) await importList(list);
  if (others.length > 0) {
    const names = others.slice(0, 3).map(({ name }) => name);
    tell(words.value.bring.others(others.length, names.join(', ')));
  }
  for (const file of slides) {
    count++;
    waiting.push({ id: count, file, way });
    uploads.value = [...uploads.value, { id: count, name: file.name, state: 'waiting', share: 0 }];
  }
  if (slides.length > 0) activityOpen.value = way === 'archived' || slides.length > 1;
  void sendNext();
}

export function dropUpload(id: number): void {
  const at = waiting.findIndex((entry) => entry.id === id);
  if (at === 0 && sending) sending.abort();
  if (at >= 0) waiting.splice(at, 1);
  uploads.value = uploads.value.filter((upload) => upload.id !== id);
}

async function sendNext(): Promise<void> {
  const next = waiting[0];
  if (sending || !next) return;
  const { id, file, way } = next;
  sending = new AbortController();
  const { signal: stop } = sending;
  change(id, { state: 'sending' });
  try {
    const path = `/api/v1/uploads/${way}/${encodeURIComponent(file.name)}`;
    const answer = await send(path, file, (share) => change(id, { share }), stop);
    uploads.value = uploads.value.filter((upload) => upload.id !== id);
    if (way === 'archived') follow(answer as Job);
    else welcome(answer as Slide);
  } catch (error) {
    if (!stop.aborted) change(id, { state: 'failed', problem: asFault(error) });
  }
  sending = undefined;
  if (waiting[0]?.id === id) waiting.shift();
  void sendNext();
}

function welcome(slide: Slide): void {
  tell(words.value.bring.opened(slide.name));
  if (waiting.length <= 1) go(`/slides/${slide.id}`);
}

async function importList(file: File): Promise<void> {
  const json = file.name.toLowerCase().endsWith('.json');
  try {
    const body = { body: file, headers: { 'content-type': json ? 'application/json' : 'text/csv' } };
    // The list goes as bytes: the server finds out its encoding and names faulty lines.
    const report = await call(api.cases.import.$post({}, { init: body }));
    jobsEnded.value++;
    tell(words.value.bring.imported(number(report.rows), number(report.created), number(report.updated)));
  } catch (error) {
    complain('', asFault(error));
  }
}

function change(id: number, to: Partial<Upload>): void {
  uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, ...to } : upload));
}
