import type { Db } from './database.ts';

/** Deletes the keys of all events that hold personal data of a user, their invitations included. Before `leaveTeams`. */
export async function deletePersonalKeys(
  tx: Db,
  { id: userId, email }: { id: string; email: string | null },
): Promise<void> {
  const members = await tx.storeMember.findMany({
    where: { OR: [{ userId }, ...(email === null ? [] : [{ email }])] },
    select: { id: true },
  });
  await tx.personalKey.deleteMany({ where: { personId: { in: [userId, ...members.map(({ id }) => id)] } } });
}
