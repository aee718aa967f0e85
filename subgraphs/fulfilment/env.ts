import { oldSealKeys, sealKey } from '@soko/env/known';
import { guestContactDays } from '@soko/env/known';
import { z } from 'zod';

/** The environment variables of fulfilment. */
export const fulfilmentEnv = {
  GUEST_CONTACT_DAYS: guestContactDays,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  FULFILMENT_LOW_STOCK: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(5)
    .describe('Stock at or below this number of items counts as low (`StockLevel.LOW`, `fulfilment.stock.low`).'),
};
