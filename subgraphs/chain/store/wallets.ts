import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { seal } from '@soko/seal';
import { type ChainWallet, keySeal } from '../domain/wallet.ts';
import type { ChainServices } from '../services.ts';

type Services = Pick<ChainServices, 'sealKeys' | 'now'>;

const columns = `w.id, w.user_id AS "userId", w.address, w.kind, w.created_at AS "createdAt", w.exported_at AS "exportedAt",
  CASE w.kind WHEN 'LINKED' THEN w.is_default ELSE NOT EXISTS (
    SELECT FROM chain_wallet d WHERE d.user_id = w.user_id AND d.is_default) END AS "isDefault"`;

/** The wallets of a person, oldest first: a few. */
export async function listWallets(db: Queryable, userId: string): Promise<ChainWallet[]> {
  // SQL: which one is the default is decided in the same statement.
  const { rows } = await db.query<ChainWallet>({
    name: 'chain-list-wallets',
    text: `SELECT ${columns} FROM chain_wallet w WHERE w.user_id = $1 ORDER BY w.created_at, w.id`,
    values: [userId],
  });
  return rows;
}

/** A wallet of a person. */
export const findOwnWallet = async (db: Queryable, userId: string, id: string): Promise<ChainWallet | null> =>
  (await listWallets(db, userId)).find((wallet) => wallet.id === id) ?? null;

async function findCustodial(db: Queryable, userId: string): Promise<ChainWallet | null> {
  // SQL: as above.
  const { rows } = await db.query<ChainWallet>({
    name: 'chain-custodial-wallet',
    text: `SELECT ${columns} FROM chain_wallet w WHERE w.user_id = $1 AND w.kind = 'CUSTODIAL'`,
    values: [userId],
  });
  return rows[0] ?? null;
}

/** Makes a custodial wallet, unless the person has one. Of two at once, the second waits for the first. */
async function insertCustodial(tx: Queryable, userId: string, { sealKeys, now }: Services): Promise<void> {
  // Only those who make a wallet need the library.
  const { generatePrivateKey, privateKeyToAddress } = await import('viem/accounts');
  const key = generatePrivateKey();
  const address = privateKeyToAddress(key).toLowerCase();
  await tx.query({
    name: 'chain-insert-custodial-wallet',
    text: `INSERT INTO chain_wallet (id, user_id, address, kind, sealed_key, created_at)
      VALUES ($1, $2, $3, 'CUSTODIAL', $4, $5) ON CONFLICT DO NOTHING`,
    values: [newId('cwl'), userId, address, seal(sealKeys, keySeal(address), key), now()],
  });
}

/**
 * The custodial wallet of a person, which is made when they have none. One for each, however often it is asked for. Run
 * `lockPerson` before.
 */
export async function custodialWalletOf(tx: Queryable, userId: string, services: Services): Promise<ChainWallet> {
  const known = await findCustodial(tx, userId);
  if (known !== null) return known;
  await insertCustodial(tx, userId, services);
  return (await findCustodial(tx, userId))!;
}

/**
 * The address that gets the items of a person, with its checksum: their linked wallet that is the default, or else their
 * custodial one, which is made when they have none. Run `lockPerson` before.
 */
export async function receivingAddressOf(tx: Queryable, userId: string, services: Services): Promise<string> {
  const { rows } = await tx.query<{ address: string }>({
    name: 'chain-default-wallet',
    text: 'SELECT address FROM chain_wallet WHERE user_id = $1 AND is_default',
    values: [userId],
  });
  const address = rows[0]?.address ?? (await custodialWalletOf(tx, userId, services)).address;
  const { getAddress } = await import('viem');
  return getAddress(address);
}

/**
 * The addresses of the custodial wallets of several people, by their ids, which are made for those who have none. Run
 * `holdErasures` before, for people of whom none is erased.
 */
export async function custodialAddressesOf(
  tx: Queryable,
  userIds: readonly string[],
  services: Services,
): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ userId: string; address: string }>({
    name: 'chain-custodial-wallets',
    text: `SELECT user_id AS "userId", address FROM chain_wallet WHERE user_id = ANY($1) AND kind = 'CUSTODIAL'`,
    values: [userIds],
  });
  const { getAddress } = await import('viem');
  const found = new Map(rows.map(({ userId, address }) => [userId, getAddress(address) as string]));
  const lacking = userIds.filter((userId) => !found.has(userId)).toSorted();
  for (const userId of lacking) {
    found.set(userId, getAddress((await custodialWalletOf(tx, userId, services)).address));
  }
  return found;
}

/** Deletes the wallets of a person, with the key of the custodial one. */
export async function deleteWallets(tx: Queryable, userId: string): Promise<void> {
  await tx.query({
    name: 'chain-delete-wallets',
    text: 'DELETE FROM chain_wallet WHERE user_id = $1',
    values: [userId],
  });
}

/** The wallet at an address. */
export async function findWalletAt(db: Queryable, address: string): Promise<ChainWallet | null> {
  // SQL: as above.
  const { rows } = await db.query<ChainWallet>({
    name: 'chain-wallet-at',
    text: `SELECT ${columns} FROM chain_wallet w WHERE w.address = $1`,
    values: [address],
  });
  return rows[0] ?? null;
}

export async function countLinked(tx: Queryable, userId: string): Promise<number> {
  const { rows } = await tx.query<{ count: number }>({
    name: 'chain-count-linked-wallets',
    text: `SELECT count(*)::int AS count FROM chain_wallet WHERE user_id = $1 AND kind = 'LINKED'`,
    values: [userId],
  });
  return rows[0]!.count;
}

/** Links an address. The first one of a person gets their items. False when the address belongs to somebody. */
export async function insertLinked(
  tx: Queryable,
  { id, userId, address, at }: { id: string; userId: string; address: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chain-insert-linked-wallet',
    text: `INSERT INTO chain_wallet (id, user_id, address, kind, is_default, created_at)
      SELECT $1, $2, $3, 'LINKED', NOT EXISTS (SELECT FROM chain_wallet WHERE user_id = $2 AND kind = 'LINKED'), $4
      ON CONFLICT (address) DO NOTHING`,
    values: [id, userId, address, at],
  });
  return rowCount === 1;
}

/** Deletes a linked wallet of a person. */
export async function deleteLinked(tx: Queryable, userId: string, id: string): Promise<void> {
  await tx.query({
    name: 'chain-delete-linked-wallet',
    text: `DELETE FROM chain_wallet WHERE id = $2 AND user_id = $1 AND kind = 'LINKED'`,
    values: [userId, id],
  });
}

/** Makes one wallet of a person the default: a custodial one is it when no linked one is. Run `lockPerson` before. */
export async function chooseDefault(tx: Queryable, userId: string, id: string): Promise<void> {
  await tx.query({
    name: 'chain-clear-default-wallet',
    text: 'UPDATE chain_wallet SET is_default = false WHERE user_id = $1 AND is_default AND id <> $2',
    values: [userId, id],
  });
  await tx.query({
    name: 'chain-choose-default-wallet',
    text: `UPDATE chain_wallet SET is_default = true WHERE user_id = $1 AND id = $2 AND kind = 'LINKED'`,
    values: [userId, id],
  });
}
