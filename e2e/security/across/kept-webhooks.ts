import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { openEmbeddedServer } from '../../../compositions/embedded-server.ts';

/** The webhooks that a Soko has kept: none is heeded that is not kept before. */
export interface KeptWebhooks {
  count(): Promise<number>;
  /** Waits until all of them are processed. */
  processed(): Promise<void>;
  close(): Promise<void>;
}

export async function openKeptWebhooks(dataFolder: string): Promise<KeptWebhooks> {
  const server = await openEmbeddedServer(dataFolder);
  const pool = new pg.Pool({ connectionString: withDatabase(server.connectionString, 'soko_payments'), max: 1 });
  const countOf = async (condition: string): Promise<number> =>
    (await pool.query(`SELECT count(*)::int AS n FROM provider_event WHERE ${condition}`)).rows[0].n;
  return {
    count: () => countOf('true'),
    async processed() {
      await until('webhooks are processed', async () => (await countOf('processed_at IS NULL')) === 0);
    },
    async close() {
      await pool.end();
      await server.close();
    },
  };
}
