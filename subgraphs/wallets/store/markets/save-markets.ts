import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import type { MarketStep } from '../../domain/markets/market-steps.ts';
import type { NewMarket } from '../../domain/markets/new-market.ts';
import type { SelectionStep } from '../../domain/markets/set-odds.ts';
import type { Market } from '../../domain/markets/market.ts';

/** A status change that a step made, for the history. */
interface Change {
  id: string;
  from: string | null;
  to: string;
}

/** Writes `$4` changes of statuses to the history: see `actorOf` for the parameters before it. */
const insertHistory = (changes: string, actor: string): string => `
  INSERT INTO market_change (entity_id, at, from_status, to_status, actor_kind, actor_id, reason)
  SELECT c.id, (a->>'at')::timestamptz, c."from", c."to", a->>'kind', a->>'id', a->>'reason'
  FROM jsonb_to_recordset(${changes}::jsonb) AS c (id text, "from" text, "to" text), (SELECT ${actor}::jsonb AS a) actor`;

/** Who changes rows, when and why, as a parameter. */
const actorOf = ({ actor, now }: EventTrail, reason: string | null): string =>
  JSON.stringify({ at: now(), kind: actor.kind, id: actor.id, reason });

/** Why a change is made, and on whose behalf. */
export interface Cause {
  trail: EventTrail;
  reason: string | null;
}

/** Saves steps of locked markets with their history and `events`. Two statements; none without steps. */
export async function saveMarketSteps(
  client: pg.PoolClient,
  steps: readonly MarketStep[],
  { trail, reason }: Cause,
  events: readonly Envelope[],
): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map(({ after: { id, status, suspendedBy, version } }) => ({ id, status, suspendedBy, version }));
  const changes: Change[] = steps.flatMap(({ before, after }) =>
    before.status === after.status ? [] : [{ id: after.id, from: before.status, to: after.status }],
  );
  // SQL: several rows of two tables in one statement.
  await client.query({
    name: 'save-market-steps',
    text: `WITH saved AS (
        UPDATE market m SET status = s.status, suspended_by = s."suspendedBy", version = s.version,
          updated_at = ($3::jsonb->>'at')::timestamptz
        FROM jsonb_to_recordset($1::jsonb) AS s (id text, status text, "suspendedBy" text, version int) WHERE m.id = s.id
      ) ${insertHistory('$2', '$3')}`,
    values: [JSON.stringify(rows), JSON.stringify(changes), actorOf(trail, reason)],
  });
  await tell(client, events);
}

/** Saves a new market with its selections, their first odds, its history and `events`. Two statements. */
export async function addMarket(
  client: pg.PoolClient,
  { market, selections }: NewMarket,
  { trail, reason }: Cause,
  events: readonly Envelope[],
): Promise<void> {
  // SQL: rows of four tables in one statement.
  await client.query({
    name: 'add-market',
    text: `WITH added AS (
        INSERT INTO market (id, event_id, type, line_milli, name, is_live, status, version, max_stakes, feed_ref, created_at, updated_at)
        SELECT id, "eventId", type, "lineMilli", name, "isLive", status, version, "maxStakes", "feedRef", "createdAt", "createdAt"
        FROM jsonb_to_record($1::jsonb) AS m (id text, "eventId" text, type text, "lineMilli" int, name text, "isLive" boolean,
          status text, version int, "maxStakes" jsonb, "feedRef" text, "createdAt" timestamptz)
      ), selections AS (
        SELECT * FROM jsonb_to_recordset($4::jsonb) AS s (id text, "marketId" text, "eventId" text, outcome text, name text,
          position int, "oddsMilli" int, "oddsVersion" int, status text)
      ), selected AS (
        INSERT INTO selection (id, market_id, event_id, outcome, name, position, odds_milli, odds_version, status)
        SELECT id, "marketId", "eventId", outcome, name, position, "oddsMilli", "oddsVersion", status FROM selections
      ), priced AS (
        INSERT INTO odds_change (selection_id, odds_version, market_id, odds_milli, at, actor_kind, actor_id, reason)
        SELECT id, "oddsVersion", "marketId", "oddsMilli", ($3::jsonb->>'at')::timestamptz, $3::jsonb->>'kind', $3::jsonb->>'id',
          $3::jsonb->>'reason' FROM selections
      ) ${insertHistory('$2', '$3')}`,
    values: [
      JSON.stringify(market),
      JSON.stringify([{ id: market.id, from: null, to: market.status }]),
      actorOf(trail, reason),
      JSON.stringify(selections),
    ],
  });
  await tell(client, events);
}

/** Saves new odds and statuses of selections of a locked market, with their history and `events`. Two statements. */
export async function saveOdds(
  client: pg.PoolClient,
  { id, version }: Market,
  steps: readonly SelectionStep[],
  { trail, reason }: Cause,
  events: readonly Envelope[],
): Promise<void> {
  const priced = steps.filter(({ before, after }) => before.oddsVersion !== after.oddsVersion);
  const switched = steps.filter(({ before, after }) => before.status !== after.status);
  // SQL: several rows of four tables in one statement; odds change often.
  await client.query({
    name: 'save-odds',
    text: `WITH saved AS (
        UPDATE market SET version = $5, updated_at = ($3::jsonb->>'at')::timestamptz WHERE id = $4
      ), changed AS (
        UPDATE selection s SET odds_milli = c."oddsMilli", odds_version = c."oddsVersion", status = c.status
        FROM jsonb_to_recordset($1::jsonb) AS c (id text, "oddsMilli" int, "oddsVersion" int, status text) WHERE s.id = c.id
      ), priced AS (
        INSERT INTO odds_change (selection_id, odds_version, market_id, odds_milli, at, actor_kind, actor_id, reason)
        SELECT id, "oddsVersion", $4, "oddsMilli", ($3::jsonb->>'at')::timestamptz, $3::jsonb->>'kind', $3::jsonb->>'id',
          $3::jsonb->>'reason'
        FROM jsonb_to_recordset($6::jsonb) AS c (id text, "oddsMilli" int, "oddsVersion" int)
      ) ${insertHistory('$2', '$3')}`,
    values: [
      JSON.stringify(steps.map(({ after }) => after)),
      JSON.stringify(switched.map(({ before, after }) => ({ id: after.id, from: before.status, to: after.status }))),
      actorOf(trail, reason),
      id,
      version,
      JSON.stringify(priced.map(({ after }) => after)),
    ],
  });
  await tell(client, events);
}
