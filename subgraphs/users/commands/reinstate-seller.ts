import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { wrongSellerStatus } from '../domain/refusals.ts';
import type { Seller } from '../domain/seller.ts';
import { loadSeller, moveSeller, refusalOfOwner, type WrongSeller, type WrongUser } from './move-seller.ts';
import { requireCurrentRole } from './require-current-role.ts';
import { sellerStatusChanged } from './seller-events.ts';

export interface ReinstateSellerInput {
  sellerId: string;
}

/** Reactivates a suspended seller. */
export async function reinstateSeller(
  context: UsersContext,
  { sellerId }: ReinstateSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  return prismaTransaction(context.db, async (tx) => {
    await requireCurrentRole(context, tx, 'SUPPORT');
    const before = await loadSeller(tx, sellerId);
    if (before.status !== 'SUSPENDED') return wrongSellerStatus(before.status);
    const refusal = await refusalOfOwner(tx, before);
    if (refusal !== null) return refusal;
    const seller = await moveSeller(context, tx, before, 'ACTIVE', null);
    if (isRefusal(seller)) return seller;
    await tellWithPrisma(tx, [sellerStatusChanged(context.trail, 'reinstated', seller, null)]);
    return seller;
  });
}
