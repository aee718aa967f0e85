import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { SagaTimes } from './domain/purchase.ts';
import type { FulfilmentPeer } from './peers/fulfilment.ts';
import type { PaymentsPeer } from './peers/payments.ts';
import type { ProductsPeer } from './peers/products.ts';
import type { UsersPeer } from './peers/users.ts';

/** What the subgraph holds as long as it is open. */
export interface OrdersServices {
  pool: pg.Pool;
  products: ProductsPeer;
  users: UsersPeer;
  fulfilment: FulfilmentPeer;
  payments: PaymentsPeer;
  times: SagaTimes;
  sealKey: string;
  log: Logger;
  now: () => Date;
}
