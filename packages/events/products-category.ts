import { z } from 'zod';
import { topic } from './topic.ts';

const category = z.object({
  slug: z.string(),
  name: z.string(),
  path: z.array(z.string()).describe('The ids of the categories from the root down to this one.'),
  position: z.int(),
});

/** Subject: the category's id. Sequence: the category's version. */
export const productsCategory = topic('products.category', 'The tree of categories', {
  created: z.object({ category }),
  updated: z.object({ category }),
  moved: z.object({ category, oldPath: z.array(z.string()) }),
});
