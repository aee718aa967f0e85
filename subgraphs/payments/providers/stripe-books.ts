import type Stripe from 'stripe';
import type { BookEntry, BookRange } from '../domain/provider-payment.ts';
import type { ProviderBooks } from './provider-books.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { callStripe } from './stripe-errors.ts';

const pageSize = 100;

const idOf = (object: string | { id: string } | null | undefined): string =>
  typeof object === 'string' ? object : (object?.id ?? '');

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** Pages of a list, each requested when it is read. */
async function* pagesOf<Item extends { id: string }>(
  fetchPage: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<Item>>,
  toEntries: (item: Item) => BookEntry[],
): AsyncGenerator<BookEntry[]> {
  for (let last: string | undefined; ;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await callStripe(() => fetchPage({ limit: pageSize, ...after }));
    yield page.data.flatMap(toEntries);
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}

const chargeEntry = (charge: Stripe.Charge, amount: number): BookEntry => ({
  ref: idOf(charge.payment_intent),
  refundRef: null,
  amountMinor: fromStripeAmount(amount, charge.currency),
  currency: charge.currency.toUpperCase(),
});

const isValid = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';

/** Stripe's lists: charges by time of authorisation, balance transactions by time of capture, and refunds. */
export function createStripeBooks(stripe: Stripe): ProviderBooks {
  const during = ({ from, before }: BookRange) => ({ created: { gte: secondsOf(from), lt: secondsOf(before) } });
  return {
    authorized: (range) =>
      pagesOf(
        (page) => stripe.charges.list({ ...during(range), ...page }),
        (charge) => (charge.status === 'succeeded' ? [chargeEntry(charge, charge.amount)] : []),
      ),
    captured: (range) =>
      pagesOf(
        (page) =>
          stripe.balanceTransactions.list({ ...during(range), type: 'charge', expand: ['data.source'], ...page }),
        ({ source }) =>
          typeof source === 'object' && source?.object === 'charge'
            ? [chargeEntry(source, source.amount_captured)]
            : [],
      ),
    refunded: (range) =>
      pagesOf(
        (page) => stripe.refunds.list({ ...during(range), ...page }),
        (refund) =>
          isValid(refund)
            ? [
                {
                  ref: idOf(refund.payment_intent),
                  refundRef: refund.id,
                  amountMinor: fromStripeAmount(refund.amount, refund.currency),
                  currency: refund.currency.toUpperCase(),
                },
              ]
            : [],
      ),
  };
}
