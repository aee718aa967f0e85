import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { Placed } from './commands/place-order.ts';
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
  /** The same order, asked for several times at once, is placed by the first of them in this process. */
  flights: Map<string, Promise<Placed>>;
  sealKey: string;
  log: Logger;
  now: () => Date;
}
