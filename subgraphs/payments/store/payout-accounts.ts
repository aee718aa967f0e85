import type { Envelope } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { PayoutAccount } from '../domain/payout-account.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findPayoutAccounts = (db: PrismaClient, sellerIds: readonly string[]): Promise<PayoutAccount[]> =>
  db.payoutAccount.findMany({ where: { sellerId: { in: [...sellerIds] } } });

export const findPayoutAccountByRef = (db: PrismaClient, providerRef: string): Promise<PayoutAccount | null> =>
  db.payoutAccount.findUnique({ where: { providerRef } });

/** Saves a new account, or returns the one that the seller has. */
export async function beginPayoutAccount(db: PrismaClient, account: PayoutAccount): Promise<PayoutAccount> {
  await db.payoutAccount.createMany({ data: [account], skipDuplicates: true });
  return db.payoutAccount.findUniqueOrThrow({ where: { sellerId: account.sellerId } });
}

/** Saves a change with its events. False when another process has changed the account since it was read. */
export const savePayoutAccount = (
  db: PrismaClient,
  { before, after, events }: { before: PayoutAccount; after: PayoutAccount; events: readonly Envelope[] },
): Promise<boolean> =>
  prismaTransaction(db, async (tx) => {
    const { sellerId, ...data } = after;
    const { count } = await tx.payoutAccount.updateMany({ where: { sellerId, version: before.version }, data });
    if (count === 1 && events.length > 0) await tellWithPrisma(tx, events);
    return count === 1;
  });
