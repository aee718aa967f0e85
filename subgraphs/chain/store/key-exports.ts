import type { Queryable } from '@soko/postgres';
import type { KeyExport } from '../domain/wallet.ts';

// SQL: a request and its wallet change in one statement, so that two at once give the key once.

export async function findKeyExport(db: Queryable, id: string): Promise<KeyExport | null> {
  const { rows } = await db.query<KeyExport>({
    name: 'chain-find-key-export',
    text: `SELECT e.id, w.user_id AS "userId", w.id AS "walletId", e.challenge_id AS "challengeId"
      FROM wallet_key_export e JOIN chain_wallet w ON w.id = e.wallet_id WHERE e.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Saves a request with the challenge whose code confirms it. The id of the one that has the challenge: a repeat finds it. */
export async function insertKeyExport(
  tx: Queryable,
  { id, walletId, challengeId, at }: { id: string; walletId: string; challengeId: string; at: Date },
): Promise<string> {
  await tx.query({
    name: 'chain-insert-key-export',
    text: `INSERT INTO wallet_key_export (id, wallet_id, challenge_id, requested_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (challenge_id) DO NOTHING`,
    values: [id, walletId, challengeId, at],
  });
  const { rows } = await tx.query<{ id: string }>({
    name: 'chain-find-key-export-of-challenge',
    text: 'SELECT id FROM wallet_key_export WHERE challenge_id = $1 AND wallet_id = $2',
    values: [challengeId, walletId],
  });
  return rows[0]!.id;
}

/** Uses a request up, and marks its wallet as exported. The sealed key; null when the request was used before. */
export async function takeSealedKey(
  tx: Queryable,
  id: string,
  at: Date,
): Promise<{ address: string; sealedKey: string } | null> {
  const { rows } = await tx.query<{ address: string; sealedKey: string }>({
    name: 'chain-take-sealed-key',
    text: `WITH used AS (
        UPDATE wallet_key_export SET exported_at = $2 WHERE id = $1 AND exported_at IS NULL RETURNING wallet_id)
      UPDATE chain_wallet w SET exported_at = coalesce(w.exported_at, $2) FROM used WHERE w.id = used.wallet_id
      RETURNING w.address, w.sealed_key AS "sealedKey"`,
    values: [id, at],
  });
  return rows[0] ?? null;
}

/** Deletes requests of before that gave no key. */
export async function deleteUnusedKeyExports(db: Queryable, before: Date): Promise<void> {
  await db.query({
    name: 'chain-delete-unused-key-exports',
    text: 'DELETE FROM wallet_key_export WHERE exported_at IS NULL AND requested_at < $1',
    values: [before],
  });
}
