import type { UsersContext } from '../context.ts';
import { wrongSellerStatus } from '../domain/refusals.ts';
import type { Seller } from '../domain/seller.ts';
import type { ReinstateSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { requireRole } from './require-role.ts';
import { sellerStopped } from './seller-events.ts';
import { loadSeller, moveSeller, personsRefusal, type WrongSeller, type WrongUser } from './seller-status.ts';

/** Lets a suspended seller go on. */
export async function reinstateSeller(
  context: UsersContext,
  { sellerId }: ReinstateSellerInput,
): Promise<Seller | WrongSeller | WrongUser> {
  requireRole(context, 'SUPPORT');
  return inTransaction(context.db, async (tx) => {
    const before = await loadSeller(tx, sellerId);
    if (before.status !== 'SUSPENDED') return wrongSellerStatus(before.status);
    const refusal = await personsRefusal(tx, before);
    if (refusal !== null) return refusal;
    const seller = await moveSeller(context, tx, before, 'ACTIVE', null);
    if ('__typename' in seller) return seller;
    await tell(tx, [sellerStopped(context.trail, 'reinstated', seller, null)]);
    return seller;
  });
}
