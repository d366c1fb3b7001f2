import { desc, eq, lt, lte, sql } from 'drizzle-orm';
import { keyBefore, pageOf } from './cursor.js';
import type { TesseraDatabase } from './database.js';
import type { SearchStore, StoredSearch } from './port.js';
import { searches } from './schema.js';

/** Questions with their answers, until they expire. */
export function createSearchStore(database: TesseraDatabase): SearchStore {
  const { orm } = database;
  return {
    add: async (search) => {
      database.writeBatch(() => orm.insert(searches).values(toRow(search)).run());
    },
    async put(search) {
      const row = toRow(search);
      database.write(() =>
        orm.insert(searches).values(row).onConflictDoUpdate({ target: searches.id, set: row }).run(),
      );
    },
    async get(id) {
      const row = database.read(() => orm.select().from(searches).where(eq(searches.id, id)).get());
      if (row === undefined) return undefined;
      return toStored(row);
    },
    async list({ limit, cursor }) {
      const { key, id, question, actor, createdAt, expiresAt } = searches;
      const rows = database.read(() =>
        orm
          .select({ key, id, question, actor, createdAt, expiresAt })
          .from(searches)
          .where(lt(searches.key, keyBefore(cursor)))
          .orderBy(desc(searches.key))
          .limit(limit + 1)
          .all(),
      );
      return pageOf(rows, limit, ({ key: _key, ...search }) => search);
    },
    async remove(id) {
      return database.write(() => orm.delete(searches).where(eq(searches.id, id)).run().changes > 0);
    },
    async expire(now) {
      return database.write(() => orm.delete(searches).where(lte(searches.expiresAt, now)).run().changes);
    },
    async removeAbout(slideId) {
      // An opaque id stands for nothing else, so wherever the question holds it, it means the slide.
      const names = sql`instr(${searches.question}, ${JSON.stringify(slideId)}) > 0`;
      database.write(() => orm.delete(searches).where(names).run());
    },
    async mentioning(id) {
      const names = sql`instr(${searches.answer}, ${JSON.stringify(id)}) > 0`;
      return database.read(() => orm.select().from(searches).where(names).all()).map(toStored);
    },
  };
}

function toRow({ vectors, picture, ...search }: StoredSearch) {
  return { ...search, vectors: blobOf(vectors), picture: blobOf(picture) };
}

function toStored({ key: _key, vectors, picture, ...search }: typeof searches.$inferSelect): StoredSearch {
  return { ...search, vectors: vectors ?? undefined, picture: picture ?? undefined };
}

function blobOf(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
