import { tellWithPrisma } from '@soko/outbox';
import type { UsersContext } from '../context.ts';
import { lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-team.ts';
import { saveTeamMember } from '../store/store-teams.ts';
import { endKeysWithoutRight } from './end-keys-without-right.ts';
import { memberRemoved } from './store-account-events.ts';
import { type MemberRefusal, withTeamMember } from './with-team-member.ts';

export interface RemoveStoreMemberInput {
  storeMemberId: string;
}

/** Removes a member from the team and ends the API keys that they made, or withdraws an invitation. */
export async function removeStoreMember(
  context: UsersContext,
  { storeMemberId }: RemoveStoreMemberInput,
): Promise<StoreMember | MemberRefusal> {
  return withTeamMember(context, storeMemberId, { allowSelf: true }, async (tx, team) => {
    const { store, member, isLastAdministrator } = team;
    if (member.status === 'REMOVED') return wrongMemberStatus(member.status);
    if (isLastAdministrator) return lastStoreAdministrator([store]);
    const changes = { status: 'REMOVED', removedAt: context.now(), invitationHash: null };
    const removed = (await saveTeamMember(tx, member, changes)) ?? member;
    if (removed.userId === null) return removed;
    const keys = await endKeysWithoutRight(context, tx, removed.userId);
    await tellWithPrisma(tx, [memberRemoved(context.trail, store, removed), ...keys]);
    return removed;
  });
}
