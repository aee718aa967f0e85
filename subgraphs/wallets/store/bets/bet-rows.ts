import type { Bet, BetStatus, OddsPolicy, PlacedLeg } from '../../domain/bets/bet.ts';

/** The legs of the bet `b` as JSON, in their order. */
const legs = `(SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position) FROM bet_leg l WHERE l.bet_id = b.id) AS legs`;

/** The columns of `BetRow`, of the table `bet b`. */
export const betColumns = `b.id, b.user_id, b.currency, b.kind, b.stake_minor, b.unit_stake_minor, b.lines, b.system_sizes,
  b.potential_return_minor, b.open_stake_minor, b.status, b.odds_policy, b.placed_at, b.settled_at, b.return_minor,
  b.cashed_out_minor, b.cash_outs, b.version, ${legs}`;

interface LegRow {
  bet_id: string;
  position: number;
  selection_id: string;
  market_id: string;
  event_id: string;
  odds_milli: number;
  odds_version: number;
  is_banker: boolean;
  result: PlacedLeg['result'];
  result_numerator: number | null;
  result_denominator: number | null;
  settled_revision: number;
}

export interface BetRow {
  id: string;
  user_id: string;
  currency: string;
  kind: Bet['kind'];
  stake_minor: string;
  unit_stake_minor: string;
  lines: number;
  system_sizes: number[];
  potential_return_minor: string;
  open_stake_minor: string;
  status: BetStatus;
  odds_policy: OddsPolicy;
  placed_at: Date;
  settled_at: Date | null;
  return_minor: string | null;
  cashed_out_minor: string;
  cash_outs: number;
  version: number;
  legs: LegRow[];
}

const toLeg = (row: LegRow): PlacedLeg => ({
  betId: row.bet_id,
  position: row.position,
  selectionId: row.selection_id,
  marketId: row.market_id,
  eventId: row.event_id,
  oddsMilli: row.odds_milli,
  oddsVersion: row.odds_version,
  isBanker: row.is_banker,
  result: row.result,
  resultNumerator: row.result_numerator,
  resultDenominator: row.result_denominator,
  settledRevision: row.settled_revision,
});

export const toBet = (row: BetRow): Bet => ({
  id: row.id,
  userId: row.user_id,
  currency: row.currency,
  kind: row.kind,
  stakeMinor: BigInt(row.stake_minor),
  unitStakeMinor: BigInt(row.unit_stake_minor),
  lines: row.lines,
  systemSizes: row.system_sizes,
  potentialReturnMinor: BigInt(row.potential_return_minor),
  openStakeMinor: BigInt(row.open_stake_minor),
  status: row.status,
  oddsPolicy: row.odds_policy,
  placedAt: row.placed_at,
  settledAt: row.settled_at,
  returnMinor: row.return_minor === null ? null : BigInt(row.return_minor),
  cashedOutMinor: BigInt(row.cashed_out_minor),
  cashOuts: row.cash_outs,
  version: row.version,
  legs: row.legs.map(toLeg),
});
