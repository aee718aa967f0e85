import { dayAndTime, letter } from './letter.ts';
import type { CodePurpose, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Ihr Code für den Anfang bei Soko',
  LOGIN: 'Ihr Code zum Anmelden',
  WITHDRAW: 'Ihr Code zum Bestätigen einer Auszahlung',
  RESET: 'Ihr Code für ein neues Passwort',
  EMAIL_CHANGE: 'Ihr Code zum Bestätigen dieser Adresse',
  PHONE: 'Ihr Code zum Bestätigen dieser Nummer',
};

/** German. What is missing here is written in English. */
export const de: Partial<Templates> = {
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      `${codeSubjects[purpose]}: ${code}`,
      `Er gilt ${minutes} Minuten. Niemand von Soko wird Sie je danach fragen.`,
      'Wenn Sie keinen Code angefordert haben, brauchen Sie nichts zu tun.',
    ),
  'one-time-code-sms': ({ code, minutes }) => ({
    subject: null,
    body: `${code} ist Ihr Soko-Code. Er gilt ${minutes} Minuten. Sagen Sie ihn niemandem.`,
  }),
  welcome: ({ firstName }) =>
    letter(
      'Willkommen bei Soko',
      `Hallo ${firstName},`,
      'Ihr Konto ist bereit. Sie können sich umsehen, eine Wunschliste führen und selbst etwas verkaufen: Bewerben Sie sich als Verkäufer, und wir schreiben Ihnen, was daraus wird.',
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'Sie haben schon ein Konto',
      `Hallo ${firstName},`,
      'gerade wollte jemand mit dieser Adresse ein neues Konto anlegen. Sie hat schon eines; es wurde nichts geändert.',
      'Wenn Sie es waren: Melden Sie sich mit Ihrem Passwort an, oder fordern Sie ein neues an. Wenn nicht, brauchen Sie nichts zu tun.',
    ),
  'store-invitation': ({ storeName, role, token, expiresAt }) =>
    letter(
      `Eine Einladung zu ${storeName}`,
      `Sie sind in das Team von ${storeName} eingeladen, als ${role}.`,
      `Zum Annehmen melden Sie sich mit dieser Adresse an und geben Sie dieses Token an: ${token}`,
      `Es gilt bis ${dayAndTime('de', expiresAt)}. Wenn Sie den Laden nicht kennen, brauchen Sie nichts zu tun.`,
    ),
};
