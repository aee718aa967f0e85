import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { readHandle } from '../domain/handle.ts';
import { readLine } from '../domain/line.ts';
import { type Payout, type PayoutInput, readPayout } from '../domain/payout.ts';
import { type accountSuspended, alreadySeller, handleTaken } from '../domain/refusals.ts';
import { isOpenSeller, type Seller } from '../domain/seller.ts';
import type { ApplyAsSellerInput } from '../generated/graphql.ts';
import { breaksUnique, inTransaction } from '../store/database.ts';
import { addSeller, findSellerByHandle, findSellersOf } from '../store/sellers.ts';
import { noteStatusChange } from '../store/status-changes.ts';
import { tell } from '../store/tell.ts';
import { sellerTold } from './seller-events.ts';
import { viewersAccount } from './viewers-account.ts';

/** Only payments opens the whole destination. */
export function sealPayout({ sealKey }: Pick<UsersContext, 'sealKey'>, input: PayoutInput): Payout {
  const { kind, destination, masked } = readPayout(input);
  return { kind, masked, sealed: seal(sealKey, 'payout', destination) };
}

/** Asks to sell here. A person has one shop at a time; a handle belongs to one. */
export async function applyAsSeller(
  context: UsersContext,
  input: ApplyAsSellerInput,
): Promise<Seller | ReturnType<typeof handleTaken | typeof alreadySeller | typeof accountSuspended>> {
  const displayName = readLine(input.displayName, 'displayName', { min: 2, max: 80 });
  const handle = readHandle(input.handle);
  const payout = sealPayout(context, input.payoutMethod);
  const work = inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const open = (await findSellersOf(tx, [user.id])).find(isOpenSeller);
    if (open !== undefined) return alreadySeller(open);
    if ((await findSellerByHandle(tx, handle)) !== null) return handleTaken();
    const now = context.now();
    const facts = { id: newId('slr'), userId: user.id, handle, displayName, payout, createdAt: now };
    const seller: Seller = { ...facts, status: 'APPLIED', version: 1, approvedAt: null };
    await addSeller(tx, seller);
    const { actor } = context.trail;
    await noteStatusChange(tx, { entityId: seller.id, from: null, to: 'APPLIED', actor, reason: null, at: now });
    await tell(tx, [sellerTold(context.trail, 'applied', seller)]);
    return seller;
  });
  return work.catch(async (error: unknown) => {
    // Two applications at once: the one that lost sees the other now.
    if (!breaksUnique(error, 'handle', 'user_id', 'userId', 'sellers_')) throw error;
    const open = (await findSellersOf(context.db, [context.viewer.kind === 'user' ? context.viewer.id : ''])).find(
      isOpenSeller,
    );
    return open === undefined ? handleTaken() : alreadySeller(open);
  });
}
