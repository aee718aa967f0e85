import type { Envelope } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import type { Cause } from './save-markets.ts';

const insertHistory = `INSERT INTO market_change (entity_id, at, from_status, to_status, actor_kind, actor_id, reason)`;

/** Saves a new event with its history and `events`. */
export async function addSportEvent(
  client: pg.PoolClient,
  event: SportEvent,
  { trail: { actor, now }, reason }: Cause,
  events: readonly Envelope[],
): Promise<void> {
  const { id, competitionId, sportId, name, home, away, startsAt, status, version, feedRef, createdAt } = event;
  // SQL: two tables in one statement, in the transaction of an idempotency key.
  await client.query({
    name: 'add-sport-event',
    text: `WITH added AS (
        INSERT INTO sport_event (id, competition_id, sport_id, name, home, away, starts_at, status, version, feed_ref, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
      ) ${insertHistory} VALUES ($1, $12, NULL, $8, $13, $14, $15)`,
    values: [id, competitionId, sportId, name, home, away, startsAt, status, version, feedRef, createdAt].concat([
      now(),
      actor.kind,
      actor.id,
      reason,
    ]),
  });
  await tell(client, events);
}

/** Saves a change of a locked event with its history and `events`. */
export async function saveSportEvent(
  client: pg.PoolClient,
  before: SportEvent,
  after: SportEvent,
  { trail: { actor, now }, reason }: Cause,
  events: readonly Envelope[],
): Promise<void> {
  const { id, name, home, away, startsAt, status, score, version, startedAt, finishedAt } = after;
  // SQL: two tables in one statement, in a transaction that holds row locks.
  await client.query({
    name: 'save-sport-event',
    text: `WITH saved AS (
        UPDATE sport_event SET name = $2, home = $3, away = $4, starts_at = $5, status = $6, home_score = $7, away_score = $8,
          version = $9, started_at = $10, finished_at = $11, updated_at = $12 WHERE id = $1
      ) ${insertHistory} SELECT $1, $12, $13, $6, $14, $15, $16 WHERE $13 <> $6`,
    values: [
      id,
      name,
      home,
      away,
      startsAt,
      status,
      score?.home ?? null,
      score?.away ?? null,
      version,
      startedAt,
      finishedAt,
      now(),
      before.status,
      actor.kind,
      actor.id,
      reason,
    ],
  });
  await tell(client, events);
}
