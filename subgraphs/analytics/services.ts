import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { FindGuestCart } from './peers/orders.ts';
import type { FindOwners } from './peers/products.ts';
import type { FindOwnSeller, FindOwnStore, FindStanding } from './peers/users.ts';

/** What this subgraph holds while it runs. */
export interface AnalyticsServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  findOwnSeller: FindOwnSeller;
  findOwnStore: FindOwnStore;
  findStanding: FindStanding;
  findGuestCart: FindGuestCart;
  findOwners: FindOwners;
  sealKeys: Keys;
  /** URL under which clients reach the gateway. */
  publicUrl: string;
  now: () => Date;
}
