import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/line.ts';
import type { Seller } from '../domain/seller.ts';
import type { SuspendSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { requireRole } from './require-role.ts';
import { sellerStopped } from './seller-events.ts';
import { loadSeller, moveSeller, type WrongSeller } from './seller-status.ts';

/** Stops a seller for the time being. The role stays: orders that are under way are theirs to finish. */
export async function suspendSeller(context: UsersContext, input: SuspendSellerInput): Promise<Seller | WrongSeller> {
  requireRole(context, 'SUPPORT');
  const reason = readReason(input.reason);
  return inTransaction(context.db, async (tx) => {
    const seller = await moveSeller(context, tx, await loadSeller(tx, input.sellerId), 'SUSPENDED', reason);
    if ('__typename' in seller) return seller;
    await tell(tx, [sellerStopped(context.trail, 'suspended', seller, reason)]);
    return seller;
  });
}
