import type { PriceRecord } from '../records/billing.ts';
import { choice, integer, leftOut, nested, type Params, required, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { findInParam } from '../work/find.ts';
import type { Work } from '../work/work.ts';

/** Parameters of `prices` and of `price_data`. */
export const priceParams = {
  currency: required(text()),
  product: required(text()),
  unit_amount: required(integer({ min: 1, max: 99_999_999 })),
  recurring: required(
    nested({
      interval: required(choice('day', 'week', 'month', 'year')),
      interval_count: integer({ min: 1, max: 36 }),
      meter: leftOut,
      trial_period_days: leftOut,
      usage_type: choice('licensed'),
    }),
  ),
  tax_behavior: choice('unspecified'),
  unit_amount_decimal: leftOut,
};

/** Creates a recurring price. `param` precedes the names of parameters in errors. */
export const newPrice = (
  work: Work,
  sent: Params<typeof priceParams>,
  param: (name: string) => string,
  more: Partial<PriceRecord> = {},
): PriceRecord =>
  work.put('prices', {
    id: randomId('price'),
    account: work.account,
    createdAt: work.now,
    product: findInParam(work, 'products', sent.product, param('product')).id,
    currency: sent.currency.toLowerCase(),
    unitAmount: sent.unit_amount,
    recurring: { interval: sent.recurring.interval, intervalCount: sent.recurring.interval_count ?? 1 },
    active: true,
    nickname: null,
    lookupKey: null,
    metadata: {},
    ...more,
  });
