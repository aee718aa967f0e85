import type { Queryable } from '@soko/postgres';
import type { BettingLimits } from '../../domain/bets/betting-limits.ts';
import type { BetSelection } from '../markets/bet-selections.ts';
import { type BetSelectionRow, toBetSelection } from '../markets/bet-selections.ts';

/** What decides whether a bet is placed. */
export interface PlacementFacts {
  selections: ReadonlyMap<string, BetSelection>;
  /** Null in a currency without bets. */
  limits: BettingLimits | null;
  /** Wallet of the user in that currency, or null. */
  walletId: string | null;
  /** The bet that was placed with this key before, or null. */
  earlier: { id: string; inputHash: string } | null;
}

/** The columns of `limitsColumns`. */
export interface LimitsRow {
  min_stake_minor: string | null;
  max_stake_of_bet_minor: string;
  max_return_minor: string;
  selection_max_minor: string;
  market_max_minor: string;
  event_max_minor: string;
  user_max_minor: string;
}

interface Row extends BetSelectionRow, LimitsRow {
  wallet_id: string | null;
  earlier_id: string | null;
  earlier_hash: string | null;
}

export const toLimits = (currency: string, row: LimitsRow): BettingLimits | null =>
  row.min_stake_minor === null
    ? null
    : {
        currency,
        minStakeMinor: BigInt(row.min_stake_minor),
        maxStakeMinor: BigInt(row.max_stake_of_bet_minor),
        maxReturnMinor: BigInt(row.max_return_minor),
        selectionMaxMinor: BigInt(row.selection_max_minor),
        marketMaxMinor: BigInt(row.market_max_minor),
        eventMaxMinor: BigInt(row.event_max_minor),
        userMaxMinor: BigInt(row.user_max_minor),
      };

/** The limits of the table `betting_limit l`. */
export const limitsColumns = `l.min_stake_minor, l.max_stake_minor AS max_stake_of_bet_minor, l.max_return_minor, l.selection_max_minor,
        l.market_max_minor, l.event_max_minor, l.user_max_minor`;

/**
 * Reads everything that decides about a bet, and locks the markets of its selections FOR SHARE: until the transaction ends
 * they are neither closed nor settled. Unknown selections are left out; without a known one there are no facts at all.
 */
export async function lockPlacementFacts(
  tx: Queryable,
  {
    selectionIds,
    currency,
    userId,
    key,
  }: { selectionIds: readonly string[]; currency: string; userId: string; key: string },
): Promise<PlacementFacts> {
  const { rows } = await tx.query<Row>({
    // SQL: placing a bet is a hot path; row locks, and five tables in one statement.
    name: 'bet-placement-facts',
    text: `SELECT s.*, ${limitsColumns}, w.id AS wallet_id, b.id AS earlier_id, b.input_hash AS earlier_hash
      FROM lock_selections_for_bets($1) s
      LEFT JOIN betting_limit l ON l.currency = $2
      LEFT JOIN wallet w ON w.owner_id = $3 AND w.currency = $2 AND w.name IS NULL
      LEFT JOIN bet b ON b.user_id = $3 AND b.idempotency_key = $4`,
    values: [selectionIds, currency, userId, key],
  });
  const [first] = rows;
  return {
    selections: new Map(rows.map((row) => [row.id, toBetSelection(row)])),
    limits: first === undefined ? null : toLimits(currency, first),
    walletId: first?.wallet_id ?? null,
    earlier: first?.earlier_id == null ? null : { id: first.earlier_id, inputHash: first.earlier_hash ?? '' },
  };
}
