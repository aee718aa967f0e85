import { badUserInput } from '@soko/errors';
import { newEvent, usersStore } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { storeInactive, storePlanPaid } from '../domain/refusals.ts';
import type { StoreAccount, StorePlan } from '../domain/store-account.ts';
import { isLive } from '../domain/store-plan.ts';
import { findPlanSubscriptions } from '../store/plan-subscriptions.ts';
import { saveStoreAccount } from '../store/store-accounts.ts';
import { lockStoreAccount } from './lock-store-account.ts';
import { requireCurrentRole } from './require-current-role.ts';

export interface SetStorePlanInput {
  storeId: string;
  plan: StorePlan;
  mintQuota: number;
}

/** Sets the plan and the mint quota of a store that does not pay for its plan by card. */
export async function setStorePlan(
  context: UsersContext,
  { storeId, plan, mintQuota }: SetStorePlanInput,
): Promise<StoreAccount | ReturnType<typeof storeInactive | typeof storePlanPaid>> {
  if (mintQuota < 0) throw badUserInput('The mint quota must be 0 or more.', 'mintQuota');
  return prismaTransaction(context.db, async (tx) => {
    await requireCurrentRole(context, tx, 'ADMIN');
    const before = await lockStoreAccount(tx, storeId);
    if (before.status === 'INACTIVE') return storeInactive();
    const [subscription] = await findPlanSubscriptions(tx, [storeId]);
    if (subscription !== undefined && isLive(subscription)) return storePlanPaid();
    const store = await saveStoreAccount(tx, before, { plan, mintQuota }, context.now());
    const fact = { subject: storeId, sequence: store.version, data: { plan, mintQuota } };
    await tellWithPrisma(tx, [newEvent(usersStore, 'plan_changed', fact, context.trail)]);
    return store;
  });
}
