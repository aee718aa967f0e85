import { type Envelope, type EventTrail, newEvent, usersSession } from '@soko/events';
import type { RevocationReason, Session } from '../domain/session.ts';

/** One event for each session that was ended before it expired. */
export const sessionsRevoked = (
  trail: EventTrail,
  sessions: readonly Session[],
  reason: RevocationReason,
): Envelope[] =>
  sessions.map(({ id, userId }) =>
    newEvent(usersSession, 'revoked', { subject: id, sequence: 1, data: { userId, reason } }, trail),
  );
