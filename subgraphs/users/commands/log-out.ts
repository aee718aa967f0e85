import { unauthenticated } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import type { LogOutInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { revokeSessions } from '../store/sessions.ts';
import { tell } from '../store/tell.ts';
import { sessionsRevoked } from './session-events.ts';

/** Ends the viewer's session, or all of them. */
export async function logOut(
  context: UsersContext,
  input: LogOutInput | null | undefined,
): Promise<{ __typename: 'LoggedOut'; sessionsEnded: number } | ReturnType<typeof sessionExpired>> {
  const { viewer } = context;
  if (viewer.kind !== 'user') throw unauthenticated();
  const which = { userId: viewer.id, ...(input?.everywhere === true ? {} : { sessionId: viewer.sessionId }) };
  return inTransaction(context.db, async (tx) => {
    const ended = await revokeSessions(tx, which, 'LOGGED_OUT', context.now());
    await tell(tx, sessionsRevoked(context.trail, ended, 'LOGGED_OUT'));
    return ended.length === 0 ? sessionExpired() : { __typename: 'LoggedOut', sessionsEnded: ended.length };
  });
}
