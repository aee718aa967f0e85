import type { Queryable } from '@soko/postgres';
import type { SettlingBet } from '../../domain/settlement/change-bet.ts';
import type { RunPart, SettlementRun } from '../../domain/settlement/run.ts';
import { type ResultRow, toResult } from './result-row.ts';

type BetRow = Omit<SettlingBet, 'legs' | 'stakeMinor' | 'unitStakeMinor' | 'potentialReturnMinor' | 'returnMinor'> & {
  stakeMinor: string;
  unitStakeMinor: string;
  potentialReturnMinor: string;
  returnMinor: string | null;
};

interface LegRow extends ResultRow {
  betId: string;
  selectionId: string;
  marketId: string;
  eventId: string;
  oddsMilli: number;
  isBanker: boolean;
}

const toLeg = (row: LegRow): SettlingBet['legs'][number] => ({
  selectionId: row.selectionId,
  marketId: row.marketId,
  eventId: row.eventId,
  oddsMilli: row.oddsMilli,
  isBanker: row.isBanker,
  result: toResult(row),
});

const betColumns = `id, user_id AS "userId", currency, kind, status, stake_minor AS "stakeMinor",
  unit_stake_minor AS "unitStakeMinor", lines, system_sizes AS "systemSizes", potential_return_minor AS "potentialReturnMinor",
  return_minor AS "returnMinor", settlement_revision AS "settlementRevision", version`;

/** The next bets of a part, locked in the order of their ids; a cash-out of one of them waits, or has ended. */
async function lockBets(db: Queryable, { run, cursor, until }: RunPart, limit: number): Promise<BetRow[]> {
  const { rows } = await db.query<BetRow>({
    name: 'settlement-lock-bets',
    // SQL: row locks; bets that are cashed out meanwhile.
    text: `SELECT ${betColumns} FROM bet WHERE id = ANY(ARRAY(
        SELECT DISTINCT bet_id FROM bet_leg WHERE market_id = $1 AND bet_id > $2
          AND bet_id <= coalesce($4, (SELECT max(last.bet_id) FROM bet_leg last WHERE last.market_id = $1))
        ORDER BY bet_id LIMIT $3))
      ORDER BY id FOR UPDATE`,
    values: [run.marketId, cursor, limit, until],
  });
  return rows;
}

async function lockBet(db: Queryable, id: string): Promise<BetRow[]> {
  const { rows } = await db.query<BetRow>({
    name: 'settlement-lock-bet',
    // SQL: row lock.
    text: `SELECT ${betColumns} FROM bet WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows;
}

/**
 * Writes the results of a run into the legs of these bets and returns all of their legs. The bets must be locked before: of
 * two markets that are settled at the same time, the second sees the results of the first.
 */
async function markLegs(
  db: Queryable,
  { id, marketId, revision }: SettlementRun,
  betIds: readonly string[],
): Promise<LegRow[]> {
  const { rows } = await db.query<LegRow>({
    name: 'settlement-mark-legs',
    // SQL: all legs of a page in one statement.
    text: `WITH marked AS (
        UPDATE bet_leg leg SET result = given.result, result_numerator = given.numerator,
          result_denominator = given.denominator, settled_revision = $3
        FROM settlement_result given
        WHERE given.run_id = $1 AND given.selection_id = leg.selection_id AND leg.market_id = $2 AND leg.bet_id = ANY($4)
        RETURNING leg.*)
      SELECT bet_id AS "betId", selection_id AS "selectionId", market_id AS "marketId", event_id AS "eventId",
        odds_milli AS "oddsMilli", is_banker AS "isBanker", result, result_numerator AS numerator,
        result_denominator AS denominator
      FROM (SELECT * FROM marked UNION ALL SELECT * FROM bet_leg WHERE bet_id = ANY($4) AND market_id <> $2) leg`,
    values: [id, marketId, revision, betIds],
  });
  return rows;
}

async function withResults(db: Queryable, run: SettlementRun, bets: readonly BetRow[]): Promise<SettlingBet[]> {
  if (bets.length === 0) return [];
  const legs = new Map<string, SettlingBet['legs'][number][]>(bets.map(({ id }) => [id, []]));
  for (const row of await markLegs(db, run, [...legs.keys()])) legs.get(row.betId)!.push(toLeg(row));
  return bets.map((row) => ({
    ...row,
    stakeMinor: BigInt(row.stakeMinor),
    unitStakeMinor: BigInt(row.unitStakeMinor),
    potentialReturnMinor: BigInt(row.potentialReturnMinor),
    returnMinor: row.returnMinor === null ? null : BigInt(row.returnMinor),
    legs: legs.get(row.id)!,
  }));
}

/** The next bets of a part, locked, with the results of its run in their legs. */
export const takeBets = async (db: Queryable, part: RunPart, limit: number): Promise<SettlingBet[]> =>
  withResults(db, part.run, await lockBets(db, part, limit));

/** One bet, locked, with the results of a run in its legs. */
export const takeBet = async (db: Queryable, run: SettlementRun, id: string): Promise<SettlingBet[]> =>
  withResults(db, run, await lockBet(db, id));

/** Id of the next bet of a part, or null. */
export async function nextBetOf(db: Queryable, part: RunPart): Promise<string | null> {
  const [bet] = await lockBets(db, part, 1);
  return bet?.id ?? null;
}
