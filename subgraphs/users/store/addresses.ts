import type { Address, AddressLines } from '../domain/address.ts';
import type { Address as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';
import { lockUser } from './users.ts';

const toAddress = ({ createdAt: _createdAt, updatedAt: _updatedAt, ...row }: Row): Address => row;

const defaultFirst = [{ isDefault: 'desc' as const }, { createdAt: 'asc' as const }, { id: 'asc' as const }];

export async function findAddresses(db: Db, ids: readonly string[]): Promise<Address[]> {
  const rows = await db.address.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(toAddress);
}

/** The addresses of several people, each person's default first. */
export async function findAddressesOf(db: Db, userIds: readonly string[]): Promise<Address[]> {
  const rows = await db.address.findMany({ where: { userId: { in: [...userIds] } }, orderBy: defaultFirst });
  return rows.map(toAddress);
}

/** Locks a person's addresses against each other's changes until the transaction ends, and answers them. */
export async function lockAddresses(tx: Db, userId: string): Promise<Address[]> {
  await lockUser(tx, userId);
  return findAddressesOf(tx, [userId]);
}

export async function addAddress(
  tx: Db,
  address: AddressLines & Pick<Address, 'id' | 'userId' | 'isDefault'>,
  now: Date,
): Promise<Address> {
  return toAddress(await tx.address.create({ data: { ...address, createdAt: now, updatedAt: now } }));
}

export async function saveAddress(tx: Db, id: string, lines: AddressLines, now: Date): Promise<Address> {
  return toAddress(await tx.address.update({ where: { id }, data: { ...lines, updatedAt: now } }));
}

/** Makes one address the default and every other of the person not. */
export async function preferAddress(tx: Db, userId: string, id: string): Promise<void> {
  await tx.address.updateMany({ where: { userId, isDefault: true, id: { not: id } }, data: { isDefault: false } });
  await tx.address.updateMany({ where: { userId, id }, data: { isDefault: true } });
}

export async function removeAddresses(tx: Db, where: { id: string } | { userId: string }): Promise<void> {
  await tx.address.deleteMany({ where });
}
