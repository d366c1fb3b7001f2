import { and, asc, count, desc, eq, gte, lt, max, sql } from 'drizzle-orm';
import { keyBefore, pageOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import { keyIn } from './key-set.js';
import { opaqueId } from './opaque-id.js';
import type { Collection, CollectionItem, CollectionStore } from './port.js';
import { collectionItems, collections } from './schema.js';

/** Teaching collections in SQLite. Every change of an item moves its collection's time. */
export function createCollectionStore(database: TesseraDatabase, now: () => number): CollectionStore {
  const { orm } = database;
  const rowOf = (id: string) => orm.select().from(collections).where(eq(collections.id, id)).get();
  const touch = (key: number) =>
    orm.update(collections).set({ updatedAt: now() }).where(eq(collections.key, key)).run();
  const itemOf = (key: number, itemId: string) =>
    and(eq(collectionItems.collectionKey, key), eq(collectionItems.id, itemId));
  const makeRoom = (key: number, wanted: number | undefined): number => {
    const { place, collectionKey } = collectionItems;
    const own = eq(collectionKey, key);
    const last =
      orm
        .select({ place: max(place) })
        .from(collectionItems)
        .where(own)
        .get()?.place ?? -1;
    if (wanted === undefined) return last + 1;
    const taken = orm
      .select()
      .from(collectionItems)
      .where(and(own, eq(place, wanted)))
      .get();
    const behind = and(own, gte(place, wanted));
    if (taken)
      orm
        .update(collectionItems)
        .set({ place: sql`${place} + 1` })
        .where(behind)
        .run();
    return wanted;
  };

  return {
    async create(given) {
      const time = now();
      const row = { ...given, id: opaqueId('t_'), createdAt: time, updatedAt: time };
      database.write(() => orm.insert(collections).values(row).run());
      return row;
    },
    async update(id, change) {
      return database.write(() => {
        const found = rowOf(id);
        if (found === undefined) return undefined;
        const set = { ...change, updatedAt: now() };
        orm.update(collections).set(set).where(eq(collections.key, found.key)).run();
        return toCollection({ ...found, ...set });
      });
    },
    async get(id) {
      return database.read(() => {
        const found = rowOf(id);
        if (found === undefined) return undefined;
        const own = eq(collectionItems.collectionKey, found.key);
        const items = orm.select().from(collectionItems).where(own).orderBy(asc(collectionItems.place)).all();
        return { ...toCollection(found), items: items.map(toItem) };
      });
    },
    async list({ limit, cursor }) {
      return database.read(() => {
        const rows = orm
          .select()
          .from(collections)
          .where(lt(collections.key, keyBefore(cursor)))
          .orderBy(desc(collections.key))
          .limit(limit + 1)
          .all();
        const counted = countItems(
          database,
          rows.map((row) => row.key),
        );
        return pageOf(rows, limit, (row) => ({
          ...toCollection(row),
          items: counted.get(row.key)?.items ?? 0,
          cover: counted.get(row.key)?.cover,
        }));
      });
    },
    async remove(id) {
      return database.write(() => orm.delete(collections).where(eq(collections.id, id)).run().changes > 0);
    },
    async addItem(id, { slideKey, box, note, place: wanted }) {
      return database.write(() => {
        const found = rowOf(id);
        if (found === undefined) return undefined;
        const { x, y, width, height } = box;
        const place = makeRoom(found.key, wanted);
        const item = { id: opaqueId('i_'), slideKey, note, createdAt: now(), place };
        orm
          .insert(collectionItems)
          .values({ ...item, collectionKey: found.key, x, y, width, height })
          .run();
        touch(found.key);
        return { ...item, box: { x, y, width, height } };
      });
    },
    async noteItem(id, itemId, note) {
      return database.write(() => {
        const found = rowOf(id);
        if (found === undefined) return false;
        touch(found.key);
        return orm.update(collectionItems).set({ note }).where(itemOf(found.key, itemId)).run().changes > 0;
      });
    },
    async removeItem(id, itemId) {
      return database.write(() => {
        const found = rowOf(id);
        if (found === undefined) return false;
        touch(found.key);
        return orm.delete(collectionItems).where(itemOf(found.key, itemId)).run().changes > 0;
      });
    },
  };
}

function countItems(
  { orm }: TesseraDatabase,
  keys: readonly number[],
): Map<number, { items: number; cover: CollectionItem | undefined }> {
  const own = keyIn(collectionItems.collectionKey, keys);
  const rows = orm
    .select({ collection: collectionItems.collectionKey, items: count() })
    .from(collectionItems)
    .where(own)
    .groupBy(collectionItems.collectionKey)
    .all();
  const isFirst = sql`NOT EXISTS (SELECT 1 FROM collection_items before
    WHERE before.collection_key = collection_items.collection_key AND before.place < collection_items.place)`;
  const covers = orm.select().from(collectionItems).where(and(own, isFirst)).all();
  const byCollection = new Map(covers.map((row) => [row.collectionKey, toItem(row)]));
  return new Map(
    rows.map(({ collection, items }) => [collection, { items, cover: byCollection.get(collection) }]),
  );
}

function toCollection({ key: _key, ...collection }: typeof collections.$inferSelect): Collection {
  return collection;
}

function toItem(row: typeof collectionItems.$inferSelect): CollectionItem {
  const { id, slideKey, x, y, width, height, note, createdAt, place } = row;
  return { id, slideKey, box: { x, y, width, height }, note, createdAt, place };
}
