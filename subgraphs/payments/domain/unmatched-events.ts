import { type Envelope, type EventTrail, newEvent, paymentsUnmatchedFunds } from '@soko/events';
import type { FundsDecision, PayoutOutcome, ReportedFunds, Resolution } from './unmatched.ts';
import { methodOf } from './unmatched.ts';

type Funds = Omit<ReportedFunds, 'confirmedAt'> & { id: string; currency: string };

const factsOf = (funds: Funds) => ({
  funds: {
    kind: funds.kind,
    reason: funds.reason,
    method: methodOf(funds) === 'STRIPE_CARD' ? ('STRIPE_CARD' as const) : ('MPESA' as const),
    amount: funds.amountMinor === null ? null : { amountMinor: funds.amountMinor.toString(), currency: funds.currency },
    receipt: funds.receipt,
  },
});

export const keptEvent = (funds: Funds, trail: EventTrail): Envelope =>
  newEvent(paymentsUnmatchedFunds, 'kept', { subject: funds.id, sequence: 0, data: factsOf(funds) }, trail);

/** A payout that was left to people has ended: by a decision, or without one. `version` is that of the funds after it. */
export function settledEvent(
  funds: Funds,
  { decision, outcome }: { decision: FundsDecision | null; outcome: PayoutOutcome },
  version: number,
  trail: EventTrail,
): Envelope {
  const data = {
    ...factsOf(funds),
    outcome,
    decisionId: decision?.id ?? null,
    decidedBy: decision === null ? null : (decision.decidedBy ?? decision.proposedBy),
    settledAt: (decision?.endedAt ?? trail.now()).toISOString(),
  };
  return newEvent(paymentsUnmatchedFunds, 'settled', { subject: funds.id, sequence: version, data }, trail);
}

/** A decision that does not end a payout. */
type Booked = Omit<FundsDecision, 'resolution'> & { resolution: Exclude<Resolution, PayoutOutcome> };

/** The decision has its effect. `version` is that of the funds after it. */
export function resolvedEvent(
  funds: Funds,
  { id: decisionId, resolution, walletId, depositId, ownerId, ...it }: Booked,
  version: number,
  trail: EventTrail,
): Envelope {
  const data = {
    ...factsOf(funds),
    decisionId,
    resolution,
    walletId,
    depositId,
    ownerId,
    payoutId: resolution === 'PAYEE' ? funds.reference : null,
    decidedBy: it.decidedBy ?? it.proposedBy,
    resolvedAt: (it.endedAt ?? trail.now()).toISOString(),
  };
  return newEvent(paymentsUnmatchedFunds, 'resolved', { subject: funds.id, sequence: version, data }, trail);
}

/** The decision has no effect, so that people must decide again. */
export function reopenedEvent(
  funds: Funds,
  { id: decisionId, failure }: FundsDecision,
  version: number,
  trail: EventTrail,
): Envelope {
  const data = { ...factsOf(funds), decisionId, failure: failure ?? 'Another administrator rejected it.' };
  return newEvent(paymentsUnmatchedFunds, 'reopened', { subject: funds.id, sequence: version, data }, trail);
}
