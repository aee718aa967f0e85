import { badUserInput } from '@soko/errors';
import { requireChargeable } from '@soko/input';
import type Stripe from 'stripe';
import { type DisbursementReport, disbursementReport } from '../domain/disbursement.ts';
import { keyOf } from './attempt.ts';
import {
  AccountGone,
  type DisburseRequest,
  FundsKept,
  type KnownDisbursement,
  type Payouts,
  type PayoutWord,
} from './funds-provider.ts';
import { ProviderRefusal, ProviderUnavailable } from './provider.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';
import { callStripe, isAccountGone } from './stripe-errors.ts';

/** Tolerated difference between the clocks of Stripe's servers. */
const clockToleranceS = 300;

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** The money has been collected, and Stripe has not made it available yet: it will. */
const notYet = 'balance_insufficient';

/** Calls Stripe. Money that is not available yet is waited for, rather than a refusal. */
async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await callStripe(work);
  } catch (error) {
    if (!(error instanceof ProviderRefusal) || error.code !== notYet) throw error;
    throw new ProviderUnavailable('The balance at Stripe is not available yet.', { cause: error });
  }
}

/** Calls Stripe for a connected account. */
async function callFor<T>(account: string, work: () => Promise<T>): Promise<T> {
  try {
    return await call(work);
  } catch (error) {
    if (!isAccountGone(error)) throw error;
    const message = `The account ${account} is not connected to the platform any more, and has money of a payout.`;
    throw new AccountGone(message, { cause: error });
  }
}

const accountOf = ({ destination }: Stripe.Transfer): string =>
  typeof destination === 'string' ? destination : (destination?.id ?? '');

/** Account, transfer and payout: what is needed to ask about a disbursement again. */
const refOf = (transfer: Stripe.Transfer, payout: Stripe.Payout): string =>
  [accountOf(transfer), transfer.id, payout.id].join('/');

/** True for a payout of the money of a transfer that a person made at Stripe after people had ended the one by Soko. */
const isMadeAgain = (payout: Stripe.Payout, transfer: Stripe.Transfer, endedAt: Date): boolean =>
  !payout.automatic &&
  payout.created > secondsOf(endedAt) &&
  payout.amount === transfer.amount &&
  payout.currency === transfer.currency;

function wordOf(
  { id: ref, status, amount, currency }: Stripe.Payout,
  more: Pick<PayoutWord, 'isOurs' | 'isKnown'>,
): PayoutWord {
  const amountMinor = fromStripeAmount(amount, currency);
  if (status === 'paid') return { ref, status, amountMinor, partOf: null, ...more };
  const isOver = status === 'failed' || status === 'canceled';
  return { ref, status: isOver ? 'failed' : 'under_way', amountMinor, partOf: null, ...more };
}

interface Try {
  /** Id of the disbursement. */
  id: string;
  /** Number of failed tries. */
  attempts: number;
}

/**
 * Payouts to connected accounts: a transfer from the platform's balance, then a payout from the account to its bank. Both have the id
 * of the disbursement, so that a repeat finds what an earlier try has done, also when Stripe answered with a fault. A payout that
 * fails takes its transfer back. https://docs.stripe.com/connect/separate-charges-and-transfers
 */
export function createStripePayouts(stripe: Stripe): Payouts {
  const key = ({ id, attempts }: Try, step: string) => ({
    idempotencyKey: keyOf({ key: `${id}:${step}`, number: attempts }),
  });

  const findTransfer = async ({ id }: Try): Promise<Stripe.Transfer | null> =>
    (await stripe.transfers.list({ transfer_group: id, limit: 1 })).data[0] ?? null;

  async function transferOf(known: KnownDisbursement): Promise<Stripe.Transfer | null> {
    const transferId = known.ref?.split('/')[1];
    return call(() => (transferId === undefined ? findTransfer(known) : stripe.transfers.retrieve(transferId)));
  }

  /** The payouts from the account of a transfer since it was made, newest first. */
  const payoutsSince = (transfer: Stripe.Transfer): AsyncIterable<Stripe.Payout> => {
    const since = { created: { gte: transfer.created - clockToleranceS }, limit: 100 };
    return stripe.payouts.list(since, { stripeAccount: accountOf(transfer) });
  };

  async function findPayout({ id }: Try, transfer: Stripe.Transfer): Promise<Stripe.Payout | null> {
    for await (const payout of payoutsSince(transfer)) {
      if (payout.metadata?.['disbursementId'] === id) return payout;
    }
    return null;
  }

  /** Payouts of the disbursement, and those of its amount that a person made at Stripe after it was ended. */
  async function wordsOf(known: KnownDisbursement, transfer: Stripe.Transfer, endedAt: Date): Promise<PayoutWord[]> {
    const words: PayoutWord[] = [];
    const knownId = known.ref?.split('/')[2];
    for await (const payout of payoutsSince(transfer)) {
      const about = payout.metadata?.['disbursementId'];
      const isOurs = about === known.id;
      if (isOurs || (about === undefined && isMadeAgain(payout, transfer, endedAt))) {
        words.push(wordOf(payout, { isOurs, isKnown: payout.id === knownId }));
      }
    }
    return words;
  }

  /** What was taken back of a transfer: one word for each part, as another part may follow. */
  async function partsTakenBack(transfer: Stripe.Transfer): Promise<PayoutWord[]> {
    if (transfer.amount_reversed === 0) return [];
    const parts: PayoutWord[] = [];
    for await (const { id, amount } of stripe.transfers.listReversals(transfer.id, { limit: 100 })) {
      const amountMinor = fromStripeAmount(amount, transfer.currency);
      // The whole has the id of the transfer.
      const named = amount === transfer.amount ? { ref: transfer.id, partOf: null } : { ref: id, partOf: transfer.id };
      parts.push({ ...named, status: 'taken_back', amountMinor, isOurs: true, isKnown: false });
    }
    return parts;
  }

  /** The payout that an earlier try made. Where Stripe does not say it, there may be one: nothing is taken back. */
  async function lookForPayout(step: Try, transfer: Stripe.Transfer): Promise<Stripe.Payout | null> {
    try {
      return await callFor(accountOf(transfer), () => findPayout(step, transfer));
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      const message = `Stripe does not list the payouts of ${accountOf(transfer)}: ${error.message}`;
      throw new ProviderUnavailable(message, { cause: error });
    }
  }

  /**
   * Takes a transfer back. While Stripe refuses that, also because the account of the seller is empty, the seller has the money: the
   * payout has not failed, and is looked at again.
   */
  async function reverse(step: Try, transferId: string, failureCode: string): Promise<void> {
    try {
      const { reversed } = await call(() => stripe.transfers.retrieve(transferId));
      if (!reversed) await callStripe(() => stripe.transfers.createReversal(transferId, {}, key(step, 'reversal')));
    } catch (error) {
      if (!(error instanceof ProviderRefusal || isAccountGone(error))) throw error;
      const message = `Stripe does not take the transfer ${transferId} back, and the seller has the money: ${error.message}`;
      throw new FundsKept(message, failureCode, error);
    }
  }

  async function toReport(step: Try, ref: string, payout: Stripe.Payout): Promise<DisbursementReport> {
    if (payout.status === 'paid') return disbursementReport('succeeded', { ref, receipt: payout.id });
    if (payout.status !== 'failed' && payout.status !== 'canceled') return disbursementReport('accepted', { ref });
    const code = payout.failure_code ?? 'payout_canceled';
    await reverse(step, ref.split('/')[1]!, code);
    return disbursementReport('failed', {
      ref,
      failure: { code, message: payout.failure_message ?? 'The payout failed.' },
    });
  }

  async function payOut(step: Try, transfer: Stripe.Transfer): Promise<DisbursementReport> {
    if (transfer.reversed) {
      const failure = { code: 'payout_refused', message: 'Stripe did not pay out, and the transfer was taken back.' };
      return disbursementReport('failed', { failure });
    }
    const { amount, currency } = transfer;
    const as = { stripeAccount: accountOf(transfer) };
    const metadata = { disbursementId: step.id };
    const earlier = step.attempts > 0 ? await lookForPayout(step, transfer) : null;
    const payout = earlier ?? (await create());
    return toReport(step, refOf(transfer, payout), payout);

    async function create(): Promise<Stripe.Payout> {
      try {
        return await callFor(as.stripeAccount, () =>
          stripe.payouts.create({ amount, currency, metadata }, { ...as, ...key(step, 'payout') }),
        );
      } catch (error) {
        if (error instanceof ProviderRefusal) await reverse(step, transfer.id, error.code);
        throw error;
      }
    }
  }

  async function transferTo({ id, account, amountMinor, currency, remarks, attempts }: DisburseRequest) {
    const step = { id, attempts };
    const earlier = attempts > 0 ? await call(() => findTransfer(step)) : null;
    if (earlier !== null) return earlier;
    const sent = {
      amount: toStripeAmount(amountMinor, currency),
      currency: currency.toLowerCase(),
      destination: account!,
      transfer_group: id,
      description: remarks,
      metadata: { disbursementId: id },
    };
    return call(() => stripe.transfers.create(sent, key(step, 'transfer')));
  }

  return {
    answersFinally: true,

    check({ account, amountMinor, currency }) {
      if (account === null || !/^acct_\w{8,64}$/.test(account)) {
        throw badUserInput('A payout by Stripe needs the id of a connected account.', 'account');
      }
      requireChargeable({ amountMinor, currency }, 'amount.amount');
    },

    async explainOpen(known) {
      const transfer = await transferOf(known);
      if (transfer === null || transfer.reversed) {
        return { why: 'Stripe has the money of this payout, which ends soon.', isPaid: false };
      }
      try {
        const payout = await callStripe(() => findPayout(known, transfer));
        if (payout === null || payout.status === 'failed' || payout.status === 'canceled') return null;
        if (payout.status === 'paid') return { why: `Stripe has paid this payout: ${payout.id}.`, isPaid: true };
        return { why: `Stripe has this payout under way: ${payout.id} is ${payout.status}.`, isPaid: false };
      } catch (error) {
        // Soko cannot pay from it, and people know more.
        if (isAccountGone(error)) return null;
        if (!(error instanceof ProviderRefusal)) throw error;
        return { why: `Stripe does not say whether it pays: ${error.message}`, isPaid: false };
      }
    },

    async hearEnded(known, endedAt) {
      const transfer = await transferOf(known);
      if (transfer === null) return [];
      const words = await callFor(accountOf(transfer), () => wordsOf(known, transfer, endedAt));
      return [...words, ...(await call(() => partsTakenBack(transfer)))];
    },

    disburse: async (request) => payOut(request, await transferTo(request)),

    async look(known: KnownDisbursement) {
      if (known.ref !== null) {
        const [stripeAccount, , payoutId] = known.ref.split('/') as [string, string, string];
        const payout = await callFor(stripeAccount, () => stripe.payouts.retrieve(payoutId, {}, { stripeAccount }));
        return toReport(known, known.ref, payout);
      }
      const transfer = await call(() => findTransfer(known));
      if (transfer !== null) return payOut({ ...known, attempts: Math.max(1, known.attempts) }, transfer);
      return disbursementReport('failed', {
        failure: { code: 'not_begun', message: 'Stripe was never asked to pay.' },
      });
    },
  };
}
