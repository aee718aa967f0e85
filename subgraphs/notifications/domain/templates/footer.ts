/** Lines below every mail, by language. */
const footers: Readonly<Record<string, string>> = {
  en: 'This mail was sent by Soko. Please do not answer it: answers are not read.',
  de: 'Diese E-Mail wurde von Soko gesendet. Bitte antworten Sie nicht darauf: Niemand liest die Antworten.',
  sw: 'Barua hii imetumwa na Soko. Tafadhali usiijibu: hakuna anayesoma majibu.',
};

/** The line below a mail, in the language of its text. */
export const footerOf = (locale: string): string => footers[locale] ?? footers['en']!;

const unsubscribeLabels: Readonly<Record<string, string>> = {
  en: 'Stop mails like this one',
  de: 'E-Mails wie diese abbestellen',
  sw: 'Acha kupokea barua kama hii',
};

/** The text of the link to unsubscribe, in the language of the mail. */
export const unsubscribeLabelOf = (locale: string): string => unsubscribeLabels[locale] ?? unsubscribeLabels['en']!;
