/** `SCHEDULED → LIVE → ENDED → SETTLED`, or one of the other ends: see `event-status.ts`. */
export type SportEventStatus = 'SCHEDULED' | 'LIVE' | 'ENDED' | 'SETTLED' | 'POSTPONED' | 'CANCELLED' | 'ABANDONED';

/** `INACTIVE → ACTIVE ⇄ SUSPENDED → CLOSED → SETTLED | VOIDED`: see `market-status.ts`. */
export type MarketStatus = 'INACTIVE' | 'ACTIVE' | 'SUSPENDED' | 'CLOSED' | 'SETTLED' | 'RESETTLING' | 'VOIDED';

export type SelectionStatus = 'ACTIVE' | 'SUSPENDED';

export type SelectionResult = 'WON' | 'LOST' | 'VOID' | 'HALF_WON' | 'HALF_LOST' | 'DEAD_HEAT';

/** The reason for a suspension. A stronger one replaces a weaker one, and only its own end, or a trader, resumes the market. */
export type SuspendedBy = 'GAP' | 'FEED' | 'EVENT' | 'MARKET';

/** One status change of an event or a market. `by` is the id of a viewer or the name of a service. */
export interface MarketChange<Status extends string = string> {
  at: Date;
  from: Status | null;
  to: Status;
  by: string;
  reason: string | null;
}
