import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { type BettingLimits, capOf } from '../../domain/bets/betting-limits.ts';
import { type ExposureSum, sumsOf } from './exposure.ts';
import type { Placement } from './save-placement.ts';

/** The statement of `savePlacement` for bets of several users. */
const text = `WITH placed AS (
    INSERT INTO bet (id, user_id, currency, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
      open_stake_minor, status, odds_policy, idempotency_key, input_hash, placed_at)
    SELECT id, user_id, $1, kind, stake_minor, unit_stake_minor, lines, system_sizes, potential_return_minor,
      stake_minor, 'ACCEPTED', odds_policy, idempotency_key, input_hash, placed_at
    FROM jsonb_to_recordset($2::jsonb) AS b (id text, user_id text, kind text, stake_minor bigint, unit_stake_minor bigint,
      lines int, system_sizes int[], potential_return_minor bigint, odds_policy text, idempotency_key text, input_hash text,
      placed_at timestamptz)
    ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING 1
  ), legs AS (
    INSERT INTO bet_leg (bet_id, position, selection_id, market_id, event_id, odds_milli, odds_version, is_banker)
    SELECT * FROM jsonb_to_recordset($3::jsonb) AS l (bet_id text, position int, selection_id text, market_id text,
      event_id text, odds_milli int, odds_version int, is_banker bool)
    WHERE (SELECT count(*) FROM placed) = $4
    RETURNING 1
  ), recorded AS (
    INSERT INTO bet_history (bet_id, at, to_status, actor_kind, actor_id, amount_minor, reference)
    SELECT id, placed_at, 'ACCEPTED', actor_kind, actor_id, -stake_minor, reference
    FROM jsonb_to_recordset($2::jsonb) AS b (id text, placed_at timestamptz, actor_kind text, actor_id text,
      stake_minor bigint, reference text)
    WHERE (SELECT count(*) FROM placed) = $4
    RETURNING 1
  ), published AS (
    ${outboxInsert('$5')} WHERE (SELECT count(*) FROM placed) = $4 RETURNING 1
  ), raised AS (
    INSERT INTO exposure (scope, subject_id, currency, bets, stake_minor, open_minor)
    SELECT s.scope, s.subject_id, $1, s.bets, s.stake_minor, s.open_minor
    FROM unnest($6::text[], $7::text[], $8::int[], $9::bigint[], $10::bigint[]) WITH ORDINALITY
      AS s (scope, subject_id, bets, stake_minor, open_minor, no)
    WHERE (SELECT count(*) FROM legs) + (SELECT count(*) FROM recorded) + (SELECT count(*) FROM published) > 0
    ORDER BY s.no
    ON CONFLICT (scope, subject_id, currency) DO UPDATE SET bets = exposure.bets + excluded.bets,
      stake_minor = exposure.stake_minor + excluded.stake_minor, open_minor = exposure.open_minor + excluded.open_minor
    WHERE exposure.open_minor + excluded.open_minor <=
      CASE excluded.scope WHEN 'SELECTION' THEN $11::bigint WHEN 'MARKET' THEN $12 WHEN 'EVENT' THEN $13 ELSE $14 END
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM placed)::int AS placed, (SELECT count(*) FROM raised)::int AS raised`;

const betRow = ({ bet, idempotencyKey, inputHash, actor, reference }: Placement) => ({
  id: bet.id,
  user_id: bet.userId,
  kind: bet.kind,
  stake_minor: bet.stakeMinor.toString(),
  unit_stake_minor: bet.unitStakeMinor.toString(),
  lines: bet.lines,
  system_sizes: bet.systemSizes,
  potential_return_minor: bet.potentialReturnMinor.toString(),
  odds_policy: bet.oddsPolicy,
  idempotency_key: idempotencyKey,
  input_hash: inputHash,
  placed_at: bet.placedAt,
  actor_kind: actor.kind,
  actor_id: actor.id,
  reference,
});

const legRows = ({ bet }: Placement) =>
  bet.legs.map((leg) => ({
    bet_id: bet.id,
    position: leg.position,
    selection_id: leg.selectionId,
    market_id: leg.marketId,
    event_id: leg.eventId,
    odds_milli: leg.oddsMilli,
    odds_version: leg.oddsVersion,
    is_banker: leg.isBanker,
  }));

const lockKey = ({ scope, subjectId }: ExposureSum): string => `${scope} ${subjectId}`;

/** In the order in which `exposureSubjects` has those of one bet. */
const inLockOrder = (sums: readonly ExposureSum[]): ExposureSum[] =>
  sums.toSorted((a, b) => (lockKey(a) < lockKey(b) ? -1 : 1));

/** What bets that are placed together add to exposures. */
const exposureOf = (bets: readonly Placement['bet'][]): ExposureSum[] =>
  sumsOf(
    bets.map((bet) => ({ bet, bets: 1, stakeMinor: bet.stakeMinor, openMinor: bet.potentialReturnMinor }) as const),
  );

/**
 * Saves bets of different users in one currency with their legs, history and events, and adds them to the exposures, in one
 * statement. Roll back unless it returns `saved`: a user has placed a bet with its key, or an exposure would exceed its limit.
 */
export async function savePlacements(
  tx: Queryable,
  placements: readonly Placement[],
  limits: BettingLimits,
): Promise<'saved' | 'key used' | 'limit reached'> {
  const sums = inLockOrder(exposureOf(placements.map(({ bet }) => bet)));
  if (sums.some(({ scope, openMinor }) => openMinor > capOf(limits, scope))) return 'limit reached';
  const { rows } = await tx.query<{ placed: number; raised: number }>({
    // SQL: placing bets is a hot path; five tables in one statement.
    name: 'bet-save-placements',
    text,
    values: [
      limits.currency,
      JSON.stringify(placements.map(betRow)),
      JSON.stringify(placements.flatMap(legRows)),
      placements.length,
      outboxRows(placements.flatMap(({ events }) => events)),
      sums.map(({ scope }) => scope),
      sums.map(({ subjectId }) => subjectId),
      sums.map(({ bets }) => bets),
      sums.map(({ stakeMinor }) => stakeMinor),
      sums.map(({ openMinor }) => openMinor),
      limits.selectionMaxMinor,
      limits.marketMaxMinor,
      limits.eventMaxMinor,
      limits.userMaxMinor,
    ],
  });
  const { placed, raised } = rows[0]!;
  if (placed < placements.length) return 'key used';
  return raised === sums.length ? 'saved' : 'limit reached';
}
