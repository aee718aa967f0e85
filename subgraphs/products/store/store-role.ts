import type { PrismaClient } from '../generated/prisma/client.ts';

/** The role of an active member of a store. Null for others. */
export async function findStoreRole(db: PrismaClient, storeId: string, userId: string): Promise<string | null> {
  const found = await db.storeMember.findUnique({ where: { storeId_userId: { storeId, userId } } });
  return found?.status === 'ACTIVE' ? found.role : null;
}

/** True for a store that users published. */
export const isKnownStore = async (db: PrismaClient, storeId: string): Promise<boolean> =>
  (await db.storeMember.findFirst({ where: { storeId }, select: { storeId: true } })) !== null;
