import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import Stripe from 'stripe';
import { chargeIdOf, held, simulatorOfFile } from './fixture.ts';

const simulator = await simulatorOfFile();
const { stripe } = simulator;

const amount = fc.integer({ min: 50, max: 5_000 });

/** What may be tried with a payment, a transfer of it and its seller. Much of it is refused, as it should be. */
const step = fc.oneof(
  fc.record({ do: fc.constant('capture' as const), amount }),
  fc.record({ do: fc.constant('refund' as const), amount }),
  fc.record({ do: fc.constant('transfer' as const), amount }),
  fc.record({ do: fc.constant('reverse' as const), amount }),
  fc.record({ do: fc.constant('payout' as const), amount }),
  fc.record({ do: fc.constant('cancel' as const), amount }),
  fc.record({ do: fc.constant('day' as const), amount }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
}

async function take(steps: readonly Step[], intent: Stripe.PaymentIntent, seller: string): Promise<void> {
  const source_transaction = chargeIdOf(intent);
  let transfer: string | null = null;
  const calls: Record<Step['do'], (amount: number) => Promise<unknown>> = {
    capture: (amount_to_capture) => stripe.paymentIntents.capture(intent.id, { amount_to_capture }),
    refund: (amount) => stripe.refunds.create({ payment_intent: intent.id, amount }),
    async transfer(amount) {
      const to = { amount, currency: 'eur', destination: seller, source_transaction };
      transfer = (await stripe.transfers.create(to)).id;
    },
    reverse: async (amount) => transfer && stripe.transfers.createReversal(transfer, { amount }),
    payout: (amount) => stripe.payouts.create({ amount, currency: 'eur' }, { stripeAccount: seller }),
    cancel: () => stripe.paymentIntents.cancel(intent.id),
    day: () => simulator.admin('POST', 'clock', { advanceMs: 24 * 3_600_000 }),
  };
  for (const { do: name, amount } of steps) await attempt(() => calls[name](amount));
}

async function worth(stripeAccount?: string): Promise<{ balance: number; transactions: number }> {
  const options = stripeAccount ? { stripeAccount } : {};
  const { available, pending } = await stripe.balance.retrieve({}, options);
  const balance = [...available, ...pending].reduce((sum, part) => sum + part.amount, 0);
  let transactions = 0;
  for await (const { net } of stripe.balanceTransactions.list({ limit: 100 }, options)) transactions += net;
  return { balance, transactions };
}

describe('whatever is tried in whatever order', () => {
  it('captured ≤ held, refunded ≤ captured, transferred ≤ captured, and balances are sums of their transactions', async () => {
    const { id: seller } = await stripe.accounts.create({ capabilities: { transfers: { requested: true } } });
    await simulator.admin('POST', `accounts/${seller}/enable`);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const intent = await stripe.paymentIntents.create(held('pm_card_visa', 4_000));
        await take(steps, intent, seller);
        const charge = await stripe.charges.retrieve(chargeIdOf(intent));
        expect(charge.amount_captured).toBeLessThanOrEqual(charge.amount);
        expect(charge.amount_refunded).toBeLessThanOrEqual(charge.amount_captured);
        let transferred = 0;
        for await (const transfer of stripe.transfers.list({ limit: 100 })) {
          if (transfer.source_transaction === charge.id) transferred += transfer.amount;
        }
        expect(transferred).toBeLessThanOrEqual(charge.amount_captured);
        for (const account of [undefined, seller]) {
          const { balance, transactions } = await worth(account);
          expect(balance).toBe(transactions);
        }
        expect((await worth(seller)).balance).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 25 },
    );
  });
});
