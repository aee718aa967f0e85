import { paymentsSubscription } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { isLedgerRefusal, post } from '../ledger/index.ts';
import type { WalletsServices } from '../services.ts';

/** Books an invoice of a plan that was paid by card: revenue of the platform, once per invoice. */
export const onSubscriptionPaid = ({ pool }: Pick<WalletsServices, 'pool'>): Consumer =>
  consumer({
    group: 'wallets.subscriptions',
    on: paymentsSubscription,
    types: ['invoice_paid'],
    handle: ({ subject: subscriptionId, data }) =>
      inTransaction(pool, async (tx) => {
        const { invoice, amount, paidAt } = data;
        const { currency } = amount;
        const reference = `subscription:${subscriptionId}:${invoice}`;
        const debit = { code: 'stripe_clearing', currency } as const;
        const credit = { code: 'plan_income', currency } as const;
        const transfers = [{ debit, credit, amountMinor: BigInt(amount.amountMinor) }];
        const about = { subscriptionId, paysFor: data.reference };
        const posted = await post(tx, [{ reference, kind: 'plan', transfers, at: new Date(paidAt), about }]);
        if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${reference}: ${posted.refused}.`);
      }),
  });
