import type { Address as PostalAddress } from '@soko/input';
import type { Address } from '../domain/address.ts';
import type { Address as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';
import { lockUser } from './users.ts';

const toAddress = ({ createdAt: _createdAt, updatedAt: _updatedAt, ...row }: Row): Address => row;

const defaultFirst = [{ isDefault: 'desc' as const }, { createdAt: 'asc' as const }, { id: 'asc' as const }];

export async function findAddresses(db: Db, ids: readonly string[]): Promise<Address[]> {
  const rows = await db.address.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toAddress);
}

/** The addresses of several users, each user's default first. */
export async function findAddressesOf(db: Db, userIds: readonly string[]): Promise<Address[]> {
  const rows = await db.address.findMany({ where: { userId: { in: [...userIds] } }, orderBy: defaultFirst });
  return rows.map(toAddress);
}

/** Locks a user's addresses until the transaction ends, so that simultaneous changes wait, and returns them. */
export async function lockAddresses(tx: Db, userId: string): Promise<Address[]> {
  await lockUser(tx, userId);
  return findAddressesOf(tx, [userId]);
}

export async function insertAddress(
  tx: Db,
  address: PostalAddress & Pick<Address, 'id' | 'userId' | 'isDefault'>,
  now: Date,
): Promise<Address> {
  return toAddress(await tx.address.create({ data: { ...address, createdAt: now, updatedAt: now } }));
}

export async function saveAddress(tx: Db, id: string, lines: PostalAddress, now: Date): Promise<Address> {
  return toAddress(await tx.address.update({ where: { id }, data: { ...lines, updatedAt: now } }));
}

/** Makes one address the user's only default. */
export async function markDefaultAddress(tx: Db, userId: string, id: string): Promise<void> {
  await tx.address.updateMany({ where: { userId, isDefault: true, id: { not: id } }, data: { isDefault: false } });
  await tx.address.updateMany({ where: { userId, id }, data: { isDefault: true } });
}

export async function deleteAddresses(tx: Db, where: { id: string } | { userId: string }): Promise<void> {
  await tx.address.deleteMany({ where });
}
