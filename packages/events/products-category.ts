import { z } from 'zod';
import { topic } from './topic.ts';

const category = z.object({
  slug: z.string(),
  name: z.string(),
  path: z.array(z.string()).describe('Ids of the categories from the root to this one.'),
  position: z.int(),
});

/** Subject: the category's id. Sequence: the category's version. */
export const productsCategory = topic('products.category', 'Categories and their tree', {
  created: z.object({ category }),
  updated: z.object({ category }),
  moved: z.object({ category, oldPath: z.array(z.string()) }),
});
