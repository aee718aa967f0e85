import type { Money } from '@soko/money';
import type { ToPerson } from './addressees.ts';

interface ToPayer extends ToPerson {
  storeName: string;
  /** Of a month. */
  price: Money;
}

/** Templates about plans of stores that are paid by card, with the data they need. */
export interface PlanTemplateData {
  'plan-started': ToPayer & { paidUntil: Date };
  /** `graceUntil`: the time until which the store keeps the plan. */
  'plan-overdue': ToPayer & { graceUntil: Date };
  /** `actionUrl`: the page on which the payer confirms. */
  'plan-needs-confirmation': ToPayer & { actionUrl: string; graceUntil: Date };
  /** `paidUntil`: the time at which the next month must be paid. */
  'plan-card-removed': ToPayer & { paidUntil: Date };
  /** `isUnpaid`: the card was declined, so that nobody has cancelled it. */
  'plan-ended': ToPayer & { isUnpaid: boolean };
}
