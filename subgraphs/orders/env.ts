import { z } from 'zod';

/** The variables orders reads. */
export const ordersEnv = {
  SOKO_SEAL_KEY: z.string().min(16, 'expected at least 16 characters, the same for every service'),
  ORDERS_SAGA_LEASE_MS: z.coerce.number().int().min(100).default(20_000),
  ORDERS_RESERVATION_MS: z.coerce.number().int().min(1_000).default(900_000),
  ORDERS_PAYMENT_ACTION_MS: z.coerce.number().int().min(1_000).default(600_000),
};
