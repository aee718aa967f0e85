import { amountOf, letter } from './letter.ts';
import type { CodePurpose, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Nambari yako ya kujisajili Soko',
  LOGIN: 'Nambari yako ya kuingia Soko',
  WITHDRAW: 'Nambari yako ya kuthibitisha kutoa pesa',
  RESET: 'Nambari yako ya kubadilisha nenosiri',
  EMAIL_CHANGE: 'Nambari yako ya kuthibitisha anwani hii ya barua pepe',
  PHONE: 'Nambari yako ya kuthibitisha nambari hii ya simu',
};

/** Swahili. Missing templates are rendered in English. */
export const sw: Partial<Templates> = {
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      `${codeSubjects[purpose]}: ${code}`,
      `Nambari hii inatumika kwa dakika ${minutes}. Usimpe mtu yeyote. Wafanyakazi wa Soko hawatakuuliza nambari hii.`,
      'Kama hukuomba nambari, puuza ujumbe huu.',
    ),
  'one-time-code-sms': ({ code, minutes }) => ({
    subject: null,
    body: `${code} ni nambari yako ya Soko. Inatumika kwa dakika ${minutes}. Usimpe mtu yeyote.`,
  }),
  'message-waiting': ({ firstName, unread, about }) =>
    letter(
      unread === 1 ? 'Una ujumbe ambao hujausoma' : `Una ujumbe ${unread} ambao hujausoma`,
      `Habari ${firstName},`,
      `Una ujumbe ${unread} ambao hujausoma kuhusu ${about}.`,
      'Fungua mazungumzo yako kwenye Soko ili kusoma na kujibu. Tutakuandikia tena baada ya kuusoma tu.',
    ),
  welcome: ({ firstName }) =>
    letter(
      'Karibu Soko',
      `Habari ${firstName},`,
      'Akaunti yako iko tayari. Unaweza kutazama bidhaa, kuweka orodha ya unavyotaka, na kuomba kuwa muuzaji. Tutatuma jibu la ombi lako kwa anwani hii.',
    ),
  'deposit-received': ({ firstName, credited, excise }) =>
    letter(
      'Pesa zako zimefika',
      `Habari ${firstName},`,
      `${amountOf('sw', credited)} zimewekwa kwenye pochi yako.`,
      excise.amountMinor > 0n ? `Ushuru wa ${amountOf('sw', excise)} umekatwa.` : null,
    ),
  'withdrawal-paid': ({ firstName, paid, withholding }) =>
    letter(
      'Tumekutumia pesa zako',
      `Habari ${firstName},`,
      `Tumekutumia ${amountOf('sw', paid)} kwa M-Pesa.`,
      withholding.amountMinor > 0n ? `Kodi ya ${amountOf('sw', withholding)} imekatwa.` : null,
    ),
};
