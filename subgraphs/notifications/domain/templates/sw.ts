import { letter } from './letter.ts';
import type { CodePurpose, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Nambari yako ya kuanza na Soko',
  LOGIN: 'Nambari yako ya kuingia',
  WITHDRAW: 'Nambari yako ya kuthibitisha kutoa pesa',
  RESET: 'Nambari yako ya nenosiri jipya',
  EMAIL_CHANGE: 'Nambari yako ya kuthibitisha anwani hii',
  PHONE: 'Nambari yako ya kuthibitisha simu hii',
};

/** Swahili. What is missing here is written in English. */
export const sw: Partial<Templates> = {
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      `${codeSubjects[purpose]}: ${code}`,
      `Inatumika kwa dakika ${minutes}. Hakuna mtu wa Soko atakayekuuliza nambari hii.`,
      'Kama hukuomba nambari, huhitaji kufanya chochote.',
    ),
  'one-time-code-sms': ({ code, minutes }) => ({
    subject: null,
    body: `${code} ni nambari yako ya Soko. Inatumika kwa dakika ${minutes}. Usimwambie mtu yeyote.`,
  }),
  welcome: ({ firstName }) =>
    letter(
      'Karibu Soko',
      `Habari ${firstName},`,
      'akaunti yako iko tayari. Unaweza kutazama bidhaa, kuweka orodha ya unavyotaka, na kuuza bidhaa zako: omba kuwa muuzaji, nasi tutakujulisha hapa.',
    ),
};
