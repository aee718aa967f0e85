import { userIdOf } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readReason } from '../domain/line.ts';
import type { Seller } from '../domain/seller.ts';
import type { CloseSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { isSupport } from './require-role.ts';
import { sellerStopped } from './seller-events.ts';
import { loadSeller, moveSeller, setSellerRole, type WrongSeller } from './seller-status.ts';

/** Closes a shop for good: its owner or support may. Throws NOT_FOUND for anybody else. */
export async function closeSeller(context: UsersContext, input: CloseSellerInput): Promise<Seller | WrongSeller> {
  const reason = input.reason == null ? null : readReason(input.reason);
  return inTransaction(context.db, async (tx) => {
    const before = await loadSeller(tx, input.sellerId);
    if (before.userId !== userIdOf(context.viewer) && !isSupport(context)) throw notFound('This seller');
    const seller = await moveSeller(context, tx, before, 'CLOSED', reason);
    if ('__typename' in seller) return seller;
    const roles = await setSellerRole(context, tx, seller.userId, false);
    await tell(tx, [sellerStopped(context.trail, 'closed', seller, reason), ...roles]);
    return seller;
  });
}
