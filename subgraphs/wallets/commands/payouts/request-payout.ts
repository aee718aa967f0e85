import { requireRole, requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readPositiveMoney, requireChargeable, type WrittenMoney } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import type { Payout } from '../../domain/payouts/payout.ts';
import { type NoPayout, type WrongPayoutStatus, wrongPayoutStatus } from '../../domain/payouts/refusals.ts';
import type { SellerMethod } from '../../domain/payouts/seller-method.ts';
import { readCurrency } from '../../domain/wallets/read-currency.ts';
import { findPayouts, lockPayout } from '../../store/payouts/payouts.ts';
import { createPayout } from './create-payout.ts';
import { submitPayout } from './submit-payout.ts';

async function methodOf({ cash, trail }: WalletsContext, sellerId: string): Promise<SellerMethod> {
  const seller = (await cash.users.payoutMethods([sellerId], trail.correlationId)).get(sellerId);
  if (seller === undefined) throw notFound('The seller');
  return seller;
}

type Outcome<Refusal> = { id: string } | Refusal;

async function make(
  tx: pg.PoolClient,
  context: WalletsContext,
  wanted: { seller: SellerMethod; currency: string; requestedMinor: bigint | null; isRetry?: boolean },
): Promise<Outcome<NoPayout>> {
  const made = await createPayout(tx, context, { ...wanted, runId: null }, context.trail);
  if (made === null) throw new Error('A payout without a run was made before.');
  return isRefusal(made) ? made : { id: made.id };
}

/** The payout, once its provider was asked for the first time. */
async function submitted<Refusal extends { __typename: string; code: string }>(
  context: WalletsContext,
  outcome: Outcome<Refusal>,
): Promise<Payout | Refusal> {
  if ('code' in outcome) return outcome;
  const [payout] = await findPayouts(context.db, [outcome.id]);
  if (payout === undefined) throw new Error(`The payout ${outcome.id} was not saved.`);
  return payout.status === 'SCHEDULED' ? submitPayout(context, payout, context.trail) : payout;
}

/** Pays out what a seller of the viewer has, or a part of it. */
export async function requestPayout(
  context: WalletsContext,
  input: { sellerId: string; currency: string; amount?: WrittenMoney | null | undefined; idempotencyKey: string },
): Promise<Payout | NoPayout> {
  const { id: owner } = requireUser(context.viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const currency = readCurrency(input.currency);
  const requested = input.amount == null ? null : readPositiveMoney(input.amount, 'amount.amount');
  if (requested !== null && requested.currency !== currency) {
    throw badUserInput(`The currency must be ${currency}, the currency of the payout.`, 'amount.currency');
  }
  if (requested !== null) requireChargeable(requested, 'amount.amount');
  const seller = await methodOf(context, input.sellerId);
  if (seller.userId !== owner) throw notFound('The seller');
  const requestedMinor = requested?.amountMinor ?? null;
  const command = { command: 'requestPayout', sellerId: input.sellerId, currency, requestedMinor };
  const outcome = await once<Outcome<NoPayout>>(context.pool, { owner, key, input: command }, (tx) =>
    make(tx, context, { seller, currency, requestedMinor }),
  );
  return submitted(context, outcome);
}

/** Pays again what did not arrive, also to the same destination: an administrator knows that it works now. */
export async function retryPayout(
  context: WalletsContext,
  input: { payoutId: string; idempotencyKey: string },
): Promise<Payout | NoPayout | WrongPayoutStatus> {
  const { id: owner } = requireRole(context.viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const [failed] = await findPayouts(context.db, [input.payoutId]);
  if (failed === undefined) throw notFound('The payout');
  const seller = await methodOf(context, failed.sellerId);
  const command = { command: 'retryPayout', payoutId: input.payoutId };
  const outcome = await once<Outcome<NoPayout | WrongPayoutStatus>>(
    context.pool,
    { owner, key, input: command },
    async (tx) => {
      const { status, kind, currency } = (await lockPayout(tx, input.payoutId))!;
      if (status !== 'FAILED' && status !== 'RETURNED') {
        return wrongPayoutStatus(status, kind, 'only one that is FAILED or RETURNED can be tried again.');
      }
      return make(tx, context, { seller, currency, requestedMinor: null, isRetry: true });
    },
  );
  return submitted(context, outcome);
}
