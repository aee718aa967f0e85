import type { Prisma } from '../generated/prisma/client.ts';
import type { Db } from './database.ts';

/** Secrets of the service, which are not personal data. */
const omit = {
  user: { passwordHash: true },
  seller: { payoutSealed: true },
  member: { invitationHash: true },
} as const;

/** All data that this subgraph holds about a user, as JSON. */
export async function readPersonalData(db: Db, userId: string): Promise<Prisma.InputJsonObject> {
  const user = await db.user.findUnique({
    where: { id: userId },
    omit: omit.user,
    include: {
      addresses: true,
      sellers: { omit: omit.seller },
      sessions: true,
      members: { omit: omit.member, include: { store: true } },
      challenges: { omit: { codeHash: true, candidate: true } },
      exports: { omit: { tries: true, dueAt: true, parts: true } },
    },
  });
  const ids = [userId, ...(user?.sellers.map(({ id }) => id) ?? [])];
  const history = await db.statusChange.findMany({
    where: { entityId: { in: ids } },
    omit: { id: true, actorId: true },
  });
  return JSON.parse(JSON.stringify({ ...user, statusChanges: history })) as Prisma.InputJsonObject;
}
