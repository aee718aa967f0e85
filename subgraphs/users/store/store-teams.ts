import type { StoreMember, StoreMemberRole, StoreMemberStatus } from '../domain/store-team.ts';
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

/** Members and open invitations of several stores, oldest first. */
export async function findTeamsOf(db: Db, storeIds: readonly string[]): Promise<StoreMember[]> {
  const rows = await db.storeMember.findMany({
    where: { storeId: { in: [...storeIds] }, status: { not: 'REMOVED' } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(toMember);
}

/** The active memberships of a user in some of several stores. */
export async function findMemberships(db: Db, userId: string, storeIds: readonly string[]): Promise<StoreMember[]> {
  const rows = await db.storeMember.findMany({ where: { userId, storeId: { in: [...storeIds] }, status: 'ACTIVE' } });
  return rows.map(toMember);
}

export async function findTeamMember(db: Db, id: string): Promise<StoreMember | null> {
  const row = await db.storeMember.findUnique({ where: { id } });
  return row && toMember(row);
}

export const countMembershipsOf = (db: Db, userId: string): Promise<number> =>
  db.storeMember.count({ where: { userId, status: 'ACTIVE' } });

/** Inserts a member; with `invitation`, one who has not accepted yet. */
export async function insertTeamMember(
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

/** Replaces token and role of an open invitation. Returns null when it is no longer open. */
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

/** The membership that this user got with an invitation. */
export async function findAccepted(db: Db, hash: string, userId: string): Promise<StoreMember | null> {
  const row = await db.storeMember.findFirst({ where: { invitationHash: hash, userId, status: 'ACTIVE' } });
  return row && toMember(row);
}

/** Saves changes to a member. Returns null when the member's status is no longer that of `before`. */
export async function saveTeamMember(
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

/** The administrators of a store. Lock the store first, so that they cannot change. */
export async function findStoreAdministrators(tx: Db, storeId: string): Promise<StoreMember[]> {
  const rows = await tx.storeMember.findMany({ where: { storeId, role: 'ADMIN', status: 'ACTIVE' } });
  return rows.map(toMember);
}

/** Locks the active stores of which this user is the only administrator, and returns their ids. */
export async function lockStoresWithOnlyAdministrator(tx: Db, userId: string): Promise<string[]> {
  // SQL: FOR UPDATE, which Prisma does not have.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT store.id FROM stores store
    WHERE store.status = 'ACTIVE'
      AND EXISTS (SELECT 1 FROM store_members own
        WHERE own.store_id = store.id AND own.user_id = ${userId} AND own.role = 'ADMIN' AND own.status = 'ACTIVE')
      AND NOT EXISTS (SELECT 1 FROM store_members other
        WHERE other.store_id = store.id AND other.user_id <> ${userId} AND other.role = 'ADMIN' AND other.status = 'ACTIVE')
    ORDER BY store.id FOR UPDATE OF store`;
  return rows.map(({ id }) => id);
}

/** Removes a user from all teams and deletes the address from their invitations. Returns the memberships that ended. */
export async function leaveTeams(
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
