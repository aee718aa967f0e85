import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { hashInput, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readText } from '@soko/input';
import { needsReview } from '@soko/money/review-limits';
import { inTransaction, isUniqueViolation } from '@soko/postgres';
import type pg from 'pg';
import type { PaymentsContext } from '../../context.ts';
import {
  fundsNotOpen,
  type FundsNotOpen,
  resolutionNotPossible,
  type ResolutionNotPossible,
} from '../../domain/unmatched-refusals.ts';
import {
  firstStatus,
  type FundsDecision,
  isNewMoney,
  possibleResolutions,
  type Resolution,
} from '../../domain/unmatched.ts';
import { findDecisionByKey, insertDecision, isKeyUsed, lockDecidedAlone } from '../../store/funds-decisions.ts';
import { findUnmatched, isReceiptTaken, type KeptFunds, lockUnmatched } from '../../store/unmatched-funds.ts';
import { followDecision } from './end-decision.ts';
import { findTarget, type Target, type WrittenTarget } from './find-target.ts';

export interface ResolveUnmatchedFundsInput extends WrittenTarget {
  idempotencyKey: string;
  unmatchedFundsId: string;
  reason: string;
}

const dayMs = 86_400_000;

type Refusal = FundsNotOpen | ResolutionNotPossible;

interface Wanted extends Pick<FundsDecision, 'resolution' | 'reason' | 'idempotencyKey' | 'inputHash' | 'proposedBy'> {
  target: Target;
}

/** A decision that waits for another administrator above the limits of one, and always when it is for one's own wallet or payout. */
async function newDecision(
  { now, settings, trail }: PaymentsContext,
  tx: pg.PoolClient,
  funds: KeptFunds,
  { target, ...wanted }: Wanted,
): Promise<FundsDecision> {
  const at = now();
  const { currency } = funds;
  const moved = await lockDecidedAlone(tx, { ...wanted, currency }, new Date(at.getTime() - dayMs));
  const amountMinor = funds.amountMinor ?? 0n;
  const waits = target.ownerId === wanted.proposedBy || needsReview({ amountMinor, currency }, settings.review, moved);
  const status = waits ? 'PROPOSED' : firstStatus(funds, wanted.resolution);
  const { walletId, depositId, ownerId } = target;
  return {
    id: newId('fdc'),
    unmatchedId: funds.id,
    ...wanted,
    status,
    walletId,
    depositId,
    ownerId,
    currency,
    amountMinor: funds.amountMinor,
    failure: null,
    proposedAt: at,
    decidedBy: null,
    decidedAt: null,
    endedAt: status === 'APPLIED' ? at : null,
    attempts: 0,
    lastError: null,
    dueAt: status === 'CHECKING' || status === 'RETURNING' ? at : null,
    correlationId: trail.correlationId,
  };
}

/**
 * Money is booked once, also when two reports tell of it. Differences, and what could not be returned, have the receipt of what was
 * booked.
 */
async function possibleNow(tx: pg.PoolClient, funds: KeptFunds): Promise<Resolution[]> {
  return isNewMoney(funds) && (await isReceiptTaken(tx, funds)) ? ['DISMISS'] : possibleResolutions(funds);
}

/** Saves the decision, unless its key was used at the same moment. */
const propose = (context: PaymentsContext, unmatchedId: string, wanted: Wanted): Promise<Refusal | null> =>
  inTransaction(context.pool, async (tx) => {
    const funds = await lockUnmatched(tx, unmatchedId);
    if (funds === null) throw notFound('The unmatched funds');
    // The key may have been used while this request waited for the lock.
    if (await isKeyUsed(tx, wanted)) return null;
    if (funds.status !== 'OPEN') return fundsNotOpen(funds.status);
    const possible = await possibleNow(tx, funds);
    if (!possible.includes(wanted.resolution)) return resolutionNotPossible(possible);
    const { currency } = wanted.target;
    if (currency !== null && currency !== funds.currency) {
      throw badUserInput(`The money is in ${funds.currency}, which this wallet cannot take.`, 'resolution');
    }
    const decision = await newDecision(context, tx, funds, wanted);
    if (!(await insertDecision(tx, decision))) return null;
    await followDecision(tx, funds, decision, context.trail);
    return null;
  });

/** Another report of the same receipt may be claimed at this moment. */
async function proposeOnce(context: PaymentsContext, unmatchedId: string, wanted: Wanted): Promise<Refusal | null> {
  try {
    return await propose(context, unmatchedId, wanted);
  } catch (error) {
    if (!isUniqueViolation(error, 'claimed')) throw error;
    return resolutionNotPossible(['DISMISS']);
  }
}

/** Decides about unmatched funds, or proposes it to another administrator. A repeat returns them as they are. */
export async function resolveUnmatchedFunds(
  context: PaymentsContext,
  input: ResolveUnmatchedFundsInput,
): Promise<KeptFunds | Refusal> {
  const { viewer, db } = context;
  const { id: proposedBy } = requireRole(viewer, 'ADMIN');
  const idempotencyKey = readIdempotencyKey(input.idempotencyKey);
  const reason = readText(input.reason, 'reason', { min: 10, max: 500 });
  const { resolution, unmatchedFundsId: id } = input;
  const terms = { resolution, id, reason, walletId: input.walletId ?? null, depositId: input.depositId ?? null };
  const inputHash = hashInput({ command: 'resolveUnmatchedFunds', ...terms });
  let known = await findDecisionByKey(db, proposedBy, idempotencyKey);
  if (known === null) {
    const funds = await findUnmatched(db, id);
    if (funds === null) throw notFound('The unmatched funds');
    const target = await findTarget(context, funds, input);
    const wanted = { resolution, reason, idempotencyKey, inputHash, proposedBy, target };
    const result = await proposeOnce(context, id, wanted);
    if (result !== null) return result;
    context.decideSoon();
    known = await findDecisionByKey(db, proposedBy, idempotencyKey);
  }
  if (known === null) throw new Error(`The decision about ${id} was not saved.`);
  requireSameInput(known.inputHash, inputHash);
  return (await findUnmatched(db, known.unmatchedId))!;
}
