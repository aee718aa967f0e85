import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { PaymentsContext } from '../../context.ts';
import { firstStatus, type FundsDecision, possibleResolutions } from '../../domain/unmatched.ts';
import { decisionMade, type DecisionMade, ownDecision, type OwnDecision } from '../../domain/unmatched-refusals.ts';
import { lockDecision } from '../../store/funds-decisions.ts';
import { findUnmatched, type KeptFunds, lockUnmatched } from '../../store/unmatched-funds.ts';
import { moveDecision } from './end-decision.ts';

const notPossible = 'This resolution is not possible any more.';

type Refusal = DecisionMade | OwnDecision;

interface Locked {
  decision: FundsDecision;
  funds: KeptFunds;
}

/** Locks a decision with its funds and changes it. Returns the funds as they are then. */
async function change<Refused extends Refusal>(
  { pool, db }: PaymentsContext,
  decisionId: string,
  act: (tx: pg.PoolClient, locked: Locked) => Promise<Refused | null>,
): Promise<KeptFunds | Refused> {
  let fundsId = '';
  const refused = await inTransaction(pool, async (tx) => {
    const decision = await lockDecision(tx, decisionId);
    if (decision === null) throw notFound('The decision');
    fundsId = decision.unmatchedId;
    const funds = (await lockUnmatched(tx, fundsId))!;
    return act(tx, { decision, funds });
  });
  return refused ?? (await findUnmatched(db, fundsId))!;
}

/**
 * Approves the decision of another administrator, which then has its effect. One that an earlier version allowed and that is not
 * possible any more fails. A repeat returns the funds as they are.
 */
export async function approveFundsDecision(
  context: PaymentsContext,
  { decisionId }: { decisionId: string },
): Promise<KeptFunds | Refusal> {
  const { id: decidedBy } = requireRole(context.viewer, 'ADMIN');
  const result = await change(context, decisionId, async (tx, { decision, funds }) => {
    if (decision.decidedBy === decidedBy && decision.status !== 'REJECTED') return null;
    if (decision.status !== 'PROPOSED') return decisionMade(decision.status);
    if (decision.proposedBy === decidedBy || decision.ownerId === decidedBy) return ownDecision();
    const approved = { ...decision, decidedBy, decidedAt: context.now() };
    const isPossible = possibleResolutions(funds).includes(decision.resolution);
    const next = isPossible
      ? { status: firstStatus(funds, decision.resolution) }
      : { status: 'FAILED' as const, failure: notPossible };
    await moveDecision(tx, funds, approved, next, context.trail);
    return null;
  });
  context.decideSoon();
  return result;
}

/** Rejects a decision that waits: the funds are open again. A repeat returns them as they are. */
export async function rejectFundsDecision(
  context: PaymentsContext,
  { decisionId }: { decisionId: string },
): Promise<KeptFunds | DecisionMade> {
  const { id: decidedBy } = requireRole(context.viewer, 'ADMIN');
  return change(context, decisionId, async (tx, { decision, funds }) => {
    if (decision.status === 'REJECTED') return null;
    if (decision.status !== 'PROPOSED') return decisionMade(decision.status);
    const rejected = { ...decision, decidedBy, decidedAt: context.now() };
    await moveDecision(tx, funds, rejected, { status: 'REJECTED' }, context.trail);
    return null;
  });
}
