import type { InferResponseType } from 'hono/client';
import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { createResource } from '../state/resource.js';

export type Collection = InferResponseType<(typeof api.collections)[':collectionId']['$get'], 200>;
export type Item = Collection['items'][number];
export type Summary = InferResponseType<typeof api.collections.$get, 200>['items'][number];

export const collections = createResource<readonly Summary[]>();
export const opened = createResource<Collection>();

export async function loadCollections(): Promise<readonly Summary[]> {
  return (await call(api.collections.$get({ query: { limit: '500' } }))).items;
}

export function loadCollection(id: string): Promise<Collection> {
  return call(api.collections[':collectionId'].$get({ param: { collectionId: id } }));
}

export function begin(name: string): Promise<Collection> {
  return call(api.collections.$post({ json: { name } }));
}

/** Takes regions out of a collection again. */
export function takeOut(collectionId: string, items: readonly Item[]): Promise<boolean> {
  return attempt(async () => {
    for (const { id } of items) {
      const param = { collectionId, itemId: id };
      const left = await call(api.collections[':collectionId'].items[':itemId'].$delete({ param }));
      if (opened.now.peek().value?.id === collectionId) opened.set(left);
    }
  });
}
