import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { sessionExpired } from '../domain/refusals.ts';
import type { Session } from '../domain/session.ts';
import { findSession, revokeSessions } from '../store/sessions.ts';
import { sessionsRevoked } from './session-events.ts';

export interface RevokeSessionInput {
  sessionId: string;
}

/** Ends one session of the viewer. */
export async function revokeSession(
  context: UsersContext,
  { sessionId }: RevokeSessionInput,
): Promise<Session | ReturnType<typeof sessionExpired>> {
  const { id: userId } = requireUser(context.viewer);
  return prismaTransaction(context.db, async (tx) => {
    const session = await findSession(tx, sessionId);
    if (session?.userId !== userId) throw notFound('The session');
    const ended = await revokeSessions(tx, { userId, sessionId }, 'REVOKED', context.now());
    await tellWithPrisma(tx, sessionsRevoked(context.trail, ended, 'REVOKED'));
    return ended[0] ?? sessionExpired();
  });
}
