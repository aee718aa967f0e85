import { z } from 'zod';

/** The variables fulfilment reads. */
export const fulfilmentEnv = {
  FULFILMENT_LOW_STOCK: z.coerce.number().int().min(0).max(1_000_000).default(5),
};
