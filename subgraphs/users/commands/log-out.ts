import { requireUser } from '@soko/auth';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import { revokeSessions } from '../store/sessions.ts';
import { endAccess } from '../store/users.ts';
import { sessionsRevoked } from './session-events.ts';

export interface LogOutInput {
  everywhere?: boolean | null | undefined;
}

/** Ends the viewer's session, or all their sessions. */
export async function logOut(
  context: UsersContext,
  input: LogOutInput | null | undefined,
): Promise<{ __typename: 'LoggedOut'; sessionsEnded: number } | ReturnType<typeof sessionExpired>> {
  const { id: userId, sessionId } = requireUser(context.viewer);
  const isEverywhere = input?.everywhere === true;
  const which = { userId, ...(isEverywhere ? {} : { sessionId }) };
  return prismaTransaction(context.db, async (tx) => {
    const now = context.now();
    const ended = await revokeSessions(tx, which, 'LOGGED_OUT', now);
    // One change of the account instead of a list of sessions.
    if (isEverywhere && ended.length > 0) await endAccess(tx, userId, now);
    await tellWithPrisma(tx, sessionsRevoked(context.trail, ended, 'LOGGED_OUT'));
    return ended.length === 0 ? sessionExpired() : { __typename: 'LoggedOut', sessionsEnded: ended.length };
  });
}
