import { defineSubgraph } from '@soko/subgraph';
import type { AnalyticsContext } from './context.ts';
import { analyticsEnv } from './env.ts';
import { onAnyEvent } from './events/on-any-event.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { createProjectionStore } from './store/projection-store.ts';
import { createRecordStore } from './store/record-store.ts';

/** What happened, for those who run Soko. */
export const analytics = defineSubgraph({
  name: 'analytics',
  typeDefs,
  resolvers,
  env: analyticsEnv,
  async open({ env, pool, adapter, now }) {
    const prisma = new PrismaClient({ adapter });
    const records = createRecordStore(prisma, pool);
    const projection = createProjectionStore(prisma);
    if (env.ANALYTICS_REBUILD) await projection.empty();
    const group = await projection.groupSince(now());
    return {
      context: (identity): AnalyticsContext => ({ identity, records }),
      consumers: [onAnyEvent({ records, group })],
      close: () => prisma.$disconnect(),
    };
  },
});
