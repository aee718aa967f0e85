import { z } from 'zod';
import { topic } from './topic.ts';

const orderId = z.string();
const trackingNumber = z.string();
const attempt = z.int().positive().describe('Number of the delivery attempt, from 1.');

/** Subject: the delivery's id. Sequence: the delivery's version. */
export const fulfilmentDelivery = topic('fulfilment.delivery', 'Deliveries of packages to buyers', {
  requested: z.object({
    orderId,
    packagingId: z.string(),
    method: z.enum(['STANDARD', 'EXPRESS', 'PICKUP']),
    trackingNumber,
  }),
  started: z.object({ orderId, trackingNumber, attempt }),
  tracked: z.object({ orderId, trackingNumber, note: z.string(), location: z.string().nullable() }),
  completed: z.object({ orderId, trackingNumber, attempt, completedAt: z.iso.datetime() }),
  failed: z.object({
    orderId,
    trackingNumber,
    attempt,
    final: z.boolean().describe('True after the last attempt: the package goes back to its sender.'),
    reason: z.string(),
  }),
  returned: z
    .object({
      orderId,
      trackingNumber,
      lines: z.array(z.object({ variantId: z.string(), quantity: z.int().positive() })),
    })
    .describe('The package is back at its sender and its contents are in stock again.'),
});
