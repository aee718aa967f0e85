import type { Queryable } from '@soko/postgres';
import type { SubgraphGauge } from '@soko/subgraph';
import { businessTopics } from '../domain/business/read-business-event.ts';
import { saleTopics } from '../domain/sales/read-sale-event.ts';
import { businessTables } from './business/tables.ts';
import { salesTables } from './sales/tables.ts';

/** The read models, with the topics of which they are made. */
const models = [
  { projection: salesTables.name, topics: saleTopics },
  { projection: businessTables.name, topics: businessTopics },
] as const;

export type Projection = (typeof models)[number]['projection'];

/** Age in seconds of the oldest recorded event that is newer than what a read model contains. 0 when there is none. */
export async function findSecondsBehind(db: Queryable, projection: Projection, now: Date): Promise<number> {
  const topics = models.find((model) => model.projection === projection)!.topics.map(({ name }) => name);
  const { rows } = await db.query<{ seconds: number }>({
    name: 'read-model-seconds-behind',
    // SQL: the first event of each topic after a time, by index.
    text: `SELECT coalesce(extract(epoch FROM $3::timestamptz - min(next.time)), 0)::float AS seconds
      FROM projection_generations g CROSS JOIN unnest($2::text[]) AS topic (name)
      CROSS JOIN LATERAL (SELECT time FROM event_records r WHERE r.topic = topic.name
        AND r.time > coalesce((g.applied->>topic.name)::timestamptz, '-infinity') ORDER BY r.time LIMIT 1) AS next
      WHERE g.name = $1 AND g.status = 'LIVE'`,
    values: [projection, topics, now],
  });
  return Math.max(0, rows[0]!.seconds);
}

/** Numbers for Prometheus. */
export const gauges = ({ pool, now }: { pool: Queryable; now: () => Date }): SubgraphGauge[] => [
  {
    name: 'soko_analytics_projection_seconds_behind',
    help: 'Age of the oldest recorded event that a read model does not contain. 0 when it contains all.',
    labelNames: ['projection'],
    read: () =>
      Promise.all(
        models.map(async ({ projection }) => ({
          labels: { projection },
          value: await findSecondsBehind(pool, projection, now()),
        })),
      ),
  },
];
