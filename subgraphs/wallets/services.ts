import type { Limits } from '@soko/limits';
import type pg from 'pg';
import type { CashDependencies } from './commands/cash/cash-services.ts';
import type { PrismaClient } from './generated/prisma/client.ts';

/** Resources that the subgraph holds while it is open. */
export interface WalletsServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  now: () => Date;
  /** Peers and settings of deposits and withdrawals. */
  cash: CashDependencies;
}
