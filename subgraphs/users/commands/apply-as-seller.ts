import { requireUser } from '@soko/auth';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import { readHandle } from '../domain/handle.ts';
import type { PayoutInput } from '../domain/payout.ts';
import { type accountSuspended, alreadySeller, handleTaken } from '../domain/refusals.ts';
import { isOpenSeller, type Seller, sellerNameLength } from '../domain/seller.ts';
import type { Db } from '../store/database.ts';
import { findSellerByHandle, findSellersOf, insertSeller } from '../store/sellers.ts';
import { recordStatusChange } from '../store/status-changes.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { sealPayout } from './seal-payout.ts';
import { sellerChanged } from './seller-events.ts';

export interface ApplyAsSellerInput {
  displayName: string;
  handle: string;
  payoutMethod: PayoutInput;
}

const findOpenSellerOf = async (db: Db, userId: string): Promise<Seller | undefined> =>
  (await findSellersOf(db, [userId])).find(isOpenSeller);

/** Saves an application to become a seller. A user has one open seller or application; a handle belongs to one seller. */
export async function applyAsSeller(
  context: UsersContext,
  input: ApplyAsSellerInput,
): Promise<Seller | ReturnType<typeof handleTaken | typeof alreadySeller | typeof accountSuspended>> {
  const { id: userId } = requireUser(context.viewer);
  const displayName = readLine(input.displayName, 'displayName', sellerNameLength);
  const handle = readHandle(input.handle);
  const payout = sealPayout(context, input.payoutMethod);
  const work = prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const open = await findOpenSellerOf(tx, userId);
    if (open !== undefined) return alreadySeller(open);
    if ((await findSellerByHandle(tx, handle)) !== null) return handleTaken();
    const now = context.now();
    const facts = { id: newId('slr'), userId, handle, displayName, payout, createdAt: now };
    const seller: Seller = { ...facts, status: 'APPLIED', version: 1, approvedAt: null };
    await insertSeller(tx, seller);
    const { actor } = context.trail;
    await recordStatusChange(tx, { entityId: seller.id, from: null, to: 'APPLIED', actor, reason: null, at: now });
    await tellWithPrisma(tx, [sellerChanged(context.trail, 'applied', seller)]);
    return seller;
  });
  return work.catch(async (error: unknown) => {
    // Of two simultaneous applications the second one fails on a unique index. It can now read the first one.
    if (!isUniqueViolation(error, 'handle', 'user_id', 'userId', 'sellers_')) throw error;
    const open = await findOpenSellerOf(context.db, userId);
    return open === undefined ? handleTaken() : alreadySeller(open);
  });
}
