import type { Queryable } from '@soko/postgres';
import type { SubgraphGauge } from '@soko/subgraph';

async function count(pool: Queryable, from: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, values);
  return rows[0]!.count;
}

/** Numbers of webhooks for Prometheus. */
export const webhookGauges = ({ pool, now }: { pool: Queryable; now: () => Date }): SubgraphGauge[] => [
  {
    name: 'soko_notifications_webhooks_waiting',
    help: 'Deliveries of webhooks that have not ended.',
    read: () => count(pool, 'webhook_delivery WHERE ended_at IS NULL', []),
  },
  {
    name: 'soko_notifications_webhooks_late',
    help: 'Deliveries of webhooks whose next attempt is more than a minute late. Above 0 for long: processes are too few or stand still.',
    read: () => count(pool, 'webhook_delivery WHERE due_at < $1', [new Date(now().getTime() - 60_000)]),
  },
  {
    name: 'soko_notifications_webhook_endpoints_failing',
    help: 'Active webhook endpoints whose last attempt failed.',
    read: () => count(pool, `webhook_endpoint WHERE status = 'ACTIVE' AND failing_since IS NOT NULL`, []),
  },
  {
    name: 'soko_notifications_webhook_endpoints_disabled',
    help: 'Webhook endpoints that were disabled because they failed for days or answered 410.',
    read: () => count(pool, `webhook_endpoint WHERE disabled_reason IN ('FAILING', 'GONE')`, []),
  },
];
