import type { Queryable } from '@soko/postgres';
import type { BettingLimits, ExposureScope } from '../../domain/bets/betting-limits.ts';
import type { KnownSelections, SelectionFacts } from '../../domain/bets/price-bet.ts';
import type { BetSelectionRow } from '../markets/bet-selections.ts';
import { limitsColumns, type LimitsRow, toLimits } from './placement-facts.ts';

/** A bet whose facts are wanted together with those of others. */
export interface BetOfFacts {
  userId: string;
  key: string;
  selectionIds: readonly string[];
}

/**
 * What decides about a bet that is placed with others. `availableMinor` and `openMinor` are not locked: they tell which bets
 * will probably fit.
 */
export interface SharedFacts {
  selections: KnownSelections;
  /** Null in a currency without bets. */
  limits: BettingLimits | null;
  walletId: string | null;
  /** A bet was placed with this key before. */
  isRepeat: boolean;
  /** What the user can spend: nothing from a frozen wallet. */
  availableMinor: bigint;
  /** The exposures of the selections, their markets and events, and of the user, by their ids. */
  openMinor: ReadonlyMap<string, bigint>;
}

type SelectionColumns = Pick<
  BetSelectionRow,
  | 'id'
  | 'odds_milli'
  | 'odds_version'
  | 'status'
  | 'market_id'
  | 'is_live'
  | 'market_status'
  | 'max_stakes'
  | 'settlement_revision'
  | 'event_id'
  | 'starts_at'
  | 'event_status'
>;

interface Row extends SelectionColumns, LimitsRow {
  no: number;
  user_id: string;
  wallet_id: string | null;
  is_repeat: boolean;
  available_minor: string | null;
  selection_open: string | null;
  market_open: string | null;
  event_open: string | null;
  user_open: string | null;
}

const openOf = (scope: ExposureScope, subjectId: string): string =>
  `(SELECT e.open_minor FROM exposure e WHERE e.scope = '${scope}' AND e.subject_id = ${subjectId} AND e.currency = $6)`;

const text = `SELECT b.no, b.user_id, s.id, s.odds_milli, s.odds_version, s.status, s.market_id, s.is_live, s.market_status,
    s.max_stakes, s.settlement_revision, s.event_id, s.starts_at, s.event_status, ${limitsColumns}, w.id AS wallet_id,
    EXISTS (SELECT FROM bet WHERE bet.user_id = b.user_id AND bet.idempotency_key = b.key) AS is_repeat,
    (SELECT a.credits_minor - a.debits_minor - a.pending_debits_minor FROM ledger_account a
     WHERE a.code = 'user_wallet' AND a.currency = $6 AND a.owner_id = b.user_id AND a.stripe = 0 AND NOT a.frozen) AS available_minor,
    ${openOf('SELECTION', 's.id')} AS selection_open, ${openOf('MARKET', 's.market_id')} AS market_open,
    ${openOf('EVENT', 's.event_id')} AS event_open, ${openOf('USER', 'b.user_id')} AS user_open
  FROM selection_for_bets s
  JOIN unnest($2::int[], $3::text[], $4::text[], $5::text[]) AS b (no, user_id, key, selection_id) ON b.selection_id = s.id
  LEFT JOIN betting_limit l ON l.currency = $6
  LEFT JOIN wallet w ON w.owner_id = b.user_id AND w.currency = $6 AND w.name IS NULL
  WHERE s.id = ANY ($1)`;

const toSelection = (row: Row): SelectionFacts => ({
  selection: { id: row.id, oddsMilli: row.odds_milli, oddsVersion: row.odds_version, status: row.status },
  market: {
    id: row.market_id,
    isLive: row.is_live,
    status: row.market_status,
    maxStakes: row.max_stakes,
    settlementRevision: row.settlement_revision,
  },
  event: { id: row.event_id, startsAt: row.starts_at, status: row.event_status },
});

const amount = (minor: string | null): bigint => BigInt(minor ?? 0);

function toFacts(rows: readonly [Row, ...Row[]], currency: string): SharedFacts {
  const [first] = rows;
  return {
    selections: new Map(rows.map((row) => [row.id, toSelection(row)])),
    limits: toLimits(currency, first),
    walletId: first.wallet_id,
    isRepeat: first.is_repeat,
    availableMinor: amount(first.available_minor),
    openMinor: new Map([
      [first.user_id, amount(first.user_open)],
      ...rows.flatMap((row): [string, bigint][] => [
        [row.id, amount(row.selection_open)],
        [row.market_id, amount(row.market_open)],
        [row.event_id, amount(row.event_open)],
      ]),
    ]),
  };
}

/**
 * Locks the markets of selections FOR SHARE, as `lockPlacementFacts` does, and returns those that it locked: not the markets
 * that are being changed, as all other bets would wait for them, too.
 */
async function lockMarkets(tx: Queryable, selectionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ id: string }>({
    // SQL: Prisma has no row locks. A statement of its own: the next one reads what is so while they are locked.
    name: 'bet-lock-markets',
    text: `SELECT m.id FROM market m WHERE m.id IN (SELECT s.market_id FROM selection s WHERE s.id = ANY ($1))
      ORDER BY m.id FOR SHARE SKIP LOCKED`,
    values: [selectionIds],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * `lockPlacementFacts` for bets in one currency: the facts of each, without the selections whose markets are being changed, or
 * null without any selection. Two statements.
 */
export async function lockSharedFacts(
  tx: Queryable,
  bets: readonly BetOfFacts[],
  currency: string,
): Promise<(SharedFacts | null)[]> {
  const legs = bets.flatMap(({ userId, key, selectionIds }, no) =>
    selectionIds.map((selectionId) => ({ no, userId, key, selectionId })),
  );
  const selectionIds = [...new Set(legs.map(({ selectionId }) => selectionId))];
  const locked = await lockMarkets(tx, selectionIds);
  const { rows } = await tx.query<Row>({
    // SQL: placing bets is a hot path; eight tables in one statement.
    name: 'bet-shared-facts',
    text,
    values: [
      selectionIds,
      legs.map(({ no }) => no),
      legs.map(({ userId }) => userId),
      legs.map(({ key }) => key),
      legs.map(({ selectionId }) => selectionId),
      currency,
    ],
  });
  const byBet = bets.map((): Row[] => []);
  for (const row of rows) if (locked.has(row.market_id)) byBet[row.no]!.push(row);
  return byBet.map(([first, ...others]) => (first === undefined ? null : toFacts([first, ...others], currency)));
}
