import type { Catalog } from '../catalog/port.js';

/** What collections work with; app.ts gives it. */
export type CollectionParts = { readonly catalog: Catalog };
