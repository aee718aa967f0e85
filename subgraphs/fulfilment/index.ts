import { defineSubgraph } from '@soko/subgraph';
import { checkStock } from './commands/check-stock.ts';
import { expireReservations } from './commands/expire-reservations.ts';
import { createFulfilmentContext } from './context.ts';
import { fulfilmentEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import type { FulfilmentServices } from './services.ts';
import { createDeliveryRates } from './store/delivery-rates.ts';
import { eraseAddresses } from './store/erased-buyers.ts';
import { projections } from './projections.ts';
import { invariants } from './store/invariants.ts';
import { pruneRules } from './store/prune-rules.ts';

/** Stock, reservations, packaging, delivery and delivery prices. */
export const fulfilment = defineSubgraph({
  name: 'fulfilment',
  invariants,
  projections,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: fulfilmentEnv,
  async open({ env, pool, adapter, limits, log, now }) {
    const db = new PrismaClient({ adapter });
    const lowAt = env.FULFILMENT_LOW_STOCK;
    const services: FulfilmentServices = {
      db,
      pool,
      limits,
      rates: createDeliveryRates(db),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      lowAt,
      storesFulfil: env.FULFILMENT_BY_STORES,
      now,
    };
    return {
      context: (identity) => createFulfilmentContext(services, identity),
      consumers: consumers(services),
      jobs: [
        {
          name: 'fulfilment.expire-reservations',
          everyMs: 1_000,
          run: () => expireReservations(services),
        },
        { name: 'fulfilment.erase-addresses', everyMs: 60_000, run: () => eraseAddresses(pool) },
        { name: 'fulfilment.check-stock', everyMs: 600_000, run: async () => void (await checkStock(services, log)) },
      ],
      prune: pruneRules({ guestContactDays: env.GUEST_CONTACT_DAYS }),
      close: () => db.$disconnect(),
    };
  },
});
