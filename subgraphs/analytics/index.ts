import { defineSubgraph } from '@soko/subgraph';
import { businessModel } from './commands/business/business-model.ts';
import { publishPulse } from './commands/pulse/publish-pulse.ts';
import { salesModel } from './commands/sales/sales-model.ts';
import type { AnalyticsContext } from './context.ts';
import { analyticsEnv } from './env.ts';
import { onAnyEvent } from './events/on-any-event.ts';
import { onBusinessChanged } from './events/on-business-changed.ts';
import { onSaleChanged } from './events/on-sale-changed.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createFindOwnSeller, createFindOwnStore } from './peers/users.ts';
import { resolvers } from './resolvers/index.ts';
import { gauges } from './store/gauges.ts';
import { emptyRecord, findConsumerGroup } from './store/projections.ts';
import { ensureGeneration, removeRetired } from './store/generations.ts';
import { invariants } from './store/invariants.ts';

/** The searchable record of every event and the pulse of the platform, for administrators, and dashboards. */
export const analytics = defineSubgraph({
  name: 'analytics',
  invariants,
  typeDefs,
  resolvers,
  env: analyticsEnv,
  async open({ env, pool, adapter, bus, limits, peer, now }) {
    const db = new PrismaClient({ adapter });
    const users = peer('users');
    const services = {
      db,
      pool,
      limits,
      findOwnSeller: createFindOwnSeller(users),
      findOwnStore: createFindOwnStore(users),
      now,
    };
    if (env.ANALYTICS_REBUILD) await emptyRecord(db);
    await Promise.all([salesModel, businessModel].map(({ name }) => ensureGeneration(pool, name, now())));
    const [recordGroup, salesGroup, businessGroup] = await Promise.all([
      findConsumerGroup(db, 'event_records', now()),
      findConsumerGroup(db, 'sales', now()),
      findConsumerGroup(db, 'business', now()),
    ]);
    const removeAllRetired = async (): Promise<void> => {
      for (const model of [salesModel, businessModel]) await removeRetired(pool, model, now());
    };
    return {
      context: (identity): AnalyticsContext => ({ ...services, identity }),
      consumers: [
        onAnyEvent(services, recordGroup),
        ...onSaleChanged(services, salesGroup),
        ...onBusinessChanged(services, businessGroup),
      ],
      jobs: [
        { name: 'analytics.remove-retired', everyMs: 60_000, run: removeAllRetired },
        { name: 'analytics.publish-pulse', everyMs: 1_000, run: () => publishPulse({ pool, bus, now }) },
      ],
      gauges: gauges({ pool, now }),
      prune: [
        { table: 'event_records', where: 'time < $1', keepMs: env.ANALYTICS_DAYS * 86_400_000 },
        // The pulse shows a quarter of it.
        { table: 'pulse_counts', where: 'minute < $1', keepMs: 3_600_000 },
      ],
      close: () => db.$disconnect(),
    };
  },
});
