import { createRoute, z } from '@hono/zod-openapi';
import { keepRegion } from '../../collections/keep-region.js';
import { noCollection, openCollection } from '../../collections/open-collection.js';
import { TesseraError } from '../../domain/errors.js';
import type { ApiParts } from '../parts.js';
import { answers, createRouter, jsonBody, noContent } from '../router.js';
import {
  collectionChange,
  collectionPage,
  collection as collectionSchema,
  itemNote,
  newCollection,
  newItem,
} from '../schemas/collection.js';
import { pageQuery } from '../schemas/common.js';
import { collectionFacts, collectionView } from '../views/collection.js';

const tags = ['Collections'];
const params = z.object({ collectionId: z.string() });
const itemParams = params.extend({ itemId: z.string() });
const whole = answers(200, 'The collection', collectionSchema);

const listRoute = createRoute({
  method: 'get',
  path: '/collections',
  tags,
  summary: 'Teaching collections, newest first',
  request: { query: pageQuery },
  responses: answers(200, 'A page of collections', collectionPage),
});
const createCollectionRoute = createRoute({
  method: 'post',
  path: '/collections',
  tags,
  summary: 'Begins a collection',
  request: { body: jsonBody(newCollection) },
  responses: answers(201, 'The collection', collectionSchema),
});
const getRoute = createRoute({
  method: 'get',
  path: '/collections/{collectionId}',
  tags,
  summary: 'A collection with its regions and their sources',
  request: { params },
  responses: whole,
});
const changeRoute = createRoute({
  method: 'patch',
  path: '/collections/{collectionId}',
  tags,
  summary: 'Changes the name or what is said of a collection',
  request: { params, body: jsonBody(collectionChange) },
  responses: whole,
});
const removeRoute = createRoute({
  method: 'delete',
  path: '/collections/{collectionId}',
  tags,
  summary: 'Removes a collection; its slides stay',
  request: { params },
  responses: noContent,
});
const addRoute = createRoute({
  method: 'post',
  path: '/collections/{collectionId}/items',
  tags,
  summary: 'Puts a region of an archived slide into a collection',
  request: { params, body: jsonBody(newItem) },
  responses: whole,
});
const noteRoute = createRoute({
  method: 'patch',
  path: '/collections/{collectionId}/items/{itemId}',
  tags,
  summary: 'Writes the note of a region',
  request: { params: itemParams, body: jsonBody(itemNote) },
  responses: whole,
});
const dropRoute = createRoute({
  method: 'delete',
  path: '/collections/{collectionId}/items/{itemId}',
  tags,
  summary: 'Takes a region out of a collection',
  request: { params: itemParams },
  responses: whole,
});

/** Teaching collections: regions with notes, shared by address. */
export function collectionRoutes(parts: ApiParts) {
  const { catalog } = parts;
  const view = async (id: string) => collectionView(await openCollection(parts, id));
  const note = (actor: string, action: string, subject: string) =>
    catalog.audit.write({ actor, action, subject });
  return createRouter()
    .openapi(listRoute, async (c) => {
      const found = await catalog.collections.list(c.req.valid('query'));
      const covers = await catalog.slides.getByKeys(
        found.items.flatMap(({ cover }) => cover?.slideKey ?? []),
      );
      const items = found.items.map(({ cover, items: count, ...facts }) => {
        const slide = cover && covers.get(cover.slideKey);
        const shown = slide ? { slideId: slide.id, box: cover.box } : null;
        return { ...collectionFacts(facts), items: count, cover: shown };
      });
      return c.json({ items, nextCursor: found.nextCursor ?? null }, 200);
    })
    .openapi(createCollectionRoute, async (c) => {
      const actor = c.get('actor');
      const made = await catalog.collections.create({ ...c.req.valid('json'), actor });
      await note(actor, 'create-collection', made.id);
      return c.json(await view(made.id), 201);
    })
    .openapi(getRoute, async (c) => c.json(await view(c.req.valid('param').collectionId), 200))
    .openapi(changeRoute, async (c) => {
      const { collectionId } = c.req.valid('param');
      const { name, about } = c.req.valid('json');
      const change = { ...(name === undefined ? {} : { name }), ...(about === undefined ? {} : { about }) };
      if (!(await catalog.collections.update(collectionId, change))) throw noCollection();
      await note(c.get('actor'), 'change-collection', collectionId);
      return c.json(await view(collectionId), 200);
    })
    .openapi(removeRoute, async (c) => {
      const { collectionId } = c.req.valid('param');
      if (!(await catalog.collections.remove(collectionId))) throw noCollection();
      await note(c.get('actor'), 'delete-collection', collectionId);
      return c.body(null, 204);
    })
    .openapi(addRoute, async (c) => {
      const { collectionId } = c.req.valid('param');
      await keepRegion(parts, collectionId, c.req.valid('json'), c.get('actor'));
      return c.json(await view(collectionId), 200);
    })
    .openapi(noteRoute, async (c) => {
      const { collectionId, itemId } = c.req.valid('param');
      if (!(await catalog.collections.noteItem(collectionId, itemId, c.req.valid('json').note)))
        throw noItem();
      await note(c.get('actor'), 'note-region', collectionId);
      return c.json(await view(collectionId), 200);
    })
    .openapi(dropRoute, async (c) => {
      const { collectionId, itemId } = c.req.valid('param');
      if (!(await catalog.collections.removeItem(collectionId, itemId))) throw noItem();
      await note(c.get('actor'), 'drop-region', collectionId);
      return c.json(await view(collectionId), 200);
    });
}

function noItem(): TesseraError {
  return new TesseraError('not-found', 'There is no such region in this collection.');
}
