import type { RequestIdentity, Viewer } from '@soko/auth';
import type { Actor, EventTrail } from '@soko/events';

const actorOf = (viewer: Viewer): Actor =>
  viewer.kind === 'anonymous' ? { kind: 'anonymous', id: null } : { kind: viewer.kind, id: viewer.id };

/** The trail of events that a request causes. */
export const trailOfRequest = (identity: RequestIdentity, now: () => Date): EventTrail => ({
  correlationId: identity.correlationId,
  causationId: null,
  actor: actorOf(identity.viewer),
  now,
});
