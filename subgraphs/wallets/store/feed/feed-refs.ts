import type pg from 'pg';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { lockSportEvent } from '../markets/find-events.ts';

/** The event that a feed calls `ref`, locked, or null. */
export async function lockEventByRef(client: pg.PoolClient, ref: string): Promise<SportEvent | null> {
  // SQL: in the transaction of a line, before the lock.
  const { rows } = await client.query<{ id: string }>({
    name: 'sport-event-by-feed-ref',
    text: 'SELECT id FROM sport_event WHERE feed_ref = $1',
    values: [ref],
  });
  return rows[0] === undefined ? null : lockSportEvent(client, rows[0].id);
}

/** The ids of a sport and a competition, which are added when they are new. */
export async function findOrAddCompetition(
  client: pg.PoolClient,
  wanted: { sport: string; sportName: string; competition: string; country: string | null; now: Date },
  ids: { sport: string; competition: string },
): Promise<{ sportId: string; competitionId: string }> {
  const { sport, sportName, competition, country, now } = wanted;
  // SQL: rows that may exist, in the transaction of a line.
  const { rows: sports } = await client.query<{ id: string }>({
    name: 'feed-sport',
    text: `INSERT INTO sport (id, slug, name, created_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (slug) DO UPDATE SET slug = sport.slug RETURNING id`,
    values: [ids.sport, sport, sportName, now],
  });
  const sportId = sports[0]!.id;
  // SQL: as above.
  const { rows: competitions } = await client.query<{ id: string }>({
    name: 'feed-competition',
    text: `INSERT INTO competition (id, sport_id, name, country, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (sport_id, country, name) DO UPDATE SET name = competition.name RETURNING id`,
    values: [ids.competition, sportId, competition, country ?? '', now],
  });
  return { sportId, competitionId: competitions[0]!.id };
}
