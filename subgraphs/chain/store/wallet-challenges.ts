import type { Queryable } from '@soko/postgres';
import type { WalletChallenge } from '../domain/wallet.ts';

/** Saves a challenge, and deletes those of the person that have expired. */
export async function insertChallenge(tx: Queryable, challenge: WalletChallenge, at: Date): Promise<void> {
  const { id, userId, address, message, expiresAt } = challenge;
  // SQL: beside the statements below.
  await tx.query({
    name: 'chain-delete-expired-challenges',
    text: 'DELETE FROM wallet_challenge WHERE user_id = $1 AND expires_at <= $2',
    values: [userId, at],
  });
  await tx.query({
    name: 'chain-insert-challenge',
    text: 'INSERT INTO wallet_challenge (id, user_id, address, message, expires_at) VALUES ($1, $2, $3, $4, $5)',
    values: [id, userId, address, message, expiresAt],
  });
}

export async function findChallenge(db: Queryable, id: string): Promise<WalletChallenge | null> {
  const { rows } = await db.query<WalletChallenge>({
    name: 'chain-find-challenge',
    text: `SELECT id, user_id AS "userId", address, message, expires_at AS "expiresAt" FROM wallet_challenge WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Uses a challenge up. False when it was used before. */
export async function useChallenge(tx: Queryable, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chain-use-challenge',
    text: 'UPDATE wallet_challenge SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2',
    values: [id, at],
  });
  return rowCount === 1;
}

/** Deletes the challenges of all people that have expired. */
export async function deleteExpiredChallenges(db: Queryable, at: Date): Promise<void> {
  // SQL: beside the statements above.
  await db.query({
    name: 'chain-delete-all-expired-challenges',
    text: 'DELETE FROM wallet_challenge WHERE expires_at <= $1',
    values: [at],
  });
}

/** Deletes the challenges of a person. */
export async function deleteChallenges(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-delete-challenges',
    text: 'DELETE FROM wallet_challenge WHERE user_id = $1',
    values: [userId],
  });
}
