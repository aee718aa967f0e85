import { amountOf, dayOf, letter, linkBlock } from './letter.ts';
import type { PlanTemplates } from './template-data.ts';

/** Swahili texts about plans of stores. */
export const swPlans: PlanTemplates = {
  'plan-started': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `${storeName} ina mpango wa Growth`,
      `Habari ${firstName},`,
      `Kadi yako imelipa ${amountOf('sw', price)} kwa mpango wa Growth wa ${storeName}, hadi ${dayOf('sw', paidUntil)}. Italipa kila mwezi hadi utakapousitisha mpango.`,
    ),
  'plan-overdue': ({ firstName, storeName, price, graceUntil }) =>
    letter(
      `Mpango wa ${storeName} haujalipwa`,
      `Habari ${firstName},`,
      `Kadi yako ilikataliwa mpango wa Growth wa ${storeName} ulipokuwa unaongezwa kwa ${amountOf('sw', price)}. Tutajaribu tena.`,
      `Bila malipo, duka litarudi kwenye mpango wa majaribio tarehe ${dayOf('sw', graceUntil)}. Ili kulipa sasa, au kwa kadi nyingine, chagua kadi ya mpango tena.`,
    ),
  'plan-needs-confirmation': ({ firstName, storeName, price, actionUrl, graceUntil }) =>
    letter(
      `Thibitisha malipo ya ${storeName}`,
      `Habari ${firstName},`,
      `Benki yako inakuomba uthibitishe malipo ya ${amountOf('sw', price)} kwa mpango wa Growth wa ${storeName}.`,
      linkBlock('Thibitisha malipo', actionUrl),
      `Bila uthibitisho, duka litarudi kwenye mpango wa majaribio tarehe ${dayOf('sw', graceUntil)}.`,
    ),
  'plan-card-removed': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `Mpango wa ${storeName} hauna kadi`,
      `Habari ${firstName},`,
      `Kadi inayolipia mpango wa Growth wa ${storeName} imeondolewa. ${amountOf('sw', price)} za mwezi ujao zitahitajika tarehe ${dayOf('sw', paidUntil)}.`,
      'Chagua kadi nyingine ya mpango kabla ya siku hiyo, au sitisha mpango.',
    ),
  'plan-ended': ({ firstName, storeName, isUnpaid }) =>
    letter(
      `${storeName} iko kwenye mpango wa majaribio tena`,
      `Habari ${firstName},`,
      isUnpaid
        ? `Mpango wa Growth wa ${storeName} umekwisha, kwa sababu haukulipwa.`
        : `Mpango wa Growth wa ${storeName} umekwisha, na kadi yako haitatozwa tena.`,
      'Unaweza kuuchagua mpango tena wakati wowote.',
    ),
};
