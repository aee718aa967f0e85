import { defineSubgraph } from '@soko/subgraph';
import { sweep } from './commands/sweep.ts';
import { createOrdersContext } from './context.ts';
import { ordersEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createFulfilmentPeer } from './peers/fulfilment.ts';
import { createPaymentsPeer } from './peers/payments.ts';
import { createProductsPeer } from './peers/products.ts';
import { createUsersPeer } from './peers/users.ts';
import { resolvers } from './resolvers/index.ts';
import type { OrdersServices } from './services.ts';
import { forgetCarts } from './store/carts.ts';
import { forgetQuotes } from './store/quotes.ts';

const dayMs = 86_400_000;

/** Carts, quotes, checkouts and orders, and the saga that carries a purchase through. */
export const orders = defineSubgraph({
  name: 'orders',
  planning: 'by index',
  typeDefs,
  resolvers,
  env: ordersEnv,
  async open({ env, pool, peer, log, now }) {
    const services: OrdersServices = {
      pool,
      products: createProductsPeer(peer('products')),
      users: createUsersPeer(peer('users')),
      fulfilment: createFulfilmentPeer(peer('fulfilment')),
      payments: createPaymentsPeer(peer('payments')),
      times: {
        leaseMs: env.ORDERS_SAGA_LEASE_MS,
        reservationMs: env.ORDERS_RESERVATION_MS,
        actionMs: env.ORDERS_PAYMENT_ACTION_MS,
      },
      flights: new Map(),
      sealKey: env.SOKO_SEAL_KEY,
      log,
      now,
    };
    const ago = (days: number): Date => new Date(now().getTime() - days * dayMs);
    return {
      context: (identity) => createOrdersContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'orders.sweep', everyMs: 1_000, run: () => sweep(services) },
        { name: 'orders.forget-quotes', everyMs: 60_000, run: () => forgetQuotes(pool, ago(1)) },
        { name: 'orders.forget-carts', everyMs: 60_000, run: () => forgetCarts(pool, ago(90)) },
      ],
    };
  },
});
