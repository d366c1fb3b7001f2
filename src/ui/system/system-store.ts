import type { InferResponseType } from 'hono/client';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Slide } from '../server/types.js';
import { createResource } from '../state/resource.js';

export type Status = InferResponseType<typeof api.status.$get, 200>;
export type Space = Status['spaces'][number];
export type Model = InferResponseType<typeof api.models.$get, 200>['items'][number];
export type Doctor = InferResponseType<typeof api.doctor.$get, 200>;
export type Measured = InferResponseType<typeof api.evaluations.retrieval.$get, 200>['items'][number];

export type MeasuredRegions = InferResponseType<typeof api.evaluations.regions.$get, 200>['items'][number];

export type System = {
  readonly status: Status;
  readonly models: readonly Model[];
  readonly doctor: Doctor;
  readonly version: string;
  /** Slides that did not come in, failed ones first. */
  readonly missing: readonly Slide[];
};

export const system = createResource<System>();
export const measured = createResource<readonly Measured[]>();
export const measuredRegions = createResource<readonly MeasuredRegions[]>();

const SHOWN = '100';

export async function loadSystem(): Promise<System> {
  const of = (state: 'failed' | 'skipped') =>
    call(api.slides.$get({ query: { status: state, state: 'archived', limit: SHOWN } }));
  const [status, models, doctor, health, failed, skipped] = await Promise.all([
    call(api.status.$get()),
    call(api.models.$get()),
    call(api.doctor.$get()),
    call(api.health.$get()),
    of('failed'),
    of('skipped'),
  ]);
  return {
    status,
    models: models.items,
    doctor,
    version: health.version,
    missing: [...failed.items, ...skipped.items],
  };
}

export async function loadMeasured(): Promise<readonly Measured[]> {
  return (await call(api.evaluations.retrieval.$get({ query: { limit: '50' } }))).items;
}

export async function loadMeasuredRegions(): Promise<readonly MeasuredRegions[]> {
  return (await call(api.evaluations.regions.$get({ query: { limit: '1' } }))).items;
}
