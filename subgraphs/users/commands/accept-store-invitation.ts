import type { UsersContext } from '../context.ts';
import { type accountSuspended, invitationInvalid, limitReached, storeInactive } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import { storeLimits } from '../domain/store.ts';
import type { AcceptStoreInvitationInput } from '../generated/graphql.ts';
import { hashToken } from '../secrets/digests.ts';
import { breaksUnique, inTransaction } from '../store/database.ts';
import { countStoresOf, findInvitation, saveMember } from '../store/store-members.ts';
import { tell } from '../store/tell.ts';
import { holdStore } from './own-store.ts';
import { memberJoined } from './store-events.ts';
import { viewersAccount } from './viewers-account.ts';

type Refusal = ReturnType<
  typeof invitationInvalid | typeof limitReached | typeof storeInactive | typeof accountSuspended
>;

/** Joins a store. Whoever found the mail of somebody else does not: the address must be the viewer's own. */
export async function acceptStoreInvitation(
  context: UsersContext,
  { token }: AcceptStoreInvitationInput,
): Promise<StoreMember | Refusal> {
  const work = inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const now = context.now();
    const invitation = await findInvitation(tx, hashToken(token), now);
    if (invitation?.email !== user.email) return invitationInvalid();
    const stores = await countStoresOf(tx, user.id);
    if (stores >= storeLimits.storesAPerson) return limitReached(storeLimits.storesAPerson, 'stores');
    const store = await holdStore(tx, invitation.storeId);
    if (store.status === 'INACTIVE') return storeInactive();
    const changes = { status: 'ACTIVE', userId: user.id, joinedAt: now, invitationHash: null };
    const member = await saveMember(tx, invitation, changes);
    if (member === null) return invitationInvalid();
    await tell(tx, [memberJoined(context.trail, store, member)]);
    return member;
  });
  return work.catch((error: unknown) => {
    // On the team already, under the address they had before.
    if (breaksUnique(error, 'user_id', 'userId', 'store_members_')) return invitationInvalid();
    throw error;
  });
}
