import type { Actor } from '@soko/events';

/** Who changed a status, when and why. */
export interface StatusChange {
  entityId: string;
  from: string | null;
  to: string;
  actor: Actor;
  reason: string | null;
  at: Date;
}
