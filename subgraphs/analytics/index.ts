import { defineSubgraph } from '@soko/subgraph';
import type { AnalyticsContext } from './context.ts';
import { analyticsEnv } from './env.ts';
import { onAnyEvent } from './events/on-any-event.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { emptyRecord, findConsumerGroup } from './store/projections.ts';

/** The searchable record of every event, for administrators. */
export const analytics = defineSubgraph({
  name: 'analytics',
  typeDefs,
  resolvers,
  env: analyticsEnv,
  async open({ env, pool, adapter, limits, now }) {
    const db = new PrismaClient({ adapter });
    const services = { db, pool, limits };
    if (env.ANALYTICS_REBUILD) await emptyRecord(db);
    const group = await findConsumerGroup(db, now());
    return {
      context: (identity): AnalyticsContext => ({ ...services, identity }),
      consumers: [onAnyEvent(services, group)],
      prune: [{ table: 'event_records', where: 'time < $1', keepMs: env.ANALYTICS_DAYS * 86_400_000 }],
      close: () => db.$disconnect(),
    };
  },
});
