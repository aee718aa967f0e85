import { defineSubgraph } from '@soko/subgraph';
import { createWalletsContext } from './context.ts';
import { walletsEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { jobs } from './jobs.ts';
import { resolvers } from './resolvers/index.ts';
import type { WalletsServices } from './services.ts';
import { invariants } from './store/invariants.ts';
import { pruneRules } from './store/prune-rules.ts';

/** Money of users: the ledger, wallets and bets. */
export const wallets = defineSubgraph({
  name: 'wallets',
  invariants,
  planning: 'by index',
  typeDefs,
  resolvers,
  env: walletsEnv,
  async open({ pool, adapter, limits, now }) {
    const db = new PrismaClient({ adapter });
    const services: WalletsServices = { db, pool, limits, now };
    return {
      context: (identity) => createWalletsContext(services, identity),
      consumers: consumers(services),
      jobs: jobs(services),
      prune: pruneRules,
      close: () => db.$disconnect(),
    };
  },
});
