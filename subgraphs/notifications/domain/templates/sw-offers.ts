import { amountOf, dayAndTime, letter } from './letter.ts';
import type { OfferTemplates } from './template-data.ts';

const hello = (firstName: string): string => `Habari ${firstName},`;

/** Swahili texts about price offers. */
export const swOffers: OfferTemplates = {
  'offer-countered': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Bei nyingine ya ${title}`,
      hello(firstName),
      `Muuzaji wa ${title} anaomba ${amountOf('sw', price)} kwa kila kipande. Unaweza kukubali, kupendekeza bei nyingine au kukataa hadi ${dayAndTime('sw', until, timeZone)}.`,
    ),
  'offer-accepted': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Bei yako ya ${title} imekubaliwa`,
      hello(firstName),
      `Unaweza kununua ${title} kwa ${amountOf('sw', price)} kila kipande, hadi vipande ${quantity}, katika agizo moja hadi ${dayAndTime('sw', until, timeZone)}. Kikapu chako kinaonyesha bei hiyo. Hakuna kipande kinachohifadhiwa kwa ajili yako hadi uagize.`,
    ),
  'offer-declined': ({ firstName, title, price }) =>
    letter(
      `Bei uliyopendekeza ya ${title} imekataliwa`,
      hello(firstName),
      `Muuzaji hauzi ${title} kwa ${amountOf('sw', price)}. Unaweza kupendekeza bei nyingine, au kununua kwa bei iliyoonyeshwa.`,
    ),
  'offer-withdrawn': ({ firstName, title, price }) =>
    letter(
      `Bei ya ${title} imeondolewa`,
      hello(firstName),
      `Muuzaji ameondoa bei ya ${amountOf('sw', price)} ya ${title}. Unaweza kupendekeza bei nyingine.`,
    ),
  'offer-held': ({ firstName, title, price, awayUntil, until }, timeZone) =>
    letter(
      `Muda wa bei yako ya ${title}`,
      hello(firstName),
      awayUntil === null
        ? `Muuzaji wa ${title} hayupo, na hajasema atarudi lini. Kwa sasa huwezi kuagiza kutoka kwake, na bei yako ya ${amountOf('sw', price)} kila kipande imehifadhiwa. Tutakuandikia atakaporudi.`
        : `Muuzaji wa ${title} hayupo hadi ${dayAndTime('sw', awayUntil, timeZone)}. Kwa sasa huwezi kuagiza kutoka kwake. Baadaye unaweza kununua kwa ${amountOf('sw', price)} kila kipande hadi ${dayAndTime('sw', until, timeZone)}.`,
    ),
  'offer-resumed': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Unaweza kuagiza ${title} tena kwa bei yako`,
      hello(firstName),
      `Muuzaji wa ${title} amerudi. Unaweza kununua kwa ${amountOf('sw', price)} kila kipande, hadi vipande ${quantity}, katika agizo moja hadi ${dayAndTime('sw', until, timeZone)}.`,
    ),
  'offer-released': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Bei yako ya ${title} imehifadhiwa`,
      hello(firstName),
      `Agizo lenye bei yako ya ${amountOf('sw', price)} kila kipande ya ${title} limeisha bila malipo. Bei hiyo ni yako tena hadi ${dayAndTime('sw', until, timeZone)}. Muuzaji asipokuwepo, huwezi kuagiza kutoka kwake. Akirudi mapema, muda wa bei utaisha mapema, na tutakuandikia.`,
    ),
  'offer-expired': ({ firstName, title, price, kind }) =>
    kind === 'ANSWER'
      ? letter(
          `Muda wa bei uliyopendekeza ya ${title} umeisha`,
          hello(firstName),
          `Hakuna aliyejibu kwa wakati kuhusu ${title} kwa ${amountOf('sw', price)}. Unaweza kupendekeza bei nyingine.`,
        )
      : letter(
          `Muda wa bei yako ya ${title} umeisha`,
          hello(firstName),
          `Muda wa kuagiza ${title} kwa ${amountOf('sw', price)} umeisha. Unaweza kupendekeza bei nyingine.`,
        ),
  'sale-offer-made': ({ firstName, title, price, quantity, until }, timeZone) =>
    letter(
      `Mnunuzi anapendekeza ${amountOf('sw', price)} kwa ${title}`,
      hello(firstName),
      `Mnunuzi anapendekeza ${amountOf('sw', price)} kwa kila kipande cha ${title}, idadi ${quantity}. Unaweza kukubali, kuomba bei nyingine au kukataa hadi ${dayAndTime('sw', until, timeZone)}. Bei iliyokubaliwa ni ya mnunuzi huyu pekee.`,
    ),
  'sale-offer-accepted': ({ firstName, title, price, until }, timeZone) =>
    letter(
      `Mnunuzi amekubali ${amountOf('sw', price)} kwa ${title}`,
      hello(firstName),
      `Mnunuzi amekubali bei yako ya ${amountOf('sw', price)} kwa ${title}, na anaweza kuagiza kwa bei hiyo hadi ${dayAndTime('sw', until, timeZone)}.`,
    ),
  'sale-offer-declined': ({ firstName, title, price }) =>
    letter(
      `Mnunuzi amekataa ${amountOf('sw', price)} kwa ${title}`,
      hello(firstName),
      `Mnunuzi hakukubali bei yako ya ${amountOf('sw', price)} kwa ${title}. Mazungumzo ya bei yamekwisha.`,
    ),
  'sale-offer-withdrawn': ({ firstName, title, price, kind }) =>
    kind === 'PROPOSED'
      ? letter(
          `Pendekezo la bei ya ${title} limeondolewa`,
          hello(firstName),
          `Mnunuzi ameondoa pendekezo lake la ${amountOf('sw', price)} kwa ${title}. Huna la kufanya.`,
        )
      : letter(
          `Mnunuzi hataagiza ${title}`,
          hello(firstName),
          `Mnunuzi ameiacha bei iliyokubaliwa ya ${amountOf('sw', price)} kwa ${title} na hawezi tena kuagiza kwa bei hiyo. Kama ulimwekea bidhaa, unaweza kuziuzia wengine.`,
        ),
  'sale-offer-expired': ({ firstName, title, price }) =>
    letter(
      `Muda wa pendekezo la bei ya ${title} umeisha`,
      hello(firstName),
      `Muda wa pendekezo la ${amountOf('sw', price)} kwa ${title} umeisha.`,
    ),
};
