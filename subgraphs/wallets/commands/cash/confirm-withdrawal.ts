import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { readCode } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import { pollUntil } from '@soko/retry';
import type { WalletsContext } from '../../context.ts';
import { type CodeRefusal, withdrawalCodeExpired } from '../../domain/cash/refusals.ts';
import { payeeErased, payoutMinor, type Withdrawal } from '../../domain/cash/withdrawal.ts';
import type { PayoutRefusal } from '../../domain/money-refusals.ts';
import { findWithdrawals } from '../../store/cash/withdrawals.ts';
import { askPayments } from './ask-payments.ts';
import type { CashServices } from './cash-services.ts';
import { followWithdrawal } from './follow-withdrawal.ts';

/**
 * Asks payments to pay out a withdrawal that is held. A repeat has no second effect. Without an answer it stays held, and the
 * job `wallets.continue-withdrawals` asks again.
 */
export async function submitWithdrawal(
  services: CashServices,
  withdrawal: Withdrawal,
  trail: EventTrail,
): Promise<Withdrawal> {
  const { cash } = services;
  const { id: reference, ownerId: userId, phone, currency } = withdrawal;
  const amount = { amountMinor: payoutMinor(withdrawal), currency };
  const fact = await askPayments(cash, async () =>
    phone === null
      ? // Payments may have been asked while there was a phone.
        ((await cash.payments.lookAtDisbursement(reference, withdrawal.correlationId)) ??
        ({ kind: 'not_paid', ...payeeErased } as const))
      : cash.payments.disburse({ reference, userId, phone, amount }, withdrawal.correlationId),
  );
  const after = fact && (await followWithdrawal(services, reference, fact, trail));
  return after === null || isRefusal(after) ? withdrawal : after;
}

/** A wallet that does not allow the hold ends the withdrawal. The answer says why. */
async function refuse(context: WalletsContext, withdrawal: Withdrawal, refusal: PayoutRefusal): Promise<PayoutRefusal> {
  const fact = { kind: 'refused', code: refusal.code.toLowerCase(), message: refusal.message } as const;
  await followWithdrawal(context, withdrawal.id, fact, context.trail);
  return refusal;
}

/** How long a request waits for another that has used up the code, in milliseconds. */
const holdWaitMs = 2_000;

/**
 * The withdrawal once another request has confirmed it with the same code; null when none has. A code that was refused before
 * its time may have been used a moment ago by a request that has not held the amount yet.
 */
async function findConfirmed(
  { db, now }: Pick<WalletsContext, 'db' | 'now'>,
  { id, codeExpiresAt }: Withdrawal,
): Promise<Withdrawal | null> {
  const look = async () => (await findWithdrawals(db, [id]))[0];
  const isConfirmed = (seen: Withdrawal | undefined): boolean => seen !== undefined && seen.status !== 'REQUESTED';
  const mayBeInUse = codeExpiresAt !== null && codeExpiresAt > now();
  return (await pollUntil(look, isConfirmed, { timeoutMs: mayBeInUse ? holdWaitMs : 0, firstMs: 50 })) ?? null;
}

/** Confirms a withdrawal of the viewer with its code: holds the amount, then asks payments. */
export async function confirmWithdrawal(
  context: WalletsContext,
  { withdrawalId, code: written }: { withdrawalId: string; code: string },
): Promise<Withdrawal | CodeRefusal | PayoutRefusal> {
  const { viewer, loaders, cash, trail } = context;
  const { id: userId } = requireUser(viewer);
  const code = readCode(written);
  const withdrawal = await loaders.withdrawal.load(withdrawalId);
  if (withdrawal === null || withdrawal.ownerId !== userId) throw notFound('The withdrawal');
  if (withdrawal.status !== 'REQUESTED') return withdrawal;
  if (withdrawal.challengeId === null) return withdrawalCodeExpired();
  const attempt = { userId, challengeId: withdrawal.challengeId, code };
  const refused = await cash.users.verifyCode(attempt, trail.correlationId);
  if (refused?.mayBeUsed === true) return (await findConfirmed(context, withdrawal)) ?? refused.refusal;
  if (refused !== null) return refused.refusal;
  const held = await followWithdrawal(context, withdrawalId, { kind: 'held' }, trail);
  if (held === null) throw notFound('The withdrawal');
  if (isRefusal(held)) return refuse(context, withdrawal, held);
  return held.status === 'HELD' ? submitWithdrawal(context, held, trail) : held;
}
