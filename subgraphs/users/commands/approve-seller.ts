import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { wrongSellerStatus } from '../domain/refusals.ts';
import type { Seller } from '../domain/seller.ts';
import { changeSellerRole } from './change-seller-role.ts';
import { loadSeller, moveSeller, refusalOfOwner, type WrongSeller, type WrongUser } from './move-seller.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { sellerChanged } from './seller-events.ts';

export interface ApproveSellerInput {
  sellerId: string;
}

/** Approves an application and grants the role SELLER. */
export async function approveSeller(
  context: UsersContext,
  { sellerId }: ApproveSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  return prismaTransaction(context.db, async (tx) => {
    await requireCurrentRole(context, tx, 'SUPPORT');
    const before = await loadSeller(tx, sellerId);
    if (before.status !== 'APPLIED') return wrongSellerStatus(before.status);
    const refusal = await refusalOfOwner(tx, before);
    if (refusal !== null) return refusal;
    const seller = await moveSeller(context, tx, before, 'ACTIVE', null);
    if (isRefusal(seller)) return seller;
    const roleEvents = await changeSellerRole(context, tx, seller.userId, true);
    await tellWithPrisma(tx, [sellerChanged(context.trail, 'approved', seller), ...roleEvents]);
    return seller;
  });
}
