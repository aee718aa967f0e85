import { flag } from '@soko/env';
import { oldSealKeys, sealKey } from '@soko/env/known';
import { guestContactDays } from '@soko/env/known';
import { z } from 'zod';

/** The environment variables of fulfilment. */
export const fulfilmentEnv = {
  GUEST_CONTACT_DAYS: guestContactDays,
  FULFILMENT_BY_STORES: flag
    .default(false)
    .describe(
      'Stores pack and deliver their own orders with API keys of the scope `fulfilment:write`, and see the addresses until then. Without it the warehouse and couriers do, and stores see no addresses.',
    ),
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
