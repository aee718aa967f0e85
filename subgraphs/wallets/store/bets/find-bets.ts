import type { Queryable } from '@soko/postgres';
import type { Bet, BetHistoryEntry } from '../../domain/bets/bet.ts';
import type { CashOut } from '../../domain/bets/cash-out.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { betColumns, type BetRow, toBet } from './bet-rows.ts';

/** Bets by id, with their legs; unknown ids are left out. One statement. */
export async function findBets(db: Queryable, ids: readonly string[]): Promise<Bet[]> {
  const { rows } = await db.query<BetRow>({
    // SQL: a hot path; bets and legs in one statement.
    name: 'bets-by-id',
    text: `SELECT ${betColumns} FROM bet b WHERE b.id = ANY($1)`,
    values: [ids],
  });
  return rows.map(toBet);
}

/** The bet that a user placed with a key, and the hash of its input, or null. */
export async function findBetByKey(
  db: Queryable,
  userId: string,
  key: string,
): Promise<{ id: string; inputHash: string } | null> {
  const { rows } = await db.query<{ id: string; inputHash: string }>({
    // SQL: answers repeats of placeBet, a hot path.
    name: 'bet-by-key',
    text: `SELECT id, input_hash AS "inputHash" FROM bet WHERE user_id = $1 AND idempotency_key = $2`,
    values: [userId, key],
  });
  return rows[0] ?? null;
}

/** The bets that users placed with these keys. One statement. */
export async function findBetsByKeys(
  db: Queryable,
  calls: readonly { userId: string; key: string }[],
): Promise<{ id: string; userId: string; key: string; inputHash: string }[]> {
  const { rows } = await db.query<{ id: string; userId: string; key: string; inputHash: string }>({
    // SQL: many rows by a key of two parts.
    name: 'bets-by-keys',
    text: `SELECT b.id, b.user_id AS "userId", b.idempotency_key AS key, b.input_hash AS "inputHash"
      FROM unnest($1::text[], $2::text[]) AS c (user_id, key)
      JOIN bet b ON b.user_id = c.user_id AND b.idempotency_key = c.key`,
    values: [calls.map(({ userId }) => userId), calls.map(({ key }) => key)],
  });
  return rows;
}

/**
 * Locks a bet until the end of the transaction and returns it with its legs, or null. The legs are read after the lock, so
 * that they are as the transaction left them that had it before. Two statements.
 */
export async function lockBet(tx: Queryable, id: string): Promise<Bet | null> {
  // SQL: Prisma has no row locks.
  await tx.query({ name: 'bet-lock', text: 'SELECT FROM bet WHERE id = $1 FOR UPDATE', values: [id] });
  const [bet] = await findBets(tx, [id]);
  return bet ?? null;
}

/** The histories of bets, oldest entry first. */
export async function findBetHistories(db: PrismaClient, betIds: readonly string[]): Promise<BetHistoryEntry[]> {
  const rows = await db.betHistory.findMany({
    where: { betId: { in: [...betIds] } },
    orderBy: [{ betId: 'asc' }, { id: 'asc' }],
  });
  return rows as BetHistoryEntry[];
}

/** The cash-outs of bets, oldest first. */
export const findCashOuts = (db: PrismaClient, betIds: readonly string[]): Promise<CashOut[]> =>
  db.cashOut.findMany({ where: { betId: { in: [...betIds] } }, orderBy: [{ betId: 'asc' }, { number: 'asc' }] });
