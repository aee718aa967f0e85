import { amountOf, dayAndTime, factsBlock, letter } from './letter.ts';
import type { ReturnTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Habari,' : `Habari ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Sababu: ${reason}`);
const overdueLine = 'Hakuna kilichorudishwa kwa wakati.';

const facts = ({ returnNumber, titles }: { returnNumber: string; titles: string }) =>
  factsBlock([
    ['Urejeshaji', returnNumber],
    ['Bidhaa', titles],
  ]);

/** Swahili texts about returns and the refunds of cases. */
export const swReturns: ReturnTemplates = {
  'return-requested': ({ firstName, number, until, ...goods }, timeZone) =>
    letter(
      `Urejeshaji wa agizo lako ${number}`,
      hello(firstName),
      `Umeomba kurudisha bidhaa za agizo lako ${number}. Muuzaji ataamua kabla ya ${dayAndTime('sw', until, timeZone)}; bila uamuzi, urejeshaji utakubaliwa wakati huo.`,
      facts(goods),
    ),
  'return-approved': ({ firstName, number, instructions, until, buyerPays, ...goods }, timeZone) =>
    letter(
      `Tuma bidhaa za agizo ${number}`,
      hello(firstName),
      `Urejeshaji wako umekubaliwa. Tuma bidhaa kabla ya ${dayAndTime('sw', until, timeZone)}, na andika nambari ya urejeshaji kwenye kifurushi.`,
      instructions,
      buyerPays ? 'Gharama ya kutuma ni yako.' : 'Hulipi gharama ya kutuma: mwombe muuzaji lebo ya kifurushi.',
      facts(goods),
    ),
  'return-declined': ({ firstName, number, reason, ...goods }) =>
    letter(
      `Urejeshaji wa agizo ${number} umekataliwa`,
      hello(firstName),
      `Muuzaji amekataa kupokea bidhaa za agizo lako ${number}. Kama hukubaliani, wasiliana na huduma kwa wateja.`,
      `Sababu: ${reason}`,
      facts(goods),
    ),
  'return-received': ({ firstName, number, refund, ...goods }) =>
    letter(
      `Bidhaa za agizo ${number} zimefika`,
      hello(firstName),
      `Bidhaa zimefika. Utarudishiwa ${amountOf('sw', refund)}. Inaweza kuchukua siku kadhaa hadi benki yako ionyeshe.`,
      facts(goods),
    ),
  'return-cancelled': ({ firstName, number, reason, isOverdue, ...goods }) =>
    letter(
      `Urejeshaji wa agizo ${number} umefutwa`,
      hello(firstName),
      `Urejeshaji wa bidhaa za agizo lako ${number} umefutwa. Unaweza kuomba mwingine wakati muda bado upo.`,
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'sale-return-requested': ({ firstName, until, ...goods }, timeZone) =>
    letter(
      `Mnunuzi anataka kurudisha: ${goods.returnNumber}`,
      hello(firstName),
      `Kubali au kataa urejeshaji kabla ya ${dayAndTime('sw', until, timeZone)}. Bila uamuzi, utakubaliwa wakati huo.`,
      facts(goods),
    ),
  'sale-return-approved': ({ firstName, ...goods }) =>
    letter(
      `Urejeshaji ${goods.returnNumber} umekubaliwa`,
      hello(firstName),
      'Urejeshaji umekubaliwa kwa sababu hapakuwa na uamuzi kwa wakati. Mnunuzi atatuma bidhaa.',
      facts(goods),
    ),
  'sale-return-shipped': ({ firstName, trackingNumber, ...goods }) =>
    letter(
      `Urejeshaji ${goods.returnNumber} uko njiani`,
      hello(firstName),
      `Mnunuzi ametuma bidhaa. Nambari ya ufuatiliaji: ${trackingNumber}`,
      facts(goods),
    ),
  'sale-return-refunded': ({ firstName, refunded, ...goods }) =>
    letter(
      `Urejeshaji ${goods.returnNumber} umelipwa`,
      hello(firstName),
      `Bidhaa zimerudi, na mnunuzi amerudishiwa ${amountOf('sw', refunded)}. Bidhaa nzima ziko tena kwenye akiba yako.`,
      facts(goods),
    ),
  'sale-return-cancelled': ({ firstName, reason, isOverdue, ...goods }) =>
    letter(
      `Urejeshaji ${goods.returnNumber} umefutwa`,
      hello(firstName),
      'Mnunuzi anabaki na bidhaa.',
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `Marejesho yako ya ${caseNumber} yamechelewa`,
      hello(firstName),
      `Hatukuweza kukurudishia ${amountOf('sw', refund)}. Huduma kwa wateja inalishughulikia. Huhitaji kufanya chochote.`,
    ),
  'refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `Kuhusu marejesho yako ya ${caseNumber}`,
      hello(firstName),
      `Hatukuweza kukurudishia ${amountOf('sw', refund)} kwa njia ya kawaida. Kama hukubaliani na sababu hii, wasiliana na huduma kwa wateja.`,
      `Sababu: ${reason}`,
    ),
  'sale-refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `Marejesho ya ${caseNumber} yamechelewa`,
      hello(firstName),
      `Hatukuweza kumrudishia mnunuzi ${amountOf('sw', refund)}. Huduma kwa wateja inalishughulikia. Pesa za agizo hazitalipwa kwako kwa sasa.`,
    ),
  'sale-refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `Marejesho ya ${caseNumber} yamekwisha`,
      hello(firstName),
      `Hatukuweza kumrudishia mnunuzi ${amountOf('sw', refund)}, na hatutajaribu tena.`,
      `Sababu: ${reason}`,
    ),
};
