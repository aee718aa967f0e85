import type Stripe from 'stripe';
import type { BookEntry, BookRange, ProviderBooks } from './provider-books.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { guarded } from './stripe-errors.ts';

const pageSize = 100;

const idOf = (named: string | { id: string } | null | undefined): string =>
  typeof named === 'string' ? named : (named?.id ?? '');

const seconds = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** Every page of a list, each asked for when it is wanted. */
async function* pagesOf<Item extends { id: string }>(
  ask: (page: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<Item>>,
  entry: (item: Item) => BookEntry[],
): AsyncGenerator<BookEntry[]> {
  for (let last: string | undefined; ;) {
    const after = last === undefined ? {} : { starting_after: last };
    const page = await guarded(() => ask({ limit: pageSize, ...after }));
    yield page.data.flatMap(entry);
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}

const charged = (charge: Stripe.Charge, amount: number): BookEntry => ({
  ref: idOf(charge.payment_intent),
  refundRef: null,
  amountMinor: fromStripeAmount(amount, charge.currency),
  currency: charge.currency.toUpperCase(),
});

const isUnderWay = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';

/** Stripe's lists: charges by when they were authorised, balance transactions by when money moved, refunds. */
export function createStripeBooks(stripe: Stripe): ProviderBooks {
  const during = ({ from, before }: BookRange) => ({ created: { gte: seconds(from), lt: seconds(before) } });
  return {
    authorized: (range) =>
      pagesOf(
        (page) => stripe.charges.list({ ...during(range), ...page }),
        (charge) => (charge.status === 'succeeded' ? [charged(charge, charge.amount)] : []),
      ),
    captured: (range) =>
      pagesOf(
        (page) =>
          stripe.balanceTransactions.list({ ...during(range), type: 'charge', expand: ['data.source'], ...page }),
        ({ source }) =>
          typeof source === 'object' && source?.object === 'charge' ? [charged(source, source.amount_captured)] : [],
      ),
    refunded: (range) =>
      pagesOf(
        (page) => stripe.refunds.list({ ...during(range), ...page }),
        (refund) =>
          isUnderWay(refund)
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
