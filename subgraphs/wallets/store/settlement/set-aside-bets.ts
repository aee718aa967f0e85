import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { SetAsideBet } from '../../domain/settlement/set-aside-bet.ts';

const columns = `s.bet_id AS "betId", s.market_id AS "marketId", s.error, s.tries, s.since, s.failed_at AS "failedAt",
  s.next_try_at AS "nextTryAt"`;

/** Sets a bet aside, or saves that another try failed. */
export async function saveSetAside(db: Queryable, bet: SetAsideBet): Promise<void> {
  await db.query({
    name: 'settlement-set-aside',
    // SQL: insert or update.
    text: `INSERT INTO set_aside_bet (bet_id, market_id, error, tries, since, failed_at, next_try_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (bet_id, market_id) DO UPDATE SET error = $3, tries = $4, failed_at = $6, next_try_at = $7`,
    values: [bet.betId, bet.marketId, bet.error, bet.tries, bet.since, bet.failedAt, bet.nextTryAt],
  });
}

/** Number of bets that are set aside, by market. */
export async function countSetAside(db: Queryable, marketIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; count: number }>({
    name: 'settlement-count-set-aside',
    // SQL: a count by market.
    text: 'SELECT market_id AS id, count(*)::int AS count FROM set_aside_bet WHERE market_id = ANY($1) GROUP BY market_id',
    values: [marketIds],
  });
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/**
 * Locks the bet that is due next, as a page of a settlement does before it changes what is set aside. Null when all of them are
 * locked by others. With a market, all of its bets are due.
 */
export async function lockSetAsideBet(
  tx: Queryable,
  { now, marketId, except }: { now: Date; marketId: string | null; except: readonly string[] },
): Promise<Pick<SetAsideBet, 'betId' | 'marketId'> | null> {
  const { rows } = await tx.query<Pick<SetAsideBet, 'betId' | 'marketId'>>({
    name: 'settlement-lock-set-aside',
    // SQL: Prisma has no SKIP LOCKED.
    text: `SELECT s.bet_id AS "betId", s.market_id AS "marketId" FROM set_aside_bet s JOIN bet ON bet.id = s.bet_id
      WHERE (s.market_id = $2 OR ($2::text IS NULL AND s.next_try_at <= $1)) AND s.bet_id <> ALL($3)
      ORDER BY s.next_try_at LIMIT 1 FOR UPDATE OF bet SKIP LOCKED`,
    values: [now, marketId, except],
  });
  return rows[0] ?? null;
}

/** What is set aside of a bet that is locked. Null when a settlement has paid it a moment ago. */
export async function findSetAside(
  tx: Queryable,
  { betId, marketId }: Pick<SetAsideBet, 'betId' | 'marketId'>,
): Promise<SetAsideBet | null> {
  const { rows } = await tx.query<SetAsideBet>({
    name: 'settlement-find-set-aside',
    // SQL: in the transaction that has locked the bet.
    text: `SELECT ${columns} FROM set_aside_bet s WHERE s.bet_id = $1 AND s.market_id = $2`,
    values: [betId, marketId],
  });
  return rows[0] ?? null;
}

/** Ends the wait of a bet that is settled. */
export async function removeSetAside(db: Queryable, { betId, marketId }: SetAsideBet): Promise<void> {
  await db.query({
    name: 'settlement-remove-set-aside',
    // SQL: in the transaction of the bet's settlement.
    text: 'DELETE FROM set_aside_bet WHERE bet_id = $1 AND market_id = $2',
    values: [betId, marketId],
  });
}

/** A page of the bets that are set aside, first the one that waits longest, with one more than the limit. One statement. */
export async function listSetAside(
  db: Queryable,
  marketId: string | null,
  page: Page<readonly [since: Date, betId: string]>,
): Promise<SetAsideBet[]> {
  const parameters = createParameters();
  const where = marketId === null ? [] : [`s.market_id = ${parameters.add(marketId)}`];
  // SQL: keyset page.
  return keysetPage<SetAsideBet>(db, {
    select: columns,
    from: 'set_aside_bet s',
    where,
    parameters,
    key: ['s.since', 's.bet_id'],
    direction: 'ASC',
    page,
  });
}
