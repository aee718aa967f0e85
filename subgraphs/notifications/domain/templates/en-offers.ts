import { amountOf, dayAndTime, letter } from './letter.ts';
import type { OfferTemplates } from './template-data.ts';

const hello = (firstName: string): string => `Hello ${firstName},`;

/** English texts about price offers. */
export const enOffers: OfferTemplates = {
  'offer-countered': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Another price for ${title}`,
      hello(firstName),
      `The seller of ${title} asks for ${amountOf('en', price)} apiece. You can accept, answer with another price or decline until ${dayAndTime('en', until, timeZone)}.`,
    ),
  'offer-accepted': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Your price for ${title} is accepted`,
      hello(firstName),
      `You can buy ${title} for ${amountOf('en', price)} apiece, up to ${quantity} of them, in one order until ${dayAndTime('en', until, timeZone)}. Your cart shows the price. No pieces are set aside for you until you order.`,
    ),
  'offer-declined': ({ firstName, title, price }) =>
    letter(
      `Your offer for ${title} was declined`,
      hello(firstName),
      `The seller does not sell ${title} for ${amountOf('en', price)}. You can make another offer, or buy it at its price.`,
    ),
  'offer-withdrawn': ({ firstName, title, price }) =>
    letter(
      `The price for ${title} was withdrawn`,
      hello(firstName),
      `The seller took the price of ${amountOf('en', price)} for ${title} back. You can make another offer.`,
    ),
  'offer-held': ({ firstName, title, price, awayUntil, until }, timeZone) =>
    letter(
      `How long your price for ${title} holds`,
      hello(firstName),
      awayUntil === null
        ? `The seller of ${title} is away, and has not said until when. Nothing can be ordered from them meanwhile, and your price of ${amountOf('en', price)} apiece is kept. We write to you when they are back.`
        : `The seller of ${title} is away until ${dayAndTime('en', awayUntil, timeZone)}. Nothing can be ordered from them meanwhile. Afterwards you can buy it for ${amountOf('en', price)} apiece until ${dayAndTime('en', until, timeZone)}.`,
    ),
  'offer-resumed': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `You can order ${title} at your price again`,
      hello(firstName),
      `The seller of ${title} is back. You can buy it for ${amountOf('en', price)} apiece, up to ${quantity} of them, in one order until ${dayAndTime('en', until, timeZone)}.`,
    ),
  'offer-released': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Your price for ${title} is kept`,
      hello(firstName),
      `The order with your price of ${amountOf('en', price)} apiece for ${title} ended without a charge. The price is yours again until ${dayAndTime('en', until, timeZone)}. While the seller is away, nothing can be ordered from them. If they come back early, the price ends sooner, and we write to you.`,
    ),
  'offer-expired': ({ firstName, title, price, kind }) =>
    kind === 'ANSWER'
      ? letter(
          `Your offer for ${title} has expired`,
          hello(firstName),
          `There was no answer in time about ${title} for ${amountOf('en', price)}. You can make another offer.`,
        )
      : letter(
          `Your price for ${title} has ended`,
          hello(firstName),
          `The time to order ${title} for ${amountOf('en', price)} is over. You can make another offer.`,
        ),
  'sale-offer-made': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `A buyer offers ${amountOf('en', price)} for ${title}`,
      hello(firstName),
      `A buyer offers ${amountOf('en', price)} apiece for ${title}, quantity ${quantity}. You can accept, ask for another price or decline until ${dayAndTime('en', until, timeZone)}. An accepted price holds for this buyer alone.`,
    ),
  'sale-offer-accepted': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `The buyer accepts ${amountOf('en', price)} for ${title}`,
      hello(firstName),
      `The buyer accepts your price of ${amountOf('en', price)} for ${title}, and can order at it until ${dayAndTime('en', until, timeZone)}.`,
    ),
  'sale-offer-declined': ({ firstName, title, price }) =>
    letter(
      `The buyer declines ${amountOf('en', price)} for ${title}`,
      hello(firstName),
      `The buyer does not accept your price of ${amountOf('en', price)} for ${title}. The offer has ended.`,
    ),
  'sale-offer-withdrawn': ({ firstName, title, price, kind }) =>
    kind === 'PROPOSED'
      ? letter(
          `The offer for ${title} was withdrawn`,
          hello(firstName),
          `The buyer took the offer of ${amountOf('en', price)} for ${title} back. There is nothing left to do.`,
        )
      : letter(
          `The buyer will not order ${title}`,
          hello(firstName),
          `The buyer gave the accepted price of ${amountOf('en', price)} for ${title} up and cannot order at it any more. If you kept goods back for this buyer, you can sell them to others.`,
        ),
  'sale-offer-expired': ({ firstName, title, price }) =>
    letter(
      `The offer for ${title} has expired`,
      hello(firstName),
      `The offer of ${amountOf('en', price)} for ${title} has expired.`,
    ),
};
