import type { UsersContext } from '../context.ts';
import { lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import type { SetStoreMemberRoleInput } from '../generated/graphql.ts';
import { saveMember } from '../store/store-members.ts';
import { tell } from '../store/tell.ts';
import { type MemberRefusal, withMember } from './own-store-member.ts';
import { memberChanged } from './store-events.ts';

/** Gives a member, or an open invitation, another role. */
export async function setStoreMemberRole(
  context: UsersContext,
  { storeMemberId, role }: SetStoreMemberRoleInput,
): Promise<StoreMember | MemberRefusal> {
  return withMember(context, storeMemberId, false, async (tx, { store, member, isLastAdministrator }) => {
    if (member.status === 'REMOVED') return wrongMemberStatus(member.status);
    if (isLastAdministrator && role !== 'ADMIN') return lastStoreAdministrator([store]);
    const changed = (await saveMember(tx, member, { role })) ?? member;
    const told = changed.userId === null ? [] : [memberChanged(context.trail, store, changed, member.role)];
    await tell(tx, told);
    return changed;
  });
}
