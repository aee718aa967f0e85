import { userIdOf } from '@soko/auth';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../../context.ts';
import { storeInactive } from '../../domain/refusals.ts';
import type { StoreAccount } from '../../domain/store-account.ts';
import { isLive, type PlanSubscription } from '../../domain/store-plan.ts';
import { findPlanSubscriptions } from '../../store/plan-subscriptions.ts';
import { lockStoreAccount } from '../lock-store-account.ts';
import { withOwnStoreAccount } from '../with-own-store-account.ts';

/** The store with the payment of its plan, and who changes it. */
export interface Own {
  store: StoreAccount;
  subscription: PlanSubscription | null;
  userId: string;
}

export const findOwnStore = (context: UsersContext, storeId: string) =>
  withOwnStoreAccount(context, storeId, async (tx, store, { id: userId }) => {
    if (store.status === 'INACTIVE') return storeInactive();
    const [subscription = null] = await findPlanSubscriptions(tx, [store.id]);
    return { store, subscription, userId };
  });

/**
 * The store whose plan the viewer pays for. They may end the payment in any case: also when they have left the team or are
 * suspended, and when the store is inactive. One that is over is theirs no more, unless it is `ended` by them: a repeat of
 * that gets the same answer.
 */
export const findOwnPayment = (
  context: UsersContext,
  storeId: string,
  ended: string | null = null,
): Promise<Own | null> =>
  prismaTransaction(context.db, async (tx) => {
    const userId = userIdOf(context.viewer);
    const [subscription] = await findPlanSubscriptions(tx, [storeId]);
    if (userId === null || subscription?.userId !== userId) return null;
    if (!isLive(subscription) && subscription.subscriptionId !== ended) return null;
    return { store: await lockStoreAccount(tx, storeId), subscription, userId };
  });
