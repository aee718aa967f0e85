import type { Actor } from '@soko/events';

/** A change of a status, with actor, time and reason. */
export interface StatusChange {
  entityId: string;
  from: string | null;
  to: string;
  actor: Actor;
  reason: string | null;
  at: Date;
}
