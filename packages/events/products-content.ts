import { z } from 'zod';
import { topic } from './topic.ts';

/** The page, as it is after the event. Its text and pictures are left out. */
const page = z.object({
  storeId: z.string(),
  slug: z.string(),
  title: z.string(),
  publishedFrom: z.string().nullable().describe('Null for a draft.'),
  publishedUntil: z.string().nullable().describe('Null without an end, and for a draft.'),
});

const plain = z.object({ page });

/** Subject: the page's id. Sequence: the page's version; for `deleted` the next one. */
export const productsContent = topic('products.content', 'Pages that stores write', {
  created: plain.describe('A draft.'),
  updated: plain.extend({
    changed: z.array(z.enum(['title', 'slug', 'markdown', 'media'])).describe('Names of the changed fields.'),
  }),
  published: plain.describe('It is published for the time of the page, or that time was changed.'),
  unpublished: plain.describe('It is a draft again.'),
  deleted: plain,
});
