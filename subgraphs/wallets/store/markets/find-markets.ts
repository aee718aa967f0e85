import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Market, Selection } from '../../domain/markets/market.ts';
import { marketColumns, selectionColumns } from './columns.ts';

/** Markets by id; unknown ids are left out. */
export async function findMarkets(db: Queryable, ids: readonly string[]): Promise<Market[]> {
  // SQL: entities of bets, a hot path.
  const { rows } = await db.query<Market>({
    name: 'markets-by-id',
    text: `SELECT ${marketColumns} FROM market m WHERE m.id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/** The markets of these events, in the order in which they were created. */
export async function findMarketsOf(db: Queryable, eventIds: readonly string[]): Promise<Market[]> {
  // SQL: lists of events with their markets, a hot path.
  const { rows } = await db.query<Market>({
    name: 'markets-of-events',
    text: `SELECT ${marketColumns} FROM market m WHERE m.event_id = ANY($1) ORDER BY m.event_id, m.id`,
    values: [eventIds],
  });
  return rows;
}

/** Markets by id, locked FOR UPDATE until the end of the transaction, in the order of their ids. */
export async function lockMarkets(client: pg.PoolClient, ids: readonly string[]): Promise<Market[]> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<Market>({
    name: 'lock-markets',
    text: `SELECT ${marketColumns} FROM market m WHERE m.id = ANY($1) ORDER BY m.id FOR UPDATE`,
    values: [ids],
  });
  return rows;
}

/** All markets of an event, locked FOR UPDATE until the end of the transaction, in the order of their ids. */
export async function lockMarketsOf(client: pg.PoolClient, eventId: string): Promise<Market[]> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<Market>({
    name: 'lock-markets-of-event',
    text: `SELECT ${marketColumns} FROM market m WHERE m.event_id = $1 ORDER BY m.id FOR UPDATE`,
    values: [eventId],
  });
  return rows;
}

/** Selections by id; unknown ids are left out. */
export async function findSelections(db: Queryable, ids: readonly string[]): Promise<Selection[]> {
  // SQL: entities of bets, a hot path.
  const { rows } = await db.query<Selection>({
    name: 'selections-by-id',
    text: `SELECT ${selectionColumns} FROM selection s WHERE s.id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/** The selections of these markets, each market's in its own order. */
export async function findSelectionsOf(db: Queryable, marketIds: readonly string[]): Promise<Selection[]> {
  // SQL: lists of events with their markets, a hot path.
  const { rows } = await db.query<Selection>({
    name: 'selections-of-markets',
    text: `SELECT ${selectionColumns} FROM selection s WHERE s.market_id = ANY($1) ORDER BY s.market_id, s.position`,
    values: [marketIds],
  });
  return rows;
}
