import { isRefusal } from '@soko/refusals';
import { isUniqueViolation, prismaTransaction } from '@soko/postgres';
import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import { type accountSuspended, invitationInvalid, limitReached, storeInactive } from '../domain/refusals.ts';
import { maxStoresPerUser } from '../domain/store-account.ts';
import type { StoreMember } from '../domain/store-team.ts';
import { hashToken } from '../secrets/digests.ts';
import { countMembershipsOf, findAccepted, findInvitation, saveTeamMember } from '../store/store-teams.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { lockStoreAccount } from './lock-store-account.ts';
import { memberAdded } from './store-account-events.ts';

export interface AcceptStoreInvitationInput {
  token: string;
}

type Refusal = ReturnType<
  typeof invitationInvalid | typeof limitReached | typeof storeInactive | typeof accountSuspended
>;

/**
 * Joins the store of an invitation. The invitation must have been sent to the viewer's own address, so that a forwarded
 * or intercepted email is of no use.
 */
export async function acceptStoreInvitation(
  context: UsersContext,
  { token }: AcceptStoreInvitationInput,
): Promise<StoreMember | Refusal> {
  const work = prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const now = context.now();
    const hash = hashToken(token);
    const invitation = await findInvitation(tx, hash, now);
    // A repeat, because the answer was lost or a button was tapped twice.
    const accepted = invitation === null ? await findAccepted(tx, hash, user.id) : null;
    if (accepted !== null) return accepted;
    if (invitation?.email !== user.email) return invitationInvalid();
    const memberships = await countMembershipsOf(tx, user.id);
    if (memberships >= maxStoresPerUser) return limitReached(maxStoresPerUser, 'stores');
    const store = await lockStoreAccount(tx, invitation.storeId);
    if (store.status === 'INACTIVE') return storeInactive();
    // The hash of the token stays: it tells a repeat from a guess.
    const changes = { status: 'ACTIVE', userId: user.id, joinedAt: now };
    const member = await saveTeamMember(tx, invitation, changes);
    if (member === null) return (await findAccepted(tx, hash, user.id)) ?? invitationInvalid();
    await tellWithPrisma(tx, [memberAdded(context.trail, store, member)]);
    return member;
  });
  return work.catch((error: unknown) => {
    // The user is already a member, invited under a previous email address.
    if (isUniqueViolation(error, 'user_id', 'userId', 'store_members_')) return invitationInvalid();
    throw error;
  });
}
