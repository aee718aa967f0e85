import { z } from 'zod';
import { topic } from './topic.ts';

const orderId = z.string();
const lineId = z.string().describe('The line of the order.');
const reason = z.string();

/** Subject: the packaging's id. Sequence: its version. */
export const fulfilmentPackaging = topic('fulfilment.packaging', 'How an order is packed', {
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
          packed: z.int().nonnegative().describe('At most `ordered`; less when the package is partial.'),
        }),
      )
      .describe('Every line of the package; at least one has something packed.'),
    deliveryId: z.string().nullable().describe('Null when nothing has to be delivered.'),
  }),
  failed: z.object({ orderId, reason }).describe('Nothing was packed; what was reserved is given back.'),
  cancelled: z.object({ orderId, reason }).describe('The order was withdrawn before anybody began to pack it.'),
});
