import { z } from 'zod';
import { topic } from './topic.ts';

const orderId = z.string();
const lineId = z.string().describe('Id of the order line.');
const reason = z.string();

/** Subject: the packaging's id. Sequence: the packaging's version. */
export const fulfilmentPackaging = topic('fulfilment.packaging', 'Packaging of orders', {
  requested: z.object({
    orderId,
    sellerId: z.string(),
    deliveryMethod: z.enum(['STANDARD', 'EXPRESS', 'PICKUP', 'NONE']),
    lines: z.array(z.object({ lineId, variantId: z.string(), quantity: z.int().positive() })),
  }),
  started: z.object({ orderId }),
  completed: z.object({
    orderId,
    lines: z
      .array(
        z.object({
          lineId,
          variantId: z.string(),
          ordered: z.int().positive(),
          packed: z.int().nonnegative().describe('At most `ordered`. Less when the package is partial.'),
        }),
      )
      .describe('All lines of the package. At least one has a packed quantity above 0.'),
    deliveryId: z.string().nullable().describe('Null when nothing has to be delivered.'),
  }),
  failed: z.object({ orderId, reason }).describe('Nothing was packed. The reservation is released.'),
  cancelled: z.object({ orderId, reason }).describe('The order was cancelled before packaging began.'),
});
