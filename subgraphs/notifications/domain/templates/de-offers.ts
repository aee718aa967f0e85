import { amountOf, dayAndTime, letter } from './letter.ts';
import type { OfferTemplates } from './template-data.ts';

const hello = (firstName: string): string => `Hallo ${firstName},`;

/** German texts about price offers. */
export const deOffers: OfferTemplates = {
  'offer-countered': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Ein anderer Preis für ${title}`,
      hello(firstName),
      `der Verkäufer von ${title} möchte ${amountOf('de', price)} pro Stück. Sie können bis ${dayAndTime('de', until, timeZone)} annehmen, einen anderen Preis vorschlagen oder ablehnen.`,
    ),
  'offer-accepted': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Ihr Preis für ${title} ist angenommen`,
      hello(firstName),
      `Sie können ${title} für ${amountOf('de', price)} pro Stück kaufen, bis zu ${quantity} Stück, in einer Bestellung bis ${dayAndTime('de', until, timeZone)}. Ihr Warenkorb zeigt den Preis. Bis zur Bestellung ist nichts für Sie zurückgelegt.`,
    ),
  'offer-declined': ({ firstName, title, price }) =>
    letter(
      `Ihr Preisvorschlag für ${title} wurde abgelehnt`,
      hello(firstName),
      `der Verkäufer verkauft ${title} nicht für ${amountOf('de', price)}. Sie können einen anderen Preis vorschlagen oder zum angegebenen Preis kaufen.`,
    ),
  'offer-withdrawn': ({ firstName, title, price }) =>
    letter(
      `Der Preis für ${title} wurde zurückgezogen`,
      hello(firstName),
      `der Verkäufer hat den Preis von ${amountOf('de', price)} für ${title} zurückgezogen. Sie können einen anderen Preis vorschlagen.`,
    ),
  'offer-held': ({ firstName, title, price, awayUntil, until }, timeZone) =>
    letter(
      `Wie lange Ihr Preis für ${title} gilt`,
      hello(firstName),
      awayUntil === null
        ? `der Verkäufer von ${title} ist abwesend und hat nicht gesagt, bis wann. So lange kann nichts bei ihm bestellt werden, und Ihr Preis von ${amountOf('de', price)} pro Stück bleibt erhalten. Wir schreiben Ihnen, wenn er zurück ist.`
        : `der Verkäufer von ${title} ist bis ${dayAndTime('de', awayUntil, timeZone)} abwesend. So lange kann nichts bei ihm bestellt werden. Danach können Sie bis ${dayAndTime('de', until, timeZone)} für ${amountOf('de', price)} pro Stück kaufen.`,
    ),
  'offer-resumed': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Sie können ${title} wieder zu Ihrem Preis bestellen`,
      hello(firstName),
      `der Verkäufer von ${title} ist zurück. Sie können für ${amountOf('de', price)} pro Stück kaufen, bis zu ${quantity} Stück, in einer Bestellung bis ${dayAndTime('de', until, timeZone)}.`,
    ),
  'offer-released': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Ihr Preis für ${title} bleibt erhalten`,
      hello(firstName),
      `die Bestellung mit Ihrem Preis von ${amountOf('de', price)} pro Stück für ${title} endete ohne Zahlung. Der Preis gilt für Sie wieder bis ${dayAndTime('de', until, timeZone)}. Solange der Verkäufer abwesend ist, kann nichts bei ihm bestellt werden. Kommt er früher zurück, endet der Preis eher, und wir schreiben Ihnen.`,
    ),
  'offer-expired': ({ firstName, title, price, kind }) =>
    kind === 'ANSWER'
      ? letter(
          `Ihr Preisvorschlag für ${title} ist abgelaufen`,
          hello(firstName),
          `zu ${title} für ${amountOf('de', price)} hat niemand rechtzeitig geantwortet. Sie können einen anderen Preis vorschlagen.`,
        )
      : letter(
          `Ihr Preis für ${title} gilt nicht mehr`,
          hello(firstName),
          `die Zeit, ${title} für ${amountOf('de', price)} zu bestellen, ist vorbei. Sie können einen anderen Preis vorschlagen.`,
        ),
  'sale-offer-made': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Ein Käufer bietet ${amountOf('de', price)} für ${title}`,
      hello(firstName),
      `ein Käufer bietet ${amountOf('de', price)} pro Stück für ${title}, Menge ${quantity}. Sie können bis ${dayAndTime('de', until, timeZone)} annehmen, einen anderen Preis vorschlagen oder ablehnen. Ein angenommener Preis gilt nur für diesen Käufer.`,
    ),
  'sale-offer-accepted': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Der Käufer nimmt ${amountOf('de', price)} für ${title} an`,
      hello(firstName),
      `der Käufer nimmt Ihren Preis von ${amountOf('de', price)} für ${title} an und kann bis ${dayAndTime('de', until, timeZone)} dazu bestellen.`,
    ),
  'sale-offer-declined': ({ firstName, title, price }) =>
    letter(
      `Der Käufer lehnt ${amountOf('de', price)} für ${title} ab`,
      hello(firstName),
      `der Käufer nimmt Ihren Preis von ${amountOf('de', price)} für ${title} nicht an. Die Verhandlung ist beendet.`,
    ),
  'sale-offer-withdrawn': ({ firstName, title, price, kind }) =>
    kind === 'PROPOSED'
      ? letter(
          `Der Preisvorschlag für ${title} wurde zurückgezogen`,
          hello(firstName),
          `der Käufer hat seinen Vorschlag von ${amountOf('de', price)} für ${title} zurückgezogen. Sie müssen nichts tun.`,
        )
      : letter(
          `Der Käufer bestellt ${title} nicht`,
          hello(firstName),
          `der Käufer verzichtet auf den angenommenen Preis von ${amountOf('de', price)} für ${title} und kann dazu nicht mehr bestellen. Was Sie für ihn zurückgelegt haben, können Sie anderen verkaufen.`,
        ),
  'sale-offer-expired': ({ firstName, title, price }) =>
    letter(
      `Der Preisvorschlag für ${title} ist abgelaufen`,
      hello(firstName),
      `der Vorschlag von ${amountOf('de', price)} für ${title} ist abgelaufen.`,
    ),
};
