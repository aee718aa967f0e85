import type { Prisma } from '../../generated/prisma/client.ts';

/** Forgets that a person created endpoints. They stay with the store. */
export async function forgetCreator(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.webhookEndpoint.updateMany({ where: { createdBy: userId }, data: { createdBy: null } });
}
