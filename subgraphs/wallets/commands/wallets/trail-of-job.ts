import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';

/** The trail of events that a job causes. */
export const trailOfJob = (now: () => Date): EventTrail => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'wallets' },
  now,
});
