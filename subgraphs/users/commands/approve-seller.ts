import type { UsersContext } from '../context.ts';
import { wrongSellerStatus } from '../domain/refusals.ts';
import type { Seller } from '../domain/seller.ts';
import type { ApproveSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { requireRole } from './require-role.ts';
import { sellerTold } from './seller-events.ts';
import {
  loadSeller,
  moveSeller,
  personsRefusal,
  setSellerRole,
  type WrongSeller,
  type WrongUser,
} from './seller-status.ts';

/** Lets an applicant sell, and gives them the role. */
export async function approveSeller(
  context: UsersContext,
  { sellerId }: ApproveSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await loadSeller(tx, sellerId);
    if (before.status !== 'APPLIED') return wrongSellerStatus(before.status);
    const refusal = await personsRefusal(tx, before);
    if (refusal !== null) return refusal;
    const seller = await moveSeller(context, tx, before, 'ACTIVE', null);
    if ('__typename' in seller) return seller;
    const roles = await setSellerRole(context, tx, seller.userId, true);
    await tell(tx, [sellerTold(context.trail, 'approved', seller), ...roles]);
    return seller;
  });
}
