import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import { lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreMember, StoreMemberRole } from '../domain/store-team.ts';
import { saveTeamMember } from '../store/store-teams.ts';
import { endKeysWithoutRight } from './end-keys-without-right.ts';
import { memberRoleChanged } from './store-account-events.ts';
import { type MemberRefusal, withTeamMember } from './with-team-member.ts';

export interface SetStoreMemberRoleInput {
  storeMemberId: string;
  role: StoreMemberRole;
}

/** Changes the role of a member or of an open invitation. API keys of a former administrator end. */
export async function setStoreMemberRole(
  context: UsersContext,
  { storeMemberId, role }: SetStoreMemberRoleInput,
): Promise<StoreMember | MemberRefusal> {
  return withTeamMember(context, storeMemberId, { allowSelf: false }, async (tx, team) => {
    const { store, member, isLastAdministrator } = team;
    if (member.status === 'REMOVED') return wrongMemberStatus(member.status);
    if (isLastAdministrator && role !== 'ADMIN') return lastStoreAdministrator([store]);
    const changed = (await saveTeamMember(tx, member, { role })) ?? member;
    if (changed.userId === null) return changed;
    const keys = await endKeysWithoutRight(context, tx, changed.userId);
    await tellWithPrisma(tx, [memberRoleChanged(context.trail, store, changed, member.role), ...keys]);
    return changed;
  });
}
