import { defineSubgraph } from '@soko/subgraph';
import { checkStock } from './commands/check-stock.ts';
import { expireReservations } from './commands/expire-reservations.ts';
import { createFulfilmentContext, type FulfilmentServices } from './context.ts';
import { fulfilmentEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { createDeliveryRates } from './store/delivery-rates.ts';
import { forgetBuyers } from './store/forget-buyers.ts';

export * from './seed.ts';

/** Stock, reservations, packaging, delivery and what delivery costs. */
export const fulfilment = defineSubgraph({
  name: 'fulfilment',
  planning: 'by index',
  typeDefs,
  resolvers,
  env: fulfilmentEnv,
  async open({ env, pool, adapter, log, now }) {
    const db = new PrismaClient({ adapter });
    const lowAt = env.FULFILMENT_LOW_STOCK;
    const services: FulfilmentServices = { pool, rates: createDeliveryRates(db), lowAt, now };
    return {
      context: (identity) => createFulfilmentContext(services, identity),
      consumers: consumers({ pool, lowAt, now }),
      jobs: [
        {
          name: 'fulfilment.expire-reservations',
          everyMs: 1_000,
          run: () => expireReservations(services),
        },
        { name: 'fulfilment.forget-buyers', everyMs: 60_000, run: () => forgetBuyers(pool) },
        { name: 'fulfilment.check-stock', everyMs: 600_000, run: () => checkStock(services, log) },
      ],
      close: () => db.$disconnect(),
    };
  },
});
