import { amountOf, dayAndTime, letter } from './letter.ts';
import type { DisputeTemplates, VerdictMoney } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Habari,' : `Habari ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Sababu: ${reason}`);

/** What the decision means for the buyer's money. */
const forBuyer = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `Utarudishiwa ${amountOf('sw', verdict.refund)}.`;
    case 'NOT_CHARGED':
      return 'Bidhaa zilirudi kwa muuzaji, kwa hiyo hulipi agizo hili: malipo yamefutwa, na pesa zilizokwisha kuchukuliwa utarudishiwa.';
    default:
      return 'Hakuna pesa utakazorudishiwa.';
  }
};

const forSeller = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `Mnunuzi atarudishiwa ${amountOf('sw', verdict.refund)}.`;
    case 'NOT_CHARGED':
      return 'Bidhaa zilirudi kwako, na mnunuzi halipi agizo hili.';
    default:
      return 'Mnunuzi harudishiwi pesa.';
  }
};

/** Swahili texts about disputes. */
export const swDisputes: DisputeTemplates = {
  'dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Malalamiko yako ${number}`,
      hello(firstName),
      `Umefungua malalamiko ${number}. Muuzaji anaweza kujibu hadi ${dayAndTime('sw', until, timeZone)}; baada ya hapo huduma kwa wateja wetu wataamua.`,
    ),
  'chargeback-opened': ({ firstName, number }) =>
    letter(
      `Benki yako inadai malipo: ${number}`,
      hello(firstName),
      `Benki yako imetuomba turudishe malipo yako. Benki itaamua yenyewe. Kama ni kosa, tafadhali iambie benki yako.`,
    ),
  'dispute-message': ({ firstName, number }) =>
    letter(
      `Ujumbe mpya kwenye malalamiko yako ${number}`,
      hello(firstName),
      `Kuna ujumbe mpya kwenye malalamiko yako ${number}. Unaweza kujibu kwenye agizo.`,
    ),
  'dispute-ready': ({ firstName, number }) =>
    letter(
      `Huduma kwa wateja wanaamua malalamiko yako ${number}`,
      hello(firstName),
      `Muda wa kujibu umekwisha, au pande zote zimesema yote. Huduma kwa wateja wetu sasa wanaamua malalamiko yako ${number}.`,
    ),
  'dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `Malalamiko yako ${number} yameamuliwa`,
      hello(firstName),
      `Huduma kwa wateja wetu wameamua malalamiko yako ${number}. ${forBuyer(verdict)}`,
      reasonLine(reason),
    ),
  'sale-dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Mnunuzi amefungua malalamiko ${number}`,
      hello(firstName),
      `Mnunuzi hakuridhika na agizo na amefungua malalamiko ${number}. Tafadhali jibu kabla ya ${dayAndTime('sw', until, timeZone)}; baada ya hapo huduma kwa wateja wetu wataamua. Pesa za agizo hazilipwi hadi wakati huo.`,
    ),
  'sale-chargeback-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Benki inadai malipo: ${number}`,
      hello(firstName),
      `Benki ya mnunuzi inadai malipo ya agizo: ${number}. Andika sababu za kupinga na uzitume kwa benki kabla ya ${dayAndTime('sw', until, timeZone)}, au kubali.`,
    ),
  'sale-dispute-message': ({ firstName, number }) =>
    letter(
      `Ujumbe mpya kwenye malalamiko ${number}`,
      hello(firstName),
      `Kuna ujumbe mpya kwenye malalamiko ${number}. Unaweza kujibu kwenye agizo.`,
    ),
  'sale-dispute-ready': ({ firstName, number }) =>
    letter(
      `Malalamiko ${number} yanasubiri uamuzi`,
      hello(firstName),
      `Muda wa kujibu malalamiko ${number} umekwisha, au yote yamesemwa. Uamuzi utafuata.`,
    ),
  'sale-dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `Malalamiko ${number} yameamuliwa`,
      hello(firstName),
      `Huduma kwa wateja wetu wameamua malalamiko ${number}. ${forSeller(verdict)}`,
      reasonLine(reason),
    ),
  'sale-chargeback-ended': ({ firstName, number, kind }) =>
    kind === 'WON'
      ? letter(
          `Unabaki na pesa za ${number}`,
          hello(firstName),
          `Benki imeamua malalamiko ${number} kwa upande wako. Unabaki na pesa.`,
        )
      : letter(
          `Benki imechukua pesa za ${number}`,
          hello(firstName),
          `Benki imeamua malalamiko ${number} kwa upande wa mnunuzi, na imechukua pesa.`,
        ),
  'sale-dispute-withdrawn': ({ firstName, number }) =>
    letter(
      `Malalamiko ${number} yameondolewa`,
      hello(firstName),
      `Mnunuzi ameondoa malalamiko ${number}. Hakuna cha kufanya zaidi.`,
    ),
};
