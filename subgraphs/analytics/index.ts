import { defineSubgraph } from '@soko/subgraph';
import { businessModel } from './commands/business/business-model.ts';
import { expireFiles } from './commands/reports/expire-files.ts';
import { makeScheduled } from './commands/reports/make-scheduled.ts';
import { createReportWorker } from './commands/reports/write-reports.ts';
import { publishPulse } from './commands/pulse/publish-pulse.ts';
import { salesModel } from './commands/sales/sales-model.ts';
import type { AnalyticsContext } from './context.ts';
import { analyticsEnv } from './env.ts';
import { onAnyEvent } from './events/on-any-event.ts';
import { onBusinessChanged } from './events/on-business-changed.ts';
import { onFunnelChanged } from './events/on-funnel-changed.ts';
import { onPersonChanged } from './events/on-person-changed.ts';
import { onTeamChanged } from './events/on-team-changed.ts';
import { onSaleChanged } from './events/on-sale-changed.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { createFindGuestCart } from './peers/orders.ts';
import { createFindOwners } from './peers/products.ts';
import { createFindOwnSeller, createFindOwnStore, createFindStanding, rememberStores } from './peers/users.ts';
import { resolvers } from './resolvers/index.ts';
import { reportFileRoute } from './routes/report-file.ts';
import { gauges } from './store/gauges.ts';
import { emptyRecord, findConsumerGroup } from './store/projections.ts';
import type { AnalyticsServices } from './services.ts';
import { ensureGeneration, removeRetired } from './store/generations.ts';
import { invariants } from './store/invariants.ts';

/** The searchable record of every event and the pulse of the platform, for administrators, and dashboards. */
export const analytics = defineSubgraph({
  name: 'analytics',
  invariants,
  typeDefs,
  resolvers,
  env: analyticsEnv,
  async open({ env, pool, adapter, bus, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const users = peer('users');
    const services: AnalyticsServices = {
      db,
      pool,
      limits,
      findOwnSeller: createFindOwnSeller(users),
      findOwnStore: createFindOwnStore(users),
      findStanding: createFindStanding(users),
      findGuestCart: createFindGuestCart(peer('orders')),
      findOwners: createFindOwners(peer('products')),
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      publicUrl: env.SOKO_PUBLIC_URL,
      now,
    };
    const reports = createReportWorker({ ...services, bus, log, keepMs: env.REPORT_FILE_DAYS * 86_400_000 });
    if (env.ANALYTICS_REBUILD) await emptyRecord(db);
    await Promise.all([salesModel, businessModel].map(({ name }) => ensureGeneration(pool, name, now())));
    const [recordGroup, salesGroup, businessGroup, funnelGroup] = await Promise.all([
      findConsumerGroup(db, 'event_records', now()),
      findConsumerGroup(db, 'sales', now()),
      findConsumerGroup(db, 'business', now()),
      findConsumerGroup(db, 'funnel', now()),
    ]);
    const removeAllRetired = async (): Promise<void> => {
      for (const model of [salesModel, businessModel]) await removeRetired(pool, model, now());
    };
    return {
      context: (identity): AnalyticsContext => ({
        ...services,
        identity,
        // A list of reports of a store asks once.
        findOwnStore: rememberStores(services.findOwnStore),
      }),
      consumers: [
        onAnyEvent(services, recordGroup),
        ...onSaleChanged(services, salesGroup),
        ...onBusinessChanged(services, businessGroup),
        ...onFunnelChanged(services, funnelGroup),
        onPersonChanged(services),
        onTeamChanged(services),
      ],
      jobs: [
        { name: 'analytics.remove-retired', everyMs: 60_000, run: removeAllRetired },
        { name: 'analytics.publish-pulse', everyMs: 1_000, run: () => publishPulse({ pool, bus, now }) },
        { name: 'analytics.write-reports', everyMs: 1_000, isShared: true, run: reports.runDue },
        { name: 'analytics.make-scheduled-reports', everyMs: 15_000, run: () => makeScheduled({ ...services, log }) },
        { name: 'analytics.expire-reports', everyMs: 60_000, run: () => expireFiles({ pool, now }) },
      ],
      gauges: gauges({ pool, now }),
      prune: [
        { table: 'event_records', where: 'time < $1', keepMs: env.ANALYTICS_DAYS * 86_400_000 },
        { table: 'funnel_visits', where: 'at < $1', keepMs: env.ANALYTICS_DAYS * 86_400_000 },
        // Events of before the erasure are older by then, and deleted.
        { table: 'erased_visitors', where: 'erased_at < $1', keepMs: env.ANALYTICS_DAYS * 86_400_000 },
        // Older events are refused, so that each counts once.
        { table: 'tracked_events', where: 'received_at < $1', keepMs: 2 * 86_400_000 },
        { table: 'report_schedules', where: 'ended_at < $1', keepMs: 90 * 86_400_000 },
        // The pulse shows a quarter of it.
        { table: 'pulse_counts', where: 'minute < $1', keepMs: 3_600_000 },
        {
          table: 'reports',
          where: `status NOT IN ('PENDING', 'RUNNING', 'COMPLETE') AND created_at < $1`,
          keepMs: 90 * 86_400_000,
        },
      ],
      routes: (app) => reportFileRoute(app, services),
      stopWorking: () => reports.close(),
      async close() {
        await reports.close();
        await db.$disconnect();
      },
    };
  },
});
