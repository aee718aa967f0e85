import { dayAndTime, letter } from './letter.ts';
import type { CodePurpose, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Ihr Soko-Registrierungscode',
  LOGIN: 'Ihr Soko-Anmeldecode',
  WITHDRAW: 'Ihr Code zum Bestätigen einer Auszahlung',
  RESET: 'Ihr Code zum Zurücksetzen Ihres Passworts',
  EMAIL_CHANGE: 'Ihr Code zum Bestätigen dieser E-Mail-Adresse',
  PHONE: 'Ihr Code zum Bestätigen dieser Telefonnummer',
};

/** German. Missing templates are rendered in English. */
export const de: Partial<Templates> = {
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      `${codeSubjects[purpose]}: ${code}`,
      `Der Code ist ${minutes} Minuten gültig. Geben Sie ihn nicht weiter. Mitarbeiter von Soko fragen Sie nie danach.`,
      'Wenn Sie keinen Code angefordert haben, können Sie diese Nachricht ignorieren.',
    ),
  'one-time-code-sms': ({ code, minutes }) => ({
    subject: null,
    body: `${code} ist Ihr Soko-Code. Er ist ${minutes} Minuten gültig. Geben Sie ihn nicht weiter.`,
  }),
  'message-waiting': ({ firstName, unread, about }) =>
    letter(
      unread === 1 ? 'Eine Nachricht wartet auf Sie' : `${unread} Nachrichten warten auf Sie`,
      `Hallo ${firstName},`,
      `Sie haben ${unread === 1 ? 'eine ungelesene Nachricht' : `${unread} ungelesene Nachrichten`} zu ${about}.`,
      'Öffnen Sie Ihre Unterhaltungen bei Soko, um zu lesen und zu antworten. Wir schreiben erst wieder, wenn Sie sie gelesen haben.',
    ),
  welcome: ({ firstName }) =>
    letter(
      'Willkommen bei Soko',
      `Hallo ${firstName},`,
      'Ihr Konto ist bereit. Sie können Produkte ansehen, eine Wunschliste anlegen und sich als Verkäufer bewerben. Das Ergebnis Ihrer Bewerbung senden wir an diese Adresse.',
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'Sie haben bereits ein Konto',
      `Hallo ${firstName},`,
      'mit dieser E-Mail-Adresse sollte ein neues Konto angelegt werden. Sie haben bereits ein Konto, deshalb wurde nichts geändert.',
      'Wenn Sie das waren, melden Sie sich mit Ihrem Passwort an oder setzen Sie es zurück. Wenn nicht, können Sie diese Nachricht ignorieren.',
    ),
  'goods-ready': ({ firstName, number, titles }) =>
    letter(
      'Ihre Waren stehen bereit',
      `Hallo ${firstName},`,
      `Ihre Bestellung ${number} ist bezahlt. Sie können ihre Dateien jetzt herunterladen und ihre Lizenzschlüssel sehen: ${titles}.`,
      'Melden Sie sich an und öffnen Sie die Bestellung.',
    ),
  'store-invitation': ({ storeName, role, token, expiresAt }) =>
    letter(
      `Einladung zu ${storeName}`,
      `Sie sind in das Team von ${storeName} eingeladen, als ${role}.`,
      `Melden Sie sich zum Annehmen mit dieser E-Mail-Adresse an und geben Sie dieses Token ein: ${token}`,
      `Die Einladung gilt bis ${dayAndTime('de', expiresAt)}. Wenn Sie diesen Laden nicht kennen, können Sie diese Nachricht ignorieren.`,
    ),
};
