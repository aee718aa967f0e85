import { defineSubgraph } from '@soko/subgraph';
import { createSamplesContext } from './context.ts';
import { samplesEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import type { SamplesServices } from './services.ts';

/** Samples and their owners. */
export const samples = defineSubgraph({
  name: 'samples',
  typeDefs,
  resolvers,
  env: samplesEnv,
  async open({ pool, adapter, limits, now }) {
    const db = new PrismaClient({ adapter });
    const services: SamplesServices = { db, pool, limits, now };
    return {
      context: (identity) => createSamplesContext(services, identity),
      consumers: consumers(services),
      close: () => db.$disconnect(),
    };
  },
});
