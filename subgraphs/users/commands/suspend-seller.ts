import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/reason.ts';
import type { Seller } from '../domain/seller.ts';
import { loadSeller, moveSeller, type WrongSeller } from './move-seller.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { sellerStatusChanged } from './seller-events.ts';

export interface SuspendSellerInput {
  sellerId: string;
  reason: string;
}

/** Suspends a seller. The role SELLER remains, so that the seller can complete open orders. */
export async function suspendSeller(context: UsersContext, input: SuspendSellerInput): Promise<Seller | WrongSeller> {
  const reason = readReason(input.reason);
  return prismaTransaction(context.db, async (tx) => {
    await requireCurrentRole(context, tx, 'SUPPORT');
    const seller = await moveSeller(context, tx, await loadSeller(tx, input.sellerId), 'SUSPENDED', reason);
    if (isRefusal(seller)) return seller;
    await tellWithPrisma(tx, [sellerStatusChanged(context.trail, 'suspended', seller, reason)]);
    return seller;
  });
}
