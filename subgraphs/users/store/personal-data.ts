import type { Prisma } from '../generated/prisma/client.ts';
import { aboutPerson } from './contacts/contacts.ts';
import type { Db } from './database.ts';

/** Secrets of the service and who wrote a note, which are not data of the person. */
const omit = {
  user: { passwordHash: true },
  seller: { payoutSealed: true },
  member: { invitationHash: true },
  contact: { userId: true },
  note: { contactId: true, authorId: true },
  purchase: { contactId: true },
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
  const contacts =
    user === null
      ? []
      : await db.contact.findMany({
          where: aboutPerson(user),
          omit: omit.contact,
          include: {
            store: { select: { name: true } },
            notes: { omit: omit.note },
            purchases: { omit: omit.purchase },
            claims: { omit: { contactId: true } },
          },
        });
  const ids = [userId, ...(user?.sellers.map(({ id }) => id) ?? [])];
  const history = await db.statusChange.findMany({
    where: { entityId: { in: ids } },
    omit: { id: true, actorId: true },
  });
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
  return JSON.parse(
    JSON.stringify({ ...user, contactOfStores: contacts, statusChanges: history }, plain),
  ) as Prisma.InputJsonObject;
}
