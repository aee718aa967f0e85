import { hasRole, userIdOf } from '@soko/auth';
import { notFound } from '@soko/errors';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/reason.ts';
import type { Seller } from '../domain/seller.ts';
import { changeSellerRole } from './change-seller-role.ts';
import { loadSeller, moveSeller, type WrongSeller } from './move-seller.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { sellerStatusChanged } from './seller-events.ts';

export interface CloseSellerInput {
  sellerId: string;
  reason?: string | null | undefined;
}

/** Closes a seller permanently. Its owner and support may do this; throws NOT_FOUND for others. */
export async function closeSeller(context: UsersContext, input: CloseSellerInput): Promise<Seller | WrongSeller> {
  const reason = input.reason == null ? null : readReason(input.reason);
  const { viewer } = context;
  return prismaTransaction(context.db, async (tx) => {
    const before = await loadSeller(tx, input.sellerId);
    if (before.userId !== userIdOf(viewer)) {
      if (!hasRole(viewer, 'SUPPORT')) throw notFound('The seller');
      await requireCurrentRole(context, tx, 'SUPPORT');
    }
    const seller = await moveSeller(context, tx, before, 'CLOSED', reason);
    if (isRefusal(seller)) return seller;
    const roleEvents = await changeSellerRole(context, tx, seller.userId, false);
    await tellWithPrisma(tx, [sellerStatusChanged(context.trail, 'closed', seller, reason), ...roleEvents]);
    return seller;
  });
}
