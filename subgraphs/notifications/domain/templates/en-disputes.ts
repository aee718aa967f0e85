import { amountOf, dayAndTime, letter } from './letter.ts';
import type { DisputeTemplates, VerdictMoney } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Hello,' : `Hello ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Reason: ${reason}`);

/** What the decision means for the buyer's money. */
const forBuyer = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `You get back ${amountOf('en', verdict.refund)}.`;
    case 'NOT_CHARGED':
      return 'The goods came back to the seller, so you do not pay for the order: the payment is cancelled, and what was taken already is returned to you.';
    default:
      return 'You get no money back.';
  }
};

const forSeller = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `The buyer gets back ${amountOf('en', verdict.refund)}.`;
    case 'NOT_CHARGED':
      return 'The goods came back to you, and the buyer does not pay for the order.';
    default:
      return 'The buyer gets no money back.';
  }
};

/** English texts about disputes. */
export const enDisputes: DisputeTemplates = {
  'dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Your dispute ${number}`,
      hello(firstName),
      `You opened the dispute ${number}. The seller has time to answer until ${dayAndTime('en', until, timeZone)}; then our support decides.`,
    ),
  'chargeback-opened': ({ firstName, number }) =>
    letter(
      `Your bank asks for the payment back: ${number}`,
      hello(firstName),
      `Your bank asked us to return a payment of yours. It decides about it itself. If this is a mistake, please tell your bank.`,
    ),
  'dispute-message': ({ firstName, number }) =>
    letter(
      `New message in your dispute ${number}`,
      hello(firstName),
      `There is a new message in your dispute ${number}. You can reply in the order.`,
    ),
  'dispute-ready': ({ firstName, number }) =>
    letter(
      `Our support decides your dispute ${number}`,
      hello(firstName),
      `The time to answer is over, or both sides have said what they had to say. Our support decides your dispute ${number} now.`,
    ),
  'dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `Your dispute ${number} is decided`,
      hello(firstName),
      `Our support has decided your dispute ${number}. ${forBuyer(verdict)}`,
      reasonLine(reason),
    ),
  'sale-dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `A buyer opened the dispute ${number}`,
      hello(firstName),
      `A buyer is not satisfied with an order and opened the dispute ${number}. Please answer by ${dayAndTime('en', until, timeZone)}; then our support decides. The money of the order stays out of payouts meanwhile.`,
    ),
  'sale-chargeback-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `A bank asks for a payment back: ${number}`,
      hello(firstName),
      `The bank of a buyer asks for the payment of an order back: ${number}. Write why the payment was right and send it to the bank by ${dayAndTime('en', until, timeZone)}, or accept it.`,
    ),
  'sale-dispute-message': ({ firstName, number }) =>
    letter(
      `New message in the dispute ${number}`,
      hello(firstName),
      `There is a new message in the dispute ${number}. You can reply in the order.`,
    ),
  'sale-dispute-ready': ({ firstName, number }) =>
    letter(
      `The dispute ${number} is ready for its decision`,
      hello(firstName),
      `The time to answer the dispute ${number} is over, or everything was said. The decision follows.`,
    ),
  'sale-dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `The dispute ${number} is decided`,
      hello(firstName),
      `Our support has decided the dispute ${number}. ${forSeller(verdict)}`,
      reasonLine(reason),
    ),
  'sale-chargeback-ended': ({ firstName, number, kind }) =>
    kind === 'WON'
      ? letter(
          `You keep the money of ${number}`,
          hello(firstName),
          `The bank decided the dispute ${number} in your favour. You keep the money.`,
        )
      : letter(
          `The bank took the money of ${number} back`,
          hello(firstName),
          `The bank decided the dispute ${number} in favour of the buyer, and took the money back.`,
        ),
  'sale-dispute-withdrawn': ({ firstName, number }) =>
    letter(
      `The dispute ${number} is withdrawn`,
      hello(firstName),
      `The buyer withdrew the dispute ${number}. There is nothing left to do.`,
    ),
};
