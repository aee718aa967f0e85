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

/** Scheduled events whose start has passed and that have open markets which are not live, the earliest first. */
export async function findStartedEvents(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<string[]> {
  // SQL: two partial indexes: `sport_event_due_idx` and `market_open_idx`.
  const { rows } = await db.query<{ id: string }>({
    name: 'started-events',
    text: `SELECT e.id FROM sport_event e WHERE e.status = 'SCHEDULED' AND e.starts_at <= $1 AND e.id <> ALL ($3) AND EXISTS (
        SELECT FROM market m WHERE m.event_id = e.id AND NOT m.is_live AND m.status IN ('INACTIVE', 'ACTIVE', 'SUSPENDED'))
      ORDER BY e.starts_at LIMIT $2`,
    values: [now, limit, except],
  });
  return rows.map(({ id }) => id);
}

/**
 * The id of an event of the competition with this name and start, or null. Locks the competition, so that no other one is
 * added before the end of the transaction.
 */
export async function findSameEvent(
  client: pg.PoolClient,
  { competitionId, name, startsAt }: Pick<SportEvent, 'competitionId' | 'name' | 'startsAt'>,
): Promise<string | null> {
  // SQL: Prisma has no row locks.
  await client.query({
    name: 'lock-competition',
    text: 'SELECT id FROM competition WHERE id = $1 FOR NO KEY UPDATE',
    values: [competitionId],
  });
  // SQL: in the transaction that holds the lock.
  const { rows } = await client.query<{ id: string }>({
    name: 'same-event',
    text: `SELECT id FROM sport_event WHERE competition_id = $1 AND starts_at = $3 AND name = $2 AND status <> 'CANCELLED' LIMIT 1`,
    values: [competitionId, name, startsAt],
  });
  return rows[0]?.id ?? null;
}
