import { requireRole } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readLine, readText } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { withdrawalNotUnderReview, type WithdrawalNotUnderReview } from '../../domain/cash/refusals.ts';
import type { Withdrawal, WithdrawalFact } from '../../domain/cash/withdrawal.ts';
import { findWithdrawals, lockWithdrawal } from '../../store/cash/withdrawals.ts';
import { applyToWithdrawal } from './follow-withdrawal.ts';

interface Decision {
  withdrawalId: string;
  reason: string;
  idempotencyKey: string;
}

/** Support decides about a withdrawal under review. A repeat returns the withdrawal as it is. */
async function decide(
  context: WalletsContext,
  { withdrawalId, idempotencyKey, ...input }: Decision,
  fact: WithdrawalFact,
): Promise<Withdrawal | WithdrawalNotUnderReview> {
  const { id: owner } = requireRole(context.viewer, 'SUPPORT');
  const { db, pool, trail } = context;
  const key = readIdempotencyKey(idempotencyKey);
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  // The time is that of the first call.
  const command = { command: 'decideWithdrawal', withdrawalId, reason, fact: { ...fact, at: null } };
  const result = await once<{ id: string } | WithdrawalNotUnderReview>(
    pool,
    { owner, key, input: command },
    async (tx) => {
      const withdrawal = await lockWithdrawal(tx, withdrawalId);
      if (withdrawal === null) throw notFound('The withdrawal');
      if (withdrawal.ownerId === owner)
        throw forbidden('Another member of support must decide about your own withdrawal.');
      if (withdrawal.status !== 'UNDER_REVIEW') return withdrawalNotUnderReview(withdrawal.status);
      await applyToWithdrawal(tx, context, { id: withdrawalId, fact, reason }, trail);
      return { id: withdrawalId };
    },
  );
  if (isRefusal(result)) return result;
  const [after] = await findWithdrawals(db, [withdrawalId]);
  if (after === undefined) throw notFound('The withdrawal');
  return after;
}

/** The provider has paid. */
export const completeWithdrawal = (context: WalletsContext, input: Decision & { receipt: string }) =>
  decide(context, input, {
    kind: 'paid',
    receipt: readLine(input.receipt, 'receipt', { min: 3, max: 40 }),
    at: context.now(),
  });

/** The provider has not paid and never will. */
export const failWithdrawal = (context: WalletsContext, input: Decision) =>
  decide(context, input, {
    kind: 'not_paid',
    code: 'failed_by_support',
    message: 'The money was not paid out. It is in your wallet again.',
  });
