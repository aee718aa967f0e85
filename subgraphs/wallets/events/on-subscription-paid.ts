import { type EventsOf, paymentsSubscription } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { findPosted, isLedgerRefusal, type NewTransaction, post } from '../ledger/index.ts';
import type { WalletsServices } from '../services.ts';

type Event<Type extends string> = Extract<
  EventsOf<typeof paymentsSubscription>,
  { type: `payments.subscription.${Type}` }
>;

const referenceOf = (subscriptionId: string, invoice: string): string => `subscription:${subscriptionId}:${invoice}`;

async function postOnce(tx: Queryable, entry: NewTransaction): Promise<void> {
  // Each event of a refund or dispute says the whole of it again.
  if ((await findPosted(tx, [entry.reference])).has(entry.reference)) return;
  const posted = await post(tx, [entry]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${entry.reference}: ${posted.refused}.`);
}

async function postPaid(tx: Queryable, { subject: subscriptionId, data }: Event<'invoice_paid'>): Promise<void> {
  const { invoice, amount, paidAt } = data;
  const { currency } = amount;
  const debit = { code: 'stripe_clearing', currency } as const;
  const credit = { code: 'plan_income', currency } as const;
  const transfers = [{ debit, credit, amountMinor: BigInt(amount.amountMinor) }];
  const about = { subscriptionId, paysFor: data.reference };
  await postOnce(tx, {
    reference: referenceOf(subscriptionId, invoice),
    kind: 'plan',
    transfers,
    at: new Date(paidAt),
    about,
  });
}

/** What went back leaves the income of plans; a refund that failed is reversed; the platform bears fees for disputes. */
async function postReversed(tx: Queryable, { subject: subscriptionId, time, data }: Event<'reversed'>): Promise<void> {
  const { invoice, reversal, status, amount, fee } = data;
  const { currency } = amount;
  const reference = `${referenceOf(subscriptionId, invoice)}:${reversal}`;
  const about = { subscriptionId, paysFor: data.reference };
  const at = new Date(time);
  const income = { code: 'plan_income', currency } as const;
  const clearing = { code: 'stripe_clearing', currency } as const;
  const amountMinor = BigInt(amount.amountMinor);
  if (status === 'REFUNDED' || status === 'LOST')
    await postOnce(tx, {
      reference,
      kind: status === 'LOST' ? 'plan_charged_back' : 'plan_refund',
      transfers: [{ debit: income, credit: clearing, amountMinor }],
      at,
      about,
    });
  if (status === 'FAILED')
    await postOnce(tx, {
      reference: `${reference}:failed`,
      kind: 'plan_refund_failed',
      transfers: [{ debit: clearing, credit: income, amountMinor }],
      at,
      about,
    });
  if (fee !== null && BigInt(fee.amountMinor) > 0n)
    await postOnce(tx, {
      reference: `${reference}:fee`,
      kind: 'dispute_fee',
      transfers: [
        {
          debit: { code: 'provider_fee', currency: fee.currency },
          credit: { code: 'stripe_clearing', currency: fee.currency },
          amountMinor: BigInt(fee.amountMinor),
        },
      ],
      at,
      about,
    });
}

/** Books an invoice of a plan that was paid by card, revenue of the platform, once per invoice; and what goes back of it. */
export const onSubscriptionPaid = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.subscriptions',
    on: paymentsSubscription,
    types: ['invoice_paid', 'reversed'],
    handle: (event) =>
      inTransaction(pool, (tx) =>
        event.type === 'payments.subscription.invoice_paid' ? postPaid(tx, event) : postReversed(tx, event),
      ),
  });
