import { newEvent, type EventTrail, walletsWallet } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Wallet } from '../../domain/wallets/wallet.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

export const findWallets = async (db: PrismaClient, ids: readonly string[]): Promise<Wallet[]> =>
  (await db.wallet.findMany({ where: { id: { in: [...ids] } } })) as Wallet[];

/** The wallets of users, oldest first. */
export const findWalletsOf = async (db: PrismaClient, ownerIds: readonly string[]): Promise<Wallet[]> =>
  (await db.wallet.findMany({
    where: { ownerId: { in: [...ownerIds] } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })) as Wallet[];

const columns = 'id, owner_id AS "ownerId", currency, name, status, created_at AS "createdAt"';

/** A wallet by its id, or null. */
export async function findWallet(db: Queryable, id: string): Promise<Wallet | null> {
  const { rows } = await db.query<Wallet>({
    name: 'wallet-find',
    // SQL: beside the pages of its statement, which are read in SQL.
    text: `SELECT ${columns} FROM wallet WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** The main wallet of a user in a currency, or null. */
export async function findMainWallet(db: Queryable, ownerId: string, currency: string): Promise<Wallet | null> {
  const { rows } = await db.query<Wallet>({
    name: 'wallet-find-main',
    // SQL: also within transactions that move money.
    text: `SELECT ${columns} FROM wallet WHERE owner_id = $1 AND currency = $2 AND name IS NULL`,
    values: [ownerId, currency],
  });
  return rows[0] ?? null;
}

/** Saves a wallet with its event. Returns null when its owner has one of this name in this currency. */
export async function addWallet(
  tx: Queryable,
  { ownerId, currency, name }: Pick<Wallet, 'ownerId' | 'currency' | 'name'>,
  trail: EventTrail,
): Promise<Wallet | null> {
  const id = newId('wal');
  const { rows } = await tx.query<Wallet>({
    name: 'wallet-add',
    // SQL: runs in the caller's transaction, which a conflict must not end.
    text: `INSERT INTO wallet (id, owner_id, currency, name, status, created_at) VALUES ($1, $2, $3, $4, 'OPEN', $5)
           ON CONFLICT (owner_id, currency, name) DO NOTHING RETURNING ${columns}`,
    values: [id, ownerId, currency, name, trail.now()],
  });
  const added = rows[0];
  if (added === undefined) return null;
  const fact = { subject: id, sequence: 0, data: { ownerId, currency, isPot: name !== null } };
  await tell(tx, [newEvent(walletsWallet, 'opened', fact, trail)]);
  return added;
}

/** The main wallet of a user in a currency. The first need opens it. */
export async function openMainWallet(
  tx: Queryable,
  { ownerId, currency }: Pick<Wallet, 'ownerId' | 'currency'>,
  trail: EventTrail,
): Promise<Wallet> {
  const known = await findMainWallet(tx, ownerId, currency);
  const wallet =
    known ??
    (await addWallet(tx, { ownerId, currency, name: null }, trail)) ??
    (await findMainWallet(tx, ownerId, currency));
  if (wallet === null) throw new Error(`The main wallet of ${ownerId} in ${currency} cannot be opened.`);
  return wallet;
}

/** Number of wallets of a user in a currency. */
export async function countWallets(tx: Queryable, ownerId: string, currency: string): Promise<number> {
  const { rows } = await tx.query<{ count: string }>({
    name: 'wallet-count',
    // SQL: runs in the transaction of the idempotency key.
    text: 'SELECT count(*) FROM wallet WHERE owner_id = $1 AND currency = $2',
    values: [ownerId, currency],
  });
  return Number(rows[0]!.count);
}
