import { amountOf, dayAndTime, factsBlock, letter } from './letter.ts';
import type { ReturnTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Hello,' : `Hello ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Reason: ${reason}`);
const overdueLine = 'Nothing was sent back in time.';

const facts = ({ returnNumber, titles }: { returnNumber: string; titles: string }) =>
  factsBlock([
    ['Return', returnNumber],
    ['Items', titles],
  ]);

/** English texts about returns and the refunds of cases. */
export const enReturns: ReturnTemplates = {
  'return-requested': ({ firstName, number, until, ...goods }, timeZone) =>
    letter(
      `Your return for order ${number}`,
      hello(firstName),
      `You asked to send goods of your order ${number} back. The seller decides by ${dayAndTime('en', until, timeZone)}; without a decision, the return is approved then.`,
      facts(goods),
    ),
  'return-approved': ({ firstName, number, instructions, until, buyerPays, ...goods }, timeZone) =>
    letter(
      `Send your return for order ${number}`,
      hello(firstName),
      `Your return is approved. Send the goods by ${dayAndTime('en', until, timeZone)}, and write the number of the return on the parcel.`,
      instructions,
      buyerPays ? 'You pay for sending them.' : 'You do not pay for sending them: ask the seller for a label.',
      facts(goods),
    ),
  'return-declined': ({ firstName, number, reason, ...goods }) =>
    letter(
      `Your return for order ${number} was declined`,
      hello(firstName),
      `The seller declined to take goods of your order ${number} back. If you disagree, contact our support.`,
      `Reason: ${reason}`,
      facts(goods),
    ),
  'return-received': ({ firstName, number, refund, ...goods }) =>
    letter(
      `Your return for order ${number} has arrived`,
      hello(firstName),
      `The goods arrived. You get ${amountOf('en', refund)} back. It can take some days until your bank shows it.`,
      facts(goods),
    ),
  'return-cancelled': ({ firstName, number, reason, isOverdue, ...goods }) =>
    letter(
      `Your return for order ${number} is cancelled`,
      hello(firstName),
      `The return of goods of your order ${number} is cancelled. You can ask for another one while there is time.`,
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'sale-return-requested': ({ firstName, until, ...goods }, timeZone) =>
    letter(
      `A buyer wants to send goods back: ${goods.returnNumber}`,
      hello(firstName),
      `Approve or decline the return by ${dayAndTime('en', until, timeZone)}. Without a decision, it is approved then.`,
      facts(goods),
    ),
  'sale-return-approved': ({ firstName, ...goods }) =>
    letter(
      `Return ${goods.returnNumber} is approved`,
      hello(firstName),
      'The return was approved, because there was no decision in time. The buyer sends the goods back.',
      facts(goods),
    ),
  'sale-return-shipped': ({ firstName, trackingNumber, ...goods }) =>
    letter(
      `Return ${goods.returnNumber} is on its way`,
      hello(firstName),
      `The buyer sent the goods. Tracking number: ${trackingNumber}`,
      facts(goods),
    ),
  'sale-return-refunded': ({ firstName, refunded, ...goods }) =>
    letter(
      `Return ${goods.returnNumber} is refunded`,
      hello(firstName),
      `The goods came back, and the buyer got ${amountOf('en', refunded)}. Sound pieces are in your stock again.`,
      facts(goods),
    ),
  'sale-return-cancelled': ({ firstName, reason, isOverdue, ...goods }) =>
    letter(
      `Return ${goods.returnNumber} is cancelled`,
      hello(firstName),
      'The buyer keeps the goods.',
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `Your refund for ${caseNumber} is delayed`,
      hello(firstName),
      `We could not pay ${amountOf('en', refund)} back to you. Our support looks into it. You do not need to do anything.`,
    ),
  'refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `About your refund for ${caseNumber}`,
      hello(firstName),
      `We could not pay ${amountOf('en', refund)} back to you in the usual way. If you disagree with the reason below, contact our support.`,
      `Reason: ${reason}`,
    ),
  'sale-refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `The refund for ${caseNumber} is delayed`,
      hello(firstName),
      `We could not pay ${amountOf('en', refund)} back to the buyer. Our support looks into it. The money of the order stays out of payouts meanwhile.`,
    ),
  'sale-refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `The refund for ${caseNumber} has ended`,
      hello(firstName),
      `We could not pay ${amountOf('en', refund)} back to the buyer, and will not try again.`,
      `Reason: ${reason}`,
    ),
};
