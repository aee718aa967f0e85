import type { SubgraphGauge } from '@soko/subgraph';
import type pg from 'pg';

/** Numbers of the queue for Prometheus. */
export const gauges = ({ pool }: { pool: pg.Pool }): SubgraphGauge[] => [
  {
    name: 'soko_chain_open_transactions',
    help: 'Transactions that were signed and are not confirmed.',
    async read() {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM chain_nonce WHERE status = 'OPEN'`,
      );
      return rows[0]!.count;
    },
  },
  {
    name: 'soko_chain_queued_calls',
    help: 'Deployments, tokens, mints, transfers and roles that wait to be sent.',
    async read() {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM chain_call WHERE status = 'QUEUED' AND kind <> 'MINT_BATCH'`,
      );
      return rows[0]!.count;
    },
  },
];
