import { newEvent, usersStore } from '@soko/events';
import { badUserInput } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { storeInactive } from '../domain/refusals.ts';
import type { Store } from '../domain/store.ts';
import type { SetStorePlanInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { saveStore } from '../store/stores.ts';
import { tell } from '../store/tell.ts';
import { holdStore } from './own-store.ts';
import { requireRole } from './require-role.ts';

/** Puts a store on a plan. */
export async function setStorePlan(
  context: UsersContext,
  { storeId, plan, mintQuota }: SetStorePlanInput,
): Promise<Store | ReturnType<typeof storeInactive>> {
  requireRole(context, 'ADMIN');
  if (mintQuota < 0) throw badUserInput('A quota is at least 0.', 'mintQuota');
  return inTransaction(context.db, async (tx) => {
    const before = await holdStore(tx, storeId);
    if (before.status === 'INACTIVE') return storeInactive();
    const store = await saveStore(tx, before, { plan, mintQuota }, context.now());
    const fact = { subject: storeId, sequence: store.version, data: { plan, mintQuota } };
    await tell(tx, [newEvent(usersStore, 'plan_changed', fact, context.trail)]);
    return store;
  });
}
