import type { Queryable } from '@soko/postgres';
import type { SubgraphGauge } from '@soko/subgraph';

async function count(pool: Queryable, from: string, values: unknown[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, values);
  return rows[0]!.count;
}

/** Numbers of conversations for Prometheus. */
export const gauges = ({ pool, now }: { pool: Queryable; now: () => Date }): SubgraphGauge[] => [
  {
    name: 'soko_chat_open_reports',
    help: 'Reports of messages that support has not decided.',
    read: () => count(pool, `report WHERE status = 'OPEN'`, []),
  },
  {
    name: 'soko_chat_people_to_notify',
    help: 'People whose unread messages have waited long enough, and who are not notified yet.',
    read: () => count(pool, 'participant WHERE notify_at <= $1', [now()]),
  },
  {
    name: 'soko_chat_files_to_remove',
    help: 'Pictures that no message has any more, whose files are not removed yet.',
    read: () => count(pool, 'picture WHERE message_id IS NULL AND expires_at < $1', [now()]),
  },
];
