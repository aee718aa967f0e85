import { userIdOf } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { accountSuspended, lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreAccount } from '../domain/store-account.ts';
import type { StoreMember } from '../domain/store-team.ts';
import type { Db } from '../store/database.ts';
import { findStoreAdministrators, findTeamMember } from '../store/store-teams.ts';
import { canAdministerStore } from './can-administer-store.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { lockStoreAccount } from './lock-store-account.ts';

export type MemberRefusal = ReturnType<
  typeof lastStoreAdministrator | typeof wrongMemberStatus | typeof accountSuspended
>;

interface Team {
  store: StoreAccount;
  member: StoreMember;
  /** True when the store would have no administrator without this member. */
  isLastAdministrator: boolean;
}

/**
 * Runs `work` on a team member while the store is locked. Allowed for administrators of the store and, with
 * `allowSelf`, for the member. Throws FORBIDDEN for the member otherwise, and NOT_FOUND for other viewers.
 */
export const withTeamMember = (
  context: UsersContext,
  memberId: string,
  { allowSelf }: { allowSelf: boolean },
  work: (tx: Db, team: Team) => Promise<StoreMember | MemberRefusal>,
): Promise<StoreMember | MemberRefusal> =>
  prismaTransaction(context.db, async (tx) => {
    const user = await loadOwnAccount(context, tx);
    if (isRefusal(user)) return user;
    const found = await findTeamMember(tx, memberId);
    if (found === null) throw notFound('The member');
    const store = await lockStoreAccount(tx, found.storeId);
    const isSelf = found.userId === userIdOf(context.viewer);
    if (!(await canAdministerStore(context, tx, store.id)) && !(allowSelf && isSelf)) {
      throw isSelf ? forbidden('This requires an administrator of the store.') : notFound('The member');
    }
    const member = (await findTeamMember(tx, memberId)) ?? found;
    const administrators = await findStoreAdministrators(tx, store.id);
    const isLastAdministrator = administrators.length === 1 && administrators[0]?.id === member.id;
    return work(tx, { store, member, isLastAdministrator });
  });
