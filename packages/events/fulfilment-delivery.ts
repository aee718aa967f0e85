import { z } from 'zod';
import { topic } from './topic.ts';

const orderId = z.string();
const trackingNumber = z.string();
const attempt = z.int().positive().describe('Which try it is, from 1.');

/** Subject: the delivery's id. Sequence: its version. */
export const fulfilmentDelivery = topic('fulfilment.delivery', 'How a package reaches its buyer', {
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
    final: z.boolean().describe('There is no further try: the package goes back.'),
    reason: z.string(),
  }),
  returned: z
    .object({
      orderId,
      trackingNumber,
      lines: z.array(z.object({ variantId: z.string(), quantity: z.int().positive() })),
    })
    .describe('The package went back to its sender, and what was in it is in stock again.'),
});
