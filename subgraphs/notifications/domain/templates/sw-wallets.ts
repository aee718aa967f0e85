import { amountOf, dayAndTime, dayOf, letter } from './letter.ts';
import type { WalletTemplateData, WalletTemplates } from './template-data.ts';

const limitNames = { DEPOSIT: 'kuweka pesa', STAKE: 'dau', LOSS: 'hasara' };
const periodNames = { DAY: 'saa 24', WEEK: 'siku 7', MONTH: 'siku 30' };

type Totals = WalletTemplateData['bets-settled']['totals'][number];

function settledLine({ bets, won, corrected, stake, paid }: Totals): string {
  const amounts = `Dau: ${amountOf('sw', stake)}. Malipo: ${amountOf('sw', paid)}.`;
  const settled = bets === 0 ? '' : `Bashiri ${bets} zimekamilika, ${won} zimeshinda. `;
  return `${settled}${corrected === 0 ? '' : `Bashiri ${corrected} zimesahihishwa. `}${amounts}`;
}

/** Swahili texts about wallets and responsible gaming. */
export const swWallets: WalletTemplates = {
  'deposit-received': ({ firstName, credited, excise }) =>
    letter(
      'Pesa zako zimefika',
      `Habari ${firstName},`,
      `${amountOf('sw', credited)} zimewekwa kwenye pochi yako.`,
      excise.amountMinor > 0n ? `Ushuru wa ${amountOf('sw', excise)} umekatwa.` : null,
    ),
  'deposit-in-review': ({ firstName, received, amount }) =>
    letter(
      'Tunakagua pesa ulizoweka',
      `Habari ${firstName},`,
      `Tumepokea ${amountOf('sw', received)} badala ya ${amountOf('sw', amount)}. Kwa kuwa kiasi hakilingani, pesa bado hazijawekwa kwenye pochi yako.`,
      'Huduma kwa wateja wataamua. Huhitaji kufanya chochote.',
    ),
  'deposit-returned': ({ firstName, returned, debt }) =>
    letter(
      'Pesa ulizoweka zimerudishwa',
      `Habari ${firstName},`,
      `${amountOf('sw', returned)} zimerudi zilikotoka na zimeondolewa kwenye pochi yako.`,
      debt.amountMinor > 0n
        ? `Pochi yako ilipungukiwa ${amountOf('sw', debt)}. Unadaiwa kiasi hiki; kitakatwa kutoka pesa zitakazoingia.`
        : null,
      'Kama hukuomba hili, wasiliana na huduma kwa wateja.',
    ),
  'withdrawal-paid': ({ firstName, paid, withholding }) =>
    letter(
      'Tumekutumia pesa zako',
      `Habari ${firstName},`,
      `Tumekutumia ${amountOf('sw', paid)} kwa M-Pesa.`,
      withholding.amountMinor > 0n ? `Kodi ya ${amountOf('sw', withholding)} imekatwa.` : null,
      'Kama hukuomba kutoa pesa hizi, wasiliana na huduma kwa wateja sasa.',
    ),
  'withdrawal-failed': ({ firstName, amount, reason }) =>
    letter(
      'Hatukuweza kukutumia pesa zako',
      `Habari ${firstName},`,
      `Ombi lako la kutoa ${amountOf('sw', amount)} halikufaulu. Pesa ziko kwenye pochi yako.`,
      `Sababu: ${reason}`,
    ),
  'invoice-issued': ({ firstName, number, kind, total, day }) =>
    letter(
      kind === 'INVOICE' ? `Ankara yako ${number}` : `Hati yako ya marejesho ${number}`,
      `Habari ${firstName},`,
      kind === 'INVOICE'
        ? `Tumeandika ankara ${number} ya ada zetu hadi ${dayOf('sw', day)}: ${amountOf('sw', total)}.`
        : `Tumeandika hati ya marejesho ${number} ya ada zilizorudishwa kwako hadi ${dayOf('sw', day)}: ${amountOf('sw', total)}.`,
      'Kiasi hiki kilishalipwa kupitia mauzo yako: huhitaji kulipa wala kudai chochote. Hati iko kwenye akaunti yako.',
    ),
  'withdrawal-under-review': ({ firstName, amount }) =>
    letter(
      'Kutoa pesa kunachukua muda zaidi',
      `Habari ${firstName},`,
      `Bado hatujui kama ${amountOf('sw', amount)} ulizotoa zimelipwa. Huduma kwa wateja wanafuatilia. Kwa sasa kiasi hicho kimetengwa kwenye pochi yako.`,
      'Tutakuandikia mara tu tutakapojua. Tafadhali usiombe tena.',
    ),
  'bets-settled': ({ firstName, day, totals }) =>
    letter(
      `Bashiri zako za ${dayOf('sw', day)}`,
      `Habari ${firstName},`,
      ...totals.map(settledLine),
      'Kila ubashiri na matokeo yake yako kwenye akaunti yako. Huko unaweza pia kuweka kikomo au kupumzika.',
    ),
  excluded: ({ firstName, kind, until, by }, timeZone) =>
    letter(
      kind === 'TIME_OUT' ? 'Mapumziko yako yameanza' : 'Umezuiwa kubashiri',
      `Habari ${firstName},`,
      [
        by === 'SUPPORT' ? 'Huduma kwa wateja wamekuzuia' : 'Umejizuia',
        until === null
          ? 'kuweka pesa na kubashiri. Zuio ni la kudumu.'
          : `kuweka pesa na kubashiri hadi ${dayAndTime('sw', until, timeZone)}. Haliwezi kuisha mapema.`,
      ].join(' '),
      'Unaweza kutoa pesa zako wakati wowote. Bashiri zilizo wazi zitakamilika na kulipwa kama kawaida.',
    ),
  'limit-reached': ({ firstName, kind, period, limit, until }, timeZone) =>
    letter(
      `Umefikia kikomo chako cha ${limitNames[kind]}`,
      `Habari ${firstName},`,
      `Kikomo chako cha ${limitNames[kind]} kwa ${periodNames[period]} ni ${amountOf('sw', limit)}, kwa hiyo hatukukubali kiasi cha mwisho.`,
      until === null
        ? 'Kiasi hicho ni zaidi ya kikomo chote.'
        : `Kuanzia ${dayAndTime('sw', until, timeZone)}, kiasi hicho kitakubalika tena.`,
      'Uliweka kikomo hiki mwenyewe. Unaweza kukipunguza wakati wowote, au kupumzika.',
    ),
  'limit-changed': ({ firstName, kind, period, limit }) =>
    letter(
      `Kikomo chako cha ${limitNames[kind]} kimebadilika`,
      `Habari ${firstName},`,
      limit === null
        ? `Hakuna tena kikomo cha ${limitNames[kind]} kwa ${periodNames[period]}.`
        : `Kikomo chako cha ${limitNames[kind]} kwa ${periodNames[period]} sasa ni ${amountOf('sw', limit)}.`,
      'Kama si wewe uliyefanya hivi, badilisha nenosiri lako sasa.',
    ),
};
