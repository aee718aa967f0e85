import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type pg from 'pg';
import {
  type DecisionStatus,
  type FundsDecision,
  isBooked,
  isClaim,
  outcomeOf,
  type PayoutOutcome,
  type Resolution,
  type UnmatchedStatus,
} from '../../domain/unmatched.ts';
import { reopenedEvent, resolvedEvent, settledEvent } from '../../domain/unmatched-events.ts';
import { saveDecision } from '../../store/funds-decisions.ts';
import { type KeptFunds, saveUnmatchedStatus } from '../../store/unmatched-funds.ts';

const statusOfFunds = (status: DecisionStatus): UnmatchedStatus => {
  if (status === 'APPLIED') return 'RESOLVED';
  return status === 'REJECTED' || status === 'FAILED' ? 'OPEN' : 'DECIDING';
};

/** How funds are resolved that a decision is about. */
function eventOf(funds: KeptFunds, decision: FundsDecision, version: number, trail: EventTrail): Envelope {
  const outcome = outcomeOf(decision);
  if (outcome !== null) return settledEvent(funds, { decision, outcome }, version, trail);
  const resolution = decision.resolution as Exclude<Resolution, PayoutOutcome>;
  return resolvedEvent(funds, { ...decision, resolution }, version, trail);
}

/** Has funds follow a decision about them, and publishes how it ended. Both are locked. */
export async function followDecision(
  tx: pg.PoolClient,
  funds: KeptFunds,
  decision: FundsDecision,
  trail: EventTrail,
): Promise<void> {
  const status = statusOfFunds(decision.status);
  const version = funds.version + 1;
  const isResolved = status === 'RESOLVED';
  await saveUnmatchedStatus(
    tx,
    { id: funds.id, version },
    {
      status,
      resolvedAt: isResolved ? decision.endedAt : null,
      isBooked: isResolved && isBooked(decision),
      isClaimed: isClaim(decision),
      outcome: isResolved ? outcomeOf(decision) : null,
    },
  );
  const events: Envelope[] = [];
  if (isResolved) events.push(eventOf(funds, decision, version, trail));
  if (status === 'OPEN') events.push(reopenedEvent(funds, decision, version, trail));
  if (events.length > 0) await tell(tx, events);
}

/** Ends a decision that is locked, or goes on with it. */
export async function moveDecision(
  tx: pg.PoolClient,
  funds: KeptFunds,
  decision: FundsDecision,
  to: Pick<FundsDecision, 'status'> & Partial<FundsDecision>,
  trail: EventTrail,
): Promise<FundsDecision> {
  const isOver = to.status === 'APPLIED' || to.status === 'REJECTED' || to.status === 'FAILED';
  const now = trail.now();
  const moved = { ...decision, ...to, endedAt: isOver ? now : null, dueAt: isOver ? null : now };
  await saveDecision(tx, moved);
  await followDecision(tx, funds, moved, trail);
  return moved;
}
