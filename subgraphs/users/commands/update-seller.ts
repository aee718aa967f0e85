import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { type accountSuspended, wrongSellerStatus } from '../domain/refusals.ts';
import { isOpenSeller, type Seller } from '../domain/seller.ts';
import type { UpdateSellerInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { findSeller, saveSeller, type SellerChanges } from '../store/sellers.ts';
import { tell } from '../store/tell.ts';
import { sealPayout } from './apply-as-seller.ts';
import { sellerTold } from './seller-events.ts';
import { viewersAccount } from './viewers-account.ts';

const readChanges = (context: UsersContext, { displayName, payoutMethod }: UpdateSellerInput): SellerChanges => ({
  ...(displayName == null ? {} : { displayName: readLine(displayName, 'displayName', { min: 2, max: 80 }) }),
  ...(payoutMethod == null ? {} : { payout: sealPayout(context, payoutMethod) }),
});

/** Changes the viewer's own shop. Throws NOT_FOUND for anybody else's. */
export async function updateSeller(
  context: UsersContext,
  input: UpdateSellerInput,
): Promise<Seller | ReturnType<typeof wrongSellerStatus | typeof accountSuspended>> {
  const changes = readChanges(context, input);
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const before = await findSeller(tx, input.sellerId);
    if (before?.userId !== user.id) throw notFound('This seller');
    if (!isOpenSeller(before)) return wrongSellerStatus(before.status);
    const seller = await saveSeller(tx, before, changes, context.now());
    await tell(tx, [sellerTold(context.trail, 'updated', seller)]);
    return seller;
  });
}
