import { amountOf, dayOf, letter, linkBlock } from './letter.ts';
import type { PlanTemplates } from './template-data.ts';

/** English texts about plans of stores. */
export const enPlans: PlanTemplates = {
  'plan-started': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `${storeName} has the plan Growth`,
      `Hello ${firstName},`,
      `Your card has paid ${amountOf('en', price)} for the plan Growth of ${storeName}, until ${dayOf('en', paidUntil)}. It pays every month until you end the plan.`,
    ),
  'plan-overdue': ({ firstName, storeName, price, graceUntil }) =>
    letter(
      `The plan of ${storeName} was not paid`,
      `Hello ${firstName},`,
      `Your card was declined when the plan Growth of ${storeName} was renewed for ${amountOf('en', price)}. We try again.`,
      `Without a payment, the store goes back to the trial plan on ${dayOf('en', graceUntil)}. To pay at once, or by another card, choose the card of the plan again.`,
    ),
  'plan-needs-confirmation': ({ firstName, storeName, price, actionUrl, graceUntil }) =>
    letter(
      `Confirm the payment for ${storeName}`,
      `Hello ${firstName},`,
      `Your bank asks you to confirm the payment of ${amountOf('en', price)} for the plan Growth of ${storeName}.`,
      linkBlock('Confirm the payment', actionUrl),
      `Without it, the store goes back to the trial plan on ${dayOf('en', graceUntil)}.`,
    ),
  'plan-card-removed': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `The plan of ${storeName} has no card`,
      `Hello ${firstName},`,
      `The card that pays for the plan Growth of ${storeName} was removed. The next ${amountOf('en', price)} are due on ${dayOf('en', paidUntil)}.`,
      'Choose another card for the plan until then, or end the plan.',
    ),
  'plan-ended': ({ firstName, storeName, isUnpaid }) =>
    letter(
      `${storeName} is on the trial plan again`,
      `Hello ${firstName},`,
      isUnpaid
        ? `The plan Growth of ${storeName} has ended, because it was not paid.`
        : `The plan Growth of ${storeName} has ended, and your card is not charged any more.`,
      'You can choose the plan again at any time.',
    ),
};
