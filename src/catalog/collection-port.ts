import type { Box } from '../domain/geometry.js';
import type { Page, Paged } from './paging.js';

/** Regions kept for teaching, under a name. */
export type Collection = {
  /** Opaque. */
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly actor: string;
  readonly createdAt: number;
  readonly updatedAt: number;
};
export type CollectionItem = {
  /** Opaque. */
  readonly id: string;
  readonly slideKey: number;
  /** Level-0 px. */
  readonly box: Box;
  readonly note: string;
  readonly createdAt: number;
  /** Where it stands; a place that is left stays free. */
  readonly place: number;
};
export interface CollectionStore {
  create(collection: Pick<Collection, 'name' | 'about' | 'actor'>): Promise<Collection>;
  /** Undefined when there is no such collection; so for the methods on items. */
  update(id: string, change: Partial<Pick<Collection, 'name' | 'about'>>): Promise<Collection | undefined>;
  /** Items in the order of their places; those of deleted slides are gone. */
  get(id: string): Promise<(Collection & { readonly items: readonly CollectionItem[] }) | undefined>;
  /** Newest first. `cover`: slide and region of the first item. */
  list(
    page: Page,
  ): Promise<Paged<Collection & { readonly items: number; readonly cover: CollectionItem | undefined }>>;
  remove(id: string): Promise<boolean>;
  /** At the end, or at a place: what stands there and behind it makes room. */
  addItem(
    id: string,
    item: Pick<CollectionItem, 'slideKey' | 'box' | 'note'> & { readonly place?: number | undefined },
  ): Promise<CollectionItem | undefined>;
  noteItem(id: string, itemId: string, note: string): Promise<boolean>;
  removeItem(id: string, itemId: string): Promise<boolean>;
}
