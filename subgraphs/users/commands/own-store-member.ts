import { forbidden, notFound } from '@soko/errors';
import { userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import type { accountSuspended, lastStoreAdministrator, wrongMemberStatus } from '../domain/refusals.ts';
import type { StoreMember } from '../domain/store-member.ts';
import type { Store } from '../domain/store.ts';
import { type Db, inTransaction } from '../store/database.ts';
import { findMember, findStoreAdministrators } from '../store/store-members.ts';
import { administers, holdStore } from './own-store.ts';
import { viewersAccount } from './viewers-account.ts';

export type MemberRefusal = ReturnType<
  typeof lastStoreAdministrator | typeof wrongMemberStatus | typeof accountSuspended
>;

interface Team {
  store: Store;
  member: StoreMember;
  /** Whether the store would have no administrator without this member. */
  isLastAdministrator: boolean;
}

/**
 * Does something to a member while the store is held: its administrators may, and, where `selfToo`, the member. To a
 * stranger the member is not found. Throws NOT_FOUND and FORBIDDEN.
 */
export async function withMember(
  context: UsersContext,
  memberId: string,
  selfToo: boolean,
  work: (tx: Db, team: Team) => Promise<StoreMember | MemberRefusal>,
): Promise<StoreMember | MemberRefusal> {
  return inTransaction(context.db, async (tx) => {
    const user = await viewersAccount(context, tx);
    if ('__typename' in user) return user;
    const found = await findMember(tx, memberId);
    if (found === null) throw notFound('This member');
    const store = await holdStore(tx, found.storeId);
    const isSelf = found.userId === userIdOf(context.viewer);
    if (!(await administers(context, tx, store.id)) && !(selfToo && isSelf)) {
      throw isSelf ? forbidden('Only administrators of the store may do this.') : notFound('This member');
    }
    const member = (await findMember(tx, memberId)) ?? found;
    const administrators = await findStoreAdministrators(tx, store.id);
    const isLastAdministrator = administrators.length === 1 && administrators[0]?.id === member.id;
    return work(tx, { store, member, isLastAdministrator });
  });
}
