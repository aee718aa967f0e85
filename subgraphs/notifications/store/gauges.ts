import type { Queryable } from '@soko/postgres';
import type { LabelledNumber, SubgraphGauge } from '@soko/subgraph';

interface Counted {
  channel: string;
  status: string;
  value: number;
}

const labelled = (rows: readonly Counted[]): LabelledNumber[] =>
  rows.map(({ value, ...labels }) => ({ labels, value }));

const tenMinutesMs = 600_000;

/** Numbers of messages for Prometheus. */
export const gauges = ({ pool, now }: { pool: Queryable; now: () => Date }): SubgraphGauge[] => [
  {
    name: 'soko_notifications_unsent',
    help: 'Messages that wait for an attempt, are being sent, or were given up.',
    labelNames: ['channel', 'status'],
    // SQL: each half has an index of its own.
    async read() {
      const { rows } = await pool.query<Counted>(`
        SELECT channel, status, count(*)::int AS value FROM notifications WHERE due_at IS NOT NULL GROUP BY 1, 2
        UNION ALL SELECT channel, status, count(*)::int FROM notifications WHERE status = 'DEAD' GROUP BY 1, 2`);
      return labelled(rows);
    },
  },
  {
    name: 'soko_notifications_recent',
    help: 'Messages of the last ten minutes, by their status now.',
    labelNames: ['channel', 'status'],
    async read() {
      const { rows } = await pool.query<Counted>(
        'SELECT channel, status, count(*)::int AS value FROM notifications WHERE created_at > $1 GROUP BY 1, 2',
        [new Date(now().getTime() - tenMinutesMs)],
      );
      return labelled(rows);
    },
  },
  {
    name: 'soko_notifications_overdue_seconds',
    help: 'Time for which the message waits that has been due longest.',
    labelNames: ['channel'],
    async read() {
      const { rows } = await pool.query<{ channel: string; value: number }>(
        `SELECT channel, greatest(0, extract(epoch FROM $1::timestamptz - min(due_at)))::float AS value
        FROM notifications WHERE due_at IS NOT NULL GROUP BY 1`,
        [now()],
      );
      return rows.map(({ channel, value }) => ({ labels: { channel }, value }));
    },
  },
];
