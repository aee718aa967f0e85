import { notFound } from '@soko/errors';
import { readLine } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { PayoutInput } from '../domain/payout.ts';
import { type accountSuspended, wrongSellerStatus } from '../domain/refusals.ts';
import { isOpenSeller, type Seller, sellerNameLength } from '../domain/seller.ts';
import { findSeller, saveSeller, type SellerChanges } from '../store/sellers.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { sealPayout } from './seal-payout.ts';
import { sellerChanged } from './seller-events.ts';

export interface UpdateSellerInput {
  sellerId: string;
  displayName?: string | null | undefined;
  payoutMethod?: PayoutInput | null | undefined;
}

const readChanges = (context: UsersContext, { displayName, payoutMethod }: UpdateSellerInput): SellerChanges => ({
  ...(displayName == null ? {} : { displayName: readLine(displayName, 'displayName', sellerNameLength) }),
  ...(payoutMethod == null ? {} : { payout: sealPayout(context, payoutMethod) }),
});

/** Changes the viewer's own seller. Throws NOT_FOUND for other sellers. */
export async function updateSeller(
  context: UsersContext,
  input: UpdateSellerInput,
): Promise<Seller | ReturnType<typeof wrongSellerStatus | typeof accountSuspended>> {
  const changes = readChanges(context, input);
  return prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const before = await findSeller(tx, input.sellerId);
    if (before?.userId !== user.id) throw notFound('The seller');
    if (!isOpenSeller(before)) return wrongSellerStatus(before.status);
    const seller = await saveSeller(tx, before, changes, context.now());
    await tellWithPrisma(tx, [sellerChanged(context.trail, 'updated', seller)]);
    return seller;
  });
}
