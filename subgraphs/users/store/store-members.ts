import type { StoreMember, StoreMemberRole, StoreMemberStatus } from '../domain/store-member.ts';
import type { Prisma, StoreMember as Row } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

const toMember = ({
  invitationHash: _invitationHash,
  invitationExpiresAt: _invitationExpiresAt,
  removedAt: _removedAt,
  ...row
}: Row): StoreMember => ({
  ...row,
  role: row.role as StoreMemberRole,
  status: row.status as StoreMemberStatus,
});

/** Teams and open invitations of several stores, oldest first. */
export async function findMembersOf(db: Db, storeIds: readonly string[]): Promise<StoreMember[]> {
  const rows = await db.storeMember.findMany({
    where: { storeId: { in: [...storeIds] }, status: { not: 'REMOVED' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toMember);
}

/** What a person is in several stores; those where they are nothing are left out. */
export async function findMemberships(db: Db, userId: string, storeIds: readonly string[]): Promise<StoreMember[]> {
  const rows = await db.storeMember.findMany({ where: { userId, storeId: { in: [...storeIds] }, status: 'ACTIVE' } });
  return rows.map(toMember);
}

export async function findMember(db: Db, id: string): Promise<StoreMember | null> {
  const row = await db.storeMember.findUnique({ where: { id } });
  return row && toMember(row);
}

export const countStoresOf = (db: Db, userId: string): Promise<number> =>
  db.storeMember.count({ where: { userId, status: 'ACTIVE' } });

/** Adds a member, or an invitation, for which `invitation` says how it is accepted and until when. */
export async function addMember(
  tx: Db,
  member: StoreMember,
  invitation: { hash: string; expiresAt: Date } | null = null,
): Promise<void> {
  const data = {
    ...member,
    invitationHash: invitation?.hash ?? null,
    invitationExpiresAt: invitation?.expiresAt ?? null,
  };
  await tx.storeMember.create({ data });
}

/** Gives an open invitation another token and role; the old token is void. Null when it is not open any more. */
export async function renewInvitation(
  tx: Db,
  id: string,
  { role, hash, expiresAt }: { role: StoreMemberRole; hash: string; expiresAt: Date },
): Promise<StoreMember | null> {
  const rows = await tx.storeMember.updateManyAndReturn({
    where: { id, status: 'INVITED' },
    data: { role, invitationHash: hash, invitationExpiresAt: expiresAt },
  });
  return rows[0] === undefined ? null : toMember(rows[0]);
}

export async function findInvitation(db: Db, hash: string, now: Date): Promise<StoreMember | null> {
  const row = await db.storeMember.findFirst({
    where: { invitationHash: hash, status: 'INVITED', invitationExpiresAt: { gt: now } },
  });
  return row && toMember(row);
}

/** Changes a member who still has the status they were read with. Null when they do not. */
export async function saveMember(
  tx: Db,
  before: StoreMember,
  changes: Prisma.StoreMemberUncheckedUpdateManyInput,
): Promise<StoreMember | null> {
  const rows = await tx.storeMember.updateManyAndReturn({
    where: { id: before.id, status: before.status },
    data: changes,
  });
  return rows[0] === undefined ? null : toMember(rows[0]);
}

/** The administrators of a store. Hold the store before to rely on it. */
export async function findStoreAdministrators(tx: Db, storeId: string): Promise<StoreMember[]> {
  const rows = await tx.storeMember.findMany({ where: { storeId, role: 'ADMIN', status: 'ACTIVE' } });
  return rows.map(toMember);
}

/** The stores in use that have this person for their only administrator, locked against changes of their teams. */
export async function lockStoresWithoutOther(tx: Db, userId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT store.id FROM stores store
    WHERE store.status = 'ACTIVE'
      AND EXISTS (SELECT 1 FROM store_members mine
        WHERE mine.store_id = store.id AND mine.user_id = ${userId} AND mine.role = 'ADMIN' AND mine.status = 'ACTIVE')
      AND NOT EXISTS (SELECT 1 FROM store_members other
        WHERE other.store_id = store.id AND other.user_id <> ${userId} AND other.role = 'ADMIN' AND other.status = 'ACTIVE')
    ORDER BY store.id FOR UPDATE OF store`;
  return rows.map(({ id }) => id);
}

/** Takes a person off every team, and forgets where their invitations went. */
export async function leaveStores(
  tx: Db,
  { id: userId, email }: { id: string; email: string | null },
  now: Date,
): Promise<StoreMember[]> {
  const rows = await tx.storeMember.updateManyAndReturn({
    where: { userId, status: 'ACTIVE' },
    data: { status: 'REMOVED', removedAt: now },
  });
  await tx.storeMember.updateMany({ where: { userId }, data: { email: null } });
  if (email !== null) await tx.storeMember.deleteMany({ where: { email, userId: null } });
  return rows.map(toMember);
}
