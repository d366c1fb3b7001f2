import { z } from '@hono/zod-openapi';
import { box, isoTime, pageOf } from './common.js';

const name = z.string().trim().min(1).max(200);
const about = z.string().max(4000);
const note = z.string().max(4000);

export const collectionItem = z
  .object({
    id: z.string(),
    slideId: z.string(),
    slideName: z.string(),
    caseKey: z.string().openapi({ description: 'Tessera’s own, opaque id of the case.' }),
    caseId: z.string(),
    noCase: z.boolean(),
    box,
    mpp: z.number().nullable(),
    note: z.string(),
    place: z.int().openapi({
      description: 'Items come in the order of their places; a region taken out leaves its place free.',
    }),
    organ: z.string().nullable(),
    stain: z.string().nullable(),
    site: z.string().nullable(),
    diagnosis: z.object({ text: z.string().nullable(), code: z.string().nullable() }),
    createdAt: isoTime,
  })
  .openapi('CollectionItem');

const facts = {
  id: z.string(),
  name: z.string(),
  about: z.string(),
  actor: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
};

export const collection = z.object({ ...facts, items: z.array(collectionItem) }).openapi('Collection');

export const collectionPage = pageOf(
  z
    .object({
      ...facts,
      items: z.number().int(),
      cover: z.object({ slideId: z.string(), box }).nullable(),
    })
    .openapi('CollectionSummary'),
  'CollectionPage',
);

export const newCollection = z
  .object({ name, about: about.default('') })
  .strict()
  .openapi('NewCollection');
export const collectionChange = z
  .object({ name: name.optional(), about: about.optional() })
  .strict()
  .openapi('CollectionChange');
export const newItem = z
  .object({
    slideId: z.string(),
    box,
    note: note.default(''),
    place: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .openapi({ description: 'Where it shall stand: what is there moves on. Default: the end.' }),
  })
  .strict()
  .openapi('NewCollectionItem');
export const itemNote = z.object({ note }).strict().openapi('CollectionItemNote');
