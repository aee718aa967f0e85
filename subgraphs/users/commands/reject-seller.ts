import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/line.ts';
import type { Seller } from '../domain/seller.ts';
import type { RejectSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { requireRole } from './require-role.ts';
import { sellerStopped } from './seller-events.ts';
import { loadSeller, moveSeller, type WrongSeller } from './seller-status.ts';

/** Turns an application down. */
export async function rejectSeller(context: UsersContext, input: RejectSellerInput): Promise<Seller | WrongSeller> {
  requireRole(context, 'SUPPORT');
  const reason = readReason(input.reason);
  return inTransaction(context.db, async (tx) => {
    const seller = await moveSeller(context, tx, await loadSeller(tx, input.sellerId), 'REJECTED', reason);
    if ('__typename' in seller) return seller;
    await tell(tx, [sellerStopped(context.trail, 'rejected', seller, reason)]);
    return seller;
  });
}
