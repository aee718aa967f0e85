import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { eventColumns } from './columns.ts';

/** Events by id; unknown ids are left out. */
export async function findSportEvents(db: Queryable, ids: readonly string[]): Promise<SportEvent[]> {
  // SQL: entities of bets, a hot path.
  const { rows } = await db.query<SportEvent>({
    name: 'sport-events-by-id',
    text: `SELECT ${eventColumns} FROM sport_event e WHERE e.id = ANY($1)`,
    values: [ids],
  });
  return rows;
}

/**
 * The event, locked FOR UPDATE until the end of the transaction, or null. Lock an event before its markets
 * (`lockMarketsOf`), and these before changing the status or the start of the event.
 */
export async function lockSportEvent(client: pg.PoolClient, id: string): Promise<SportEvent | null> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<SportEvent>({
    name: 'lock-sport-event',
    text: `SELECT ${eventColumns} FROM sport_event e WHERE e.id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}
