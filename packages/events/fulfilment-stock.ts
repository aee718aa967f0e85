import { z } from 'zod';
import { topic } from './topic.ts';

/** Subject: the variant's id. Sequence: counts the levels of this variant. */
export const fulfilmentStock = topic('fulfilment.stock', 'How much of a variant there is', {
  level_changed: z.object({
    variantId: z.string(),
    available: z.int().nonnegative().describe('On hand less reserved, over all locations.'),
  }),
});
