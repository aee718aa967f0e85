import type { Limits } from '@soko/limits';
import type { Keys } from '@soko/env/keys';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { DeliveryRates } from './store/delivery-rates.ts';

/** Everything the subgraph keeps open from start to shutdown. */
export interface FulfilmentServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  rates: DeliveryRates;
  /** Prove that orders let a guest see an order. */
  sealKeys: Keys;
  /** Stock of this many items or fewer counts as low. */
  lowAt: number;
  /** Stores pack and deliver their own orders. */
  storesFulfil: boolean;
  now: () => Date;
}
