import { notFound } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import type { Session } from '../domain/session.ts';
import type { RevokeSessionInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { findSession, revokeSessions } from '../store/sessions.ts';
import { tell } from '../store/tell.ts';
import { sessionsRevoked } from './session-events.ts';
import { viewerId } from './viewers-account.ts';

/** Ends one of the viewer's own sessions. */
export async function revokeSession(
  context: UsersContext,
  { sessionId }: RevokeSessionInput,
): Promise<Session | ReturnType<typeof sessionExpired>> {
  const userId = viewerId(context);
  return inTransaction(context.db, async (tx) => {
    const session = await findSession(tx, sessionId);
    if (session?.userId !== userId) throw notFound('This session');
    const ended = await revokeSessions(tx, { userId, sessionId }, 'REVOKED', context.now());
    await tell(tx, sessionsRevoked(context.trail, ended, 'REVOKED'));
    return ended[0] ?? sessionExpired();
  });
}
