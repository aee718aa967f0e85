import { newId } from '@soko/ids';
import { type Page, prismaKeyset } from '@soko/pagination';
import type { PrismaClient, UnmatchedFunds as Model } from '../generated/prisma/client.ts';

/** Money or a report of a provider that fits nothing that Soko asked for. */
export interface UnmatchedFunds {
  eventId: string;
  kind: string;
  reason: string;
  receipt: string | null;
  providerRef: string | null;
  amountMinor: bigint | null;
  reference: string | null;
  aboutId: string | null;
}

/** Keeps it for people, once per webhook. */
export async function keepUnmatched(
  db: PrismaClient,
  unmatched: UnmatchedFunds,
  now: Date,
  { provider = 'mpesa', currency = 'KES' } = {},
): Promise<void> {
  const data = { ...unmatched, id: newId('umf'), provider, currency, receivedAt: now };
  await db.unmatchedFunds.createMany({ data: [data], skipDuplicates: true });
}

/** True when money with this receipt is kept for people. */
export const isUnmatched = async (db: PrismaClient, receipt: string): Promise<boolean> =>
  (await db.unmatchedFunds.count({ where: { receipt } })) > 0;

export type KeptFunds = Model;

/** A page of unmatched funds, newest first. */
export async function listUnmatchedFunds(
  db: PrismaClient,
  page: Page<readonly [time: Date, id: string]>,
): Promise<KeptFunds[]> {
  const { where, ...rest } = prismaKeyset('receivedAt', page, 'DESC');
  return db.unmatchedFunds.findMany({ where: { ...where }, ...rest });
}
