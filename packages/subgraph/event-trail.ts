import type { RequestIdentity, Viewer } from '@soko/auth';
import type { Actor, EventTrail } from '@soko/events';
import { activeTraceparent } from '@soko/tracing';

function actorOf(viewer: Viewer): Actor {
  if (viewer.kind === 'anonymous') return { kind: 'anonymous', id: null };
  if (viewer.kind === 'service') return { kind: 'service', id: viewer.name };
  return { kind: viewer.kind, id: viewer.id };
}

/** The trail of the events that a request causes: its correlation id and the viewer as the actor. */
export const trailOfRequest = (identity: RequestIdentity, now: () => Date): EventTrail => ({
  correlationId: identity.correlationId,
  causationId: null,
  actor: actorOf(identity.viewer),
  traceparent: activeTraceparent() ?? null,
  now,
});
