import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Market } from '../../domain/markets/market.ts';
import { lockMarkets } from '../markets/find-markets.ts';

/** Markets that a feed created: `$1` is a producer (`acme:`) or an event of it (`acme:m1/`). */
const ofFeed = `m.feed_ref IS NOT NULL AND starts_with(m.feed_ref, $1)`;

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

/** Locks the `ACTIVE` markets of a feed whose names begin with `prefix`, in the order of their ids. */
export async function lockActiveMarkets(client: pg.PoolClient, prefix: string): Promise<Market[]> {
  // SQL: a partial index; the markets are locked in their order by the next statement.
  const { rows } = await client.query<{ id: string }>({
    name: 'feed-active-markets',
    text: `SELECT id FROM market m WHERE m.status = 'ACTIVE' AND ${ofFeed}`,
    values: [prefix],
  });
  return rows.length === 0 ? [] : lockMarkets(client, idsOf(rows));
}

/** Locks the markets of a producer that a gap suspended, in the order of their ids. */
export async function lockMarketsInGap(client: pg.PoolClient, prefix: string): Promise<Market[]> {
  // SQL: as above.
  const { rows } = await client.query<{ id: string }>({
    name: 'feed-markets-in-gap',
    text: `SELECT id FROM market m WHERE m.status = 'SUSPENDED' AND m.suspended_by = 'GAP' AND ${ofFeed}`,
    values: [prefix],
  });
  return rows.length === 0 ? [] : lockMarkets(client, idsOf(rows));
}

/** Number of markets that the gap of each producer suspends. */
export async function countMarketsInGap(db: Queryable, producers: readonly string[]): Promise<Map<string, number>> {
  // SQL: a count for each of several producers.
  const { rows } = await db.query<{ name: string; markets: number }>({
    name: 'feed-count-in-gap',
    text: `SELECT wanted.name, (SELECT count(*)::int FROM market m WHERE m.status = 'SUSPENDED' AND m.suspended_by = 'GAP'
        AND m.feed_ref IS NOT NULL AND starts_with(m.feed_ref, wanted.name || ':')) AS markets
      FROM unnest($1::text[]) AS wanted (name)`,
    values: [producers],
  });
  return new Map(rows.map(({ name, markets }) => [name, markets]));
}
