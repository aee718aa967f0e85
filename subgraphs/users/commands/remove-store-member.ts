import type { UsersContext } from '../context.ts';
import { lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import type { RemoveStoreMemberInput } from '../generated/graphql.ts';
import { saveMember } from '../store/store-members.ts';
import { tell } from '../store/tell.ts';
import { type MemberRefusal, withMember } from './own-store-member.ts';
import { memberLeft } from './store-events.ts';

/** Takes a member off the team, or an invitation back. */
export async function removeStoreMember(
  context: UsersContext,
  { storeMemberId }: RemoveStoreMemberInput,
): Promise<StoreMember | MemberRefusal> {
  return withMember(context, storeMemberId, true, async (tx, { store, member, isLastAdministrator }) => {
    if (member.status === 'REMOVED') return wrongMemberStatus(member.status);
    if (isLastAdministrator) return lastStoreAdministrator([store]);
    const changes = { status: 'REMOVED', removedAt: context.now(), invitationHash: null };
    const removed = (await saveMember(tx, member, changes)) ?? member;
    await tell(tx, removed.userId === null ? [] : [memberLeft(context.trail, store, removed)]);
    return removed;
  });
}
