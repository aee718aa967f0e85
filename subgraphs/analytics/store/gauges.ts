import type { Queryable } from '@soko/postgres';
import type { SubgraphGauge } from '@soko/subgraph';
import { salesProjection } from './sales/generations.ts';
import { saleTopics } from '../domain/sales/read-sale-event.ts';

/** Age in seconds of the oldest recorded event that is newer than what the sales contain. 0 when there is none. */
export async function findSecondsBehind(db: Queryable, now: Date): Promise<number> {
  const { rows } = await db.query<{ seconds: number }>({
    name: 'sales-seconds-behind',
    // SQL: the first event of each topic after a time, by index.
    text: `SELECT coalesce(extract(epoch FROM $3::timestamptz - min(next.time)), 0)::float AS seconds
      FROM projection_generations g CROSS JOIN unnest($2::text[]) AS topic (name)
      CROSS JOIN LATERAL (SELECT time FROM event_records r WHERE r.topic = topic.name
        AND r.time > coalesce((g.applied->>topic.name)::timestamptz, '-infinity') ORDER BY r.time LIMIT 1) AS next
      WHERE g.name = $1 AND g.status = 'LIVE'`,
    values: [salesProjection, saleTopics.map(({ name }) => name), now],
  });
  return Math.max(0, rows[0]!.seconds);
}

/** Numbers for Prometheus. */
export const gauges = ({ pool, now }: { pool: Queryable; now: () => Date }): SubgraphGauge[] => [
  {
    name: 'soko_analytics_projection_seconds_behind',
    help: 'Age of the oldest recorded event that a read model does not contain. 0 when it contains all.',
    labelNames: ['projection'],
    read: async () => [{ labels: { projection: salesProjection }, value: await findSecondsBehind(pool, now()) }],
  },
];
