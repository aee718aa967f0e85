import type { Actor, Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Bet } from '../../domain/bets/bet.ts';
import { type BettingLimits, exposureSubjects } from '../../domain/bets/betting-limits.ts';

/** A bet to save, with its events. */
export interface Placement {
  bet: Bet;
  idempotencyKey: string;
  inputHash: string;
  /** Reference of the ledger transaction of the stake. */
  reference: string;
  limits: BettingLimits;
  actor: Actor;
  events: readonly Envelope[];
}

/**
 * The exposure comes last, once everything else is written: other bets on the same event wait from then until the
 * transaction ends. Its rows are locked in the order of `exposureSubjects`, and a row changes only within its limit.
 */
const text = `WITH placed AS (
    INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
      open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $5, 'ACCEPTED', $10, $11, $12, $13)
    ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING id
  ), legs AS (
    INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker)
    SELECT placed.id, l.no, l.selection_id, l.market_id, l.event_id, l.odds_milli, l.odds_version, l.is_banker
    FROM placed, unnest($14::text[], $15::text[], $16::text[], $17::int[], $18::int[], $19::bool[]) WITH ORDINALITY
      AS l (selection_id, market_id, event_id, odds_milli, odds_version, is_banker, no)
    RETURNING 1
  ), recorded AS (
    INSERT INTO bet_history (bet_id, at, to_status, actor_kind, actor_id, amount_minor, reference)
    SELECT placed.id, $13, 'ACCEPTED', $20, $21, -$5::bigint, $22 FROM placed RETURNING 1
  ), published AS (
    ${outboxInsert('$23')}, placed RETURNING 1
  ), raised AS (
    INSERT INTO exposure (scope, subject_id, currency, bets, stake_minor, open_minor)
    SELECT s.scope, s.subject_id, $3, 1, $5, $9
    FROM placed, unnest($24::text[], $25::text[]) WITH ORDINALITY AS s (scope, subject_id, no)
    WHERE (SELECT count(*) FROM legs) + (SELECT count(*) FROM recorded) + (SELECT count(*) FROM published) > 0
    ORDER BY s.no
    ON CONFLICT (scope, subject_id, currency) DO UPDATE SET bets = exposure.bets + 1,
      stake_minor = exposure.stake_minor + excluded.stake_minor, open_minor = exposure.open_minor + excluded.open_minor
    WHERE exposure.open_minor + excluded.open_minor <=
      CASE excluded.scope WHEN 'SELECTION' THEN $26::bigint WHEN 'MARKET' THEN $27 WHEN 'EVENT' THEN $28 ELSE $29 END
    RETURNING 1
  )
  SELECT EXISTS (SELECT FROM placed) AS placed, (SELECT count(*) FROM raised)::int AS raised`;

/**
 * Saves a bet with its legs, history and events, and adds it to the exposures. One statement. Roll back unless it returns
 * `saved`: the user has placed a bet with this key, or an exposure would exceed its limit.
 */
export async function savePlacement(
  tx: Queryable,
  placement: Placement,
): Promise<'saved' | 'key used' | 'limit reached'> {
  const { bet, limits, actor } = placement;
  const subjects = exposureSubjects(bet.userId, bet.legs);
  const { rows } = await tx.query<{ placed: boolean; raised: number }>({
    // SQL: placing a bet is a hot path; five tables in one statement.
    name: 'bet-save-placement',
    text,
    values: [
      bet.id,
      bet.userId,
      bet.currency,
      bet.kind,
      bet.stakeMinor,
      bet.unitStakeMinor,
      bet.lines,
      bet.systemSizes,
      bet.potentialReturnMinor,
      bet.oddsPolicy,
      placement.idempotencyKey,
      placement.inputHash,
      bet.placedAt,
      bet.legs.map(({ selectionId }) => selectionId),
      bet.legs.map(({ marketId }) => marketId),
      bet.legs.map(({ eventId }) => eventId),
      bet.legs.map(({ oddsMilli }) => oddsMilli),
      bet.legs.map(({ oddsVersion }) => oddsVersion),
      bet.legs.map(({ isBanker }) => isBanker),
      actor.kind,
      actor.id,
      placement.reference,
      outboxRows(placement.events),
      subjects.map(({ scope }) => scope),
      subjects.map(({ subjectId }) => subjectId),
      limits.selectionMaxMinor,
      limits.marketMaxMinor,
      limits.eventMaxMinor,
      limits.userMaxMinor,
    ],
  });
  const { placed, raised } = rows[0]!;
  if (!placed) return 'key used';
  return raised === subjects.length ? 'saved' : 'limit reached';
}
