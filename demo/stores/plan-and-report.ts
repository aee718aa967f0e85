import { shopFrontOf } from './store-keepers.ts';
import type { Visitor } from './visitor.ts';

/** The keeper of a store pays its plan with a test card of Stripe. A repeat charges nothing. */
export async function payForPlan(keeper: Visitor): Promise<void> {
  const { id: paymentMethodId } = await keeper.act('savePaymentMethod', 'PaymentMethod', 'id', {
    idempotencyKey: 'demo-card-of-a-plan',
    method: 'STRIPE_CARD',
    token: 'pm_card_visa',
  });
  const { id: storeId } = shopFrontOf('nordhavn-cycles');
  await keeper.act('changeStorePlan', 'Store', 'plan', {
    idempotencyKey: 'demo-plan-growth',
    storeId,
    plan: 'GROWTH',
    paymentMethodId,
  });
}

/** A report of each month, which a mail announces. */
export const scheduleReport = (seller: Visitor) =>
  seller.act('scheduleReport', 'ReportSchedule', 'id', {
    idempotencyKey: 'demo-sales-by-day',
    type: 'SALES_BY_DAY',
    scope: 'SELLER',
    format: 'XLSX',
    every: 'MONTH',
    timeZone: 'Africa/Nairobi',
  });
