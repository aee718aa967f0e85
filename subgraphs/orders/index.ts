import { defineSubgraph } from '@soko/subgraph';
import { createSweepers } from './commands/sweep-due-work.ts';
import { createOrdersContext } from './context.ts';
import { ordersEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createFulfilmentPeer } from './peers/fulfilment.ts';
import { createPaymentsPeer } from './peers/payments.ts';
import { createProductsPeer } from './peers/products.ts';
import { createUsersPeer } from './peers/users.ts';
import { createPlacementGuard } from './placement-guard.ts';
import { resolvers } from './resolvers/index.ts';
import type { OrdersServices } from './services.ts';
import { deleteAbandonedCarts, deleteExpiredQuotes } from './store/delete-expired.ts';
import { invariants } from './store/invariants.ts';

const dayMs = 86_400_000;

/** Time for which a guest's unused cart is kept. */
const cartLifetimeMs = 90 * dayMs;

/** Time for which a quote is kept after it expired, so that ordering it still says that it has expired. */
const quoteGraceMs = dayMs;

/** Carts, quotes, checkouts and orders, and the saga that carries out a purchase. */
export const orders = defineSubgraph({
  name: 'orders',
  invariants,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: ordersEnv,
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const services: OrdersServices = {
      db,
      pool,
      limits,
      products: createProductsPeer(peer('products')),
      users: createUsersPeer(peer('users')),
      fulfilment: createFulfilmentPeer(peer('fulfilment')),
      payments: createPaymentsPeer(peer('payments')),
      pickupCountry: env.ORDERS_PICKUP_COUNTRY ?? null,
      guard: createPlacementGuard({
        limits,
        now,
        points: {
          'orders.declines-by-client': env.ORDERS_DECLINES_PER_ADDRESS_AN_HOUR,
          'orders.unconfirmed-by-client': env.ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR,
        },
      }),
      times: {
        leaseMs: env.ORDERS_SAGA_LEASE_MS,
        reservationMs: env.ORDERS_RESERVATION_MS,
        actionMs: env.ORDERS_PAYMENT_ACTION_MS,
        guestActionMs: Math.min(env.ORDERS_GUEST_PAYMENT_ACTION_MS, env.ORDERS_PAYMENT_ACTION_MS),
        lookMs: env.ORDERS_PAYMENT_LOOK_MS,
      },
      placeTimeoutMs: env.ORDERS_PLACE_TIMEOUT_MS,
      runningCalls: new Map(),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      log,
      now,
    };
    const sweepers = createSweepers(services);
    const before = (ms: number): Date => new Date(now().getTime() - ms);
    return {
      context: (identity) => createOrdersContext(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'orders.continue-checkouts', everyMs: 1_000, isShared: true, run: sweepers.checkouts.runDue },
        { name: 'orders.run-tasks', everyMs: 1_000, isShared: true, run: sweepers.tasks.runDue },
        {
          name: 'orders.delete-quotes',
          everyMs: 60_000,
          run: () => deleteExpiredQuotes(db, before(quoteGraceMs)),
        },
        { name: 'orders.delete-carts', everyMs: 60_000, run: () => deleteAbandonedCarts(db, before(cartLifetimeMs)) },
      ],
      async close() {
        await Promise.all([sweepers.checkouts.close(), sweepers.tasks.close()]);
        await db.$disconnect();
      },
    };
  },
});
