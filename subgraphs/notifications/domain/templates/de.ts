import { deAdverts } from './de-adverts.ts';
import { dePayouts } from './de-payouts.ts';
import { dePlans } from './de-plans.ts';
import { deOrders } from './de-orders.ts';
import { deReviews } from './de-reviews.ts';
import { deRewards } from './de-rewards.ts';
import { deSearches } from './de-searches.ts';
import { deOffers } from './de-offers.ts';
import { deDisputes } from './de-disputes.ts';
import { deReturns } from './de-returns.ts';
import { deWallets } from './de-wallets.ts';
import { codeBlock, dayAndTime, dayOf, letter, linkBlock, sms, openCampaigns } from './letter.ts';
import type { CodePurpose, ReportKind, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Ihr Soko-Registrierungscode',
  LOGIN: 'Ihr Soko-Anmeldecode',
  WITHDRAW: 'Ihr Code zum Bestätigen einer Auszahlung',
  RESET: 'Ihr Code zum Zurücksetzen Ihres Passworts',
  EMAIL_CHANGE: 'Ihr Code zum Bestätigen dieser E-Mail-Adresse',
  PHONE: 'Ihr Code zum Bestätigen dieser Telefonnummer',
  KEY_EXPORT: 'Ihr Code für den Schlüssel Ihrer Wallet',
};

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Grund: ${reason}`);

const reportNames: Record<ReportKind, string> = {
  ORDERS: 'Bestellungen',
  SALES_BY_DAY: 'Verkäufe nach Tagen',
  SALES_BY_PRODUCT: 'Verkäufe nach Produkten',
  REFUNDS: 'Erstattungen',
  STORE_ORDERS: 'Bestellungen des Ladens',
  TRADE_BY_DAY: 'Handel nach Tagen',
  MINTS: 'Prägungen',
  BETS: 'Wetten',
  BETS_BY_DAY: 'Wetten nach Tagen',
  EVENTS: 'Ereignisse',
};

/** German. */
export const de: Templates = {
  ...deWallets,
  ...deOrders,
  ...deReviews,
  ...deAdverts,
  ...dePayouts,
  ...dePlans,
  ...deDisputes,
  ...deOffers,
  ...deSearches,
  ...deRewards,
  ...deReturns,
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      codeBlock(codeSubjects[purpose], code),
      `Der Code ist ${minutes} Minuten gültig. Geben Sie ihn nicht weiter. Mitarbeiter von Soko fragen Sie nie danach.`,
      'Wenn Sie keinen Code angefordert haben, können Sie diese Nachricht ignorieren.',
    ),
  'one-time-code-sms': ({ purpose, code, minutes }) => {
    const ofKey = purpose === 'KEY_EXPORT' ? ' für den privaten Schlüssel Ihrer Wallet' : '';
    return sms(`${code} ist Ihr Soko-Code${ofKey}. Er ist ${minutes} Minuten gültig. Geben Sie ihn nicht weiter.`);
  },
  'message-waiting': ({ firstName, unread, about }) =>
    letter(
      unread === 1 ? 'Eine Nachricht wartet auf Sie' : `${unread} Nachrichten warten auf Sie`,
      `Hallo ${firstName},`,
      `Sie haben ${unread === 1 ? 'eine ungelesene Nachricht' : `${unread} ungelesene Nachrichten`} zu ${about}.`,
      'Öffnen Sie Ihre Unterhaltungen bei Soko, um zu lesen und zu antworten. Wir schreiben erst wieder, wenn Sie sie gelesen haben.',
    ),
  welcome: ({ firstName, campaigns }, timeZone) =>
    letter(
      'Willkommen bei Soko',
      `Hallo ${firstName},`,
      'Ihr Konto ist bereit. Sie können Produkte ansehen, eine Wunschliste anlegen und sich als Verkäufer bewerben. Das Ergebnis Ihrer Bewerbung senden wir an diese Adresse.',
      campaigns.length === 0 ? null : 'Diese Aktionen laufen gerade:',
      openCampaigns(campaigns, ({ endsAt }) => `bis ${dayAndTime('de', endsAt, timeZone)}`),
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'Sie haben bereits ein Konto',
      `Hallo ${firstName},`,
      'mit dieser E-Mail-Adresse sollte ein neues Konto angelegt werden. Sie haben bereits ein Konto, deshalb wurde nichts geändert.',
      'Wenn Sie das waren, melden Sie sich mit Ihrem Passwort an oder setzen Sie es zurück. Wenn nicht, können Sie diese Nachricht ignorieren.',
    ),
  'password-changed': ({ firstName, by }) =>
    letter(
      'Ihr Passwort wurde geändert',
      `Hallo ${firstName},`,
      by === 'RESET'
        ? 'Ihr Passwort wurde mit einem Code zurückgesetzt, der an diese Adresse ging. Alle Ihre Geräte wurden abgemeldet.'
        : 'Ihr Passwort wurde geändert. Alle Ihre anderen Geräte wurden abgemeldet.',
      'Wenn Sie das nicht waren, setzen Sie jetzt Ihr Passwort zurück.',
    ),
  'email-changed': ({ firstName, email }) =>
    letter(
      'Ihre E-Mail-Adresse wurde geändert',
      `Hallo ${firstName},`,
      `die E-Mail-Adresse Ihres Kontos ist jetzt ${email}. Weitere Nachrichten senden wir dorthin.`,
      'Wenn Sie das nicht waren, wenden Sie sich sofort an unseren Support.',
    ),
  'log-ins-refused': ({ firstName }) =>
    letter(
      'Viele falsche Passwörter für Ihr Konto',
      `Hallo ${firstName},`,
      'für Ihr Konto wurden viele falsche Passwörter probiert, von Orten, an denen Sie sich noch nie angemeldet haben. Für einige Minuten lehnen wir Anmeldungen von neuen Orten ab. Wo Sie sich schon angemeldet haben, können Sie es weiterhin.',
      'Wenn Sie an einem neuen Ort sind, setzen Sie zum Anmelden Ihr Passwort zurück. Wenn Ihr Passwort leicht zu erraten ist oder Sie es auch anderswo verwenden, ändern Sie es.',
    ),
  'new-device': ({ firstName, device, at }, timeZone) =>
    letter(
      'Eine Anmeldung mit einem neuen Gerät',
      `Hallo ${firstName},`,
      `am ${dayAndTime('de', at, timeZone)} hat sich jemand mit einem Gerät oder aus einem Netz bei Ihrem Konto angemeldet, das Sie noch nicht benutzt haben${device === null ? '' : `: ${device}`}.`,
      'Wenn Sie das waren, ist alles in Ordnung. Wenn nicht, ändern Sie jetzt Ihr Passwort: Damit werden alle anderen Geräte abgemeldet.',
    ),
  'wallet-key-exported': ({ firstName, at }, timeZone) =>
    letter(
      'Der Schlüssel Ihrer Wallet wurde angezeigt',
      `Hallo ${firstName},`,
      `am ${dayAndTime('de', at, timeZone)} wurde der private Schlüssel Ihrer Token-Wallet jemandem angezeigt, der bei Ihrem Konto angemeldet war und den Code hatte, den wir gesendet haben.`,
      'Wer diesen Schlüssel hat, kann alles aus der Wallet versenden, und wir können das nicht rückgängig machen. Halten Sie ihn geheim. Soko behält den Schlüssel ebenfalls.',
      'Wenn Sie das nicht waren, senden Sie Ihre Token jetzt an eine andere Wallet, ändern Sie Ihr Passwort und wenden Sie sich an unseren Support.',
    ),
  'session-reused': ({ firstName }) =>
    letter(
      'Wir haben eines Ihrer Geräte abgemeldet',
      `Hallo ${firstName},`,
      'der Schlüssel, mit dem eines Ihrer Geräte angemeldet bleibt, wurde zweimal verwendet. Vielleicht wurde er kopiert, deshalb haben wir diese Sitzung beendet.',
      'Bitte melden Sie sich neu an. Wenn Sie dasselbe Passwort auch anderswo verwenden, ändern Sie es.',
    ),
  'account-suspended': ({ firstName, reason }) =>
    letter(
      'Ihr Konto ist gesperrt',
      `Hallo ${firstName},`,
      'Ihr Konto wurde gesperrt. Wenn Sie Fragen haben, wenden Sie sich an unseren Support.',
      reasonLine(reason),
    ),
  'account-reinstated': ({ firstName }) =>
    letter(
      'Ihr Konto ist wieder frei',
      `Hallo ${firstName},`,
      'Ihr Konto ist nicht mehr gesperrt. Sie können sich anmelden.',
    ),
  'data-export-ready': ({ downloadUrl, expiresAt }, timeZone) =>
    letter(
      'Ihre Daten stehen bereit',
      'Die Kopie Ihrer Daten, die Sie angefordert haben, steht bereit.',
      linkBlock('Daten herunterladen', downloadUrl),
      `Der Link gilt bis ${dayAndTime('de', expiresAt, timeZone)}. Wer den Link hat, kann Ihre Daten lesen. Geben Sie ihn nicht weiter.`,
    ),
  'data-export-failed': ({ firstName }) =>
    letter(
      'Die Kopie Ihrer Daten ist nicht gelungen',
      `Hallo ${firstName},`,
      'Wir konnten die Kopie Ihrer Daten, die Sie angefordert haben, nicht erstellen. Das tut uns leid.',
      'Sie können jetzt eine neue Kopie anfordern. Wenn es wieder nicht gelingt, wenden Sie sich an den Support.',
    ),
  'report-ready': ({ firstName, kind, from, to, rows, reportId }) =>
    letter(
      `Ihr Bericht: ${reportNames[kind]}`,
      `Hallo ${firstName},`,
      `Ihr Bericht „${reportNames[kind]}“ vom ${dayOf('de', from)} bis zum ${dayOf('de', to)} steht bereit. Zeilen: ${rows.toLocaleString('de')}.`,
      `Melden Sie sich an, und öffnen Sie Ihre Berichte, um ihn herunterzuladen. Seine Nummer ist ${reportId}.`,
    ),
  'report-failed': ({ firstName, kind, from, to }) =>
    letter(
      `Ihr Bericht ist nicht gelungen: ${reportNames[kind]}`,
      `Hallo ${firstName},`,
      `Wir konnten Ihren Bericht „${reportNames[kind]}“ vom ${dayOf('de', from)} bis zum ${dayOf('de', to)} nicht erstellen. Das tut uns leid.`,
      'Sie können ihn für weniger Tage noch einmal anfordern. Der nächste wird zu seiner üblichen Zeit erstellt.',
    ),
  'goods-ready-for-guest': ({ number, titles }) =>
    letter(
      'Ihre Waren stehen bereit',
      'Guten Tag,',
      `Ihre Bestellung ${number} ist bezahlt. Sie können ihre Dateien jetzt herunterladen und ihre Lizenzschlüssel sehen: ${titles}.`,
      'Öffnen Sie die Bestellung dort, wo Sie bestellt haben. Diese E-Mail enthält keinen Link dazu, weil E-Mails weitergeleitet werden können.',
    ),
  'seller-applied': ({ firstName, displayName }) =>
    letter(
      'Wir haben Ihre Bewerbung erhalten',
      `Hallo ${firstName},`,
      `danke, dass Sie als ${displayName} verkaufen möchten. Wir prüfen Ihre Bewerbung und senden das Ergebnis an diese Adresse.`,
    ),
  'seller-approved': ({ firstName, displayName, handle }) =>
    letter(
      'Sie können jetzt auf Soko verkaufen',
      `Hallo ${firstName},`,
      `Ihre Bewerbung als ${displayName} ist angenommen. Ihr Kürzel ist ${handle}.`,
      'Melden Sie sich neu an und legen Sie Ihr erstes Produkt an.',
    ),
  'seller-rejected': ({ firstName, displayName, reason }) =>
    letter(
      'Ihre Bewerbung als Verkäufer',
      `Hallo ${firstName},`,
      `Ihre Bewerbung als ${displayName} wurde nicht angenommen.`,
      reasonLine(reason),
    ),
  'seller-suspended': ({ firstName, displayName, reason }) =>
    letter(
      'Ihr Verkäuferkonto ist gesperrt',
      `Hallo ${firstName},`,
      `Ihr Verkäuferkonto ${displayName} wurde gesperrt. Käufer sehen seine Produkte nicht. Wenn Sie Fragen haben, wenden Sie sich an unseren Support.`,
      reasonLine(reason),
    ),
  'seller-reinstated': ({ firstName, displayName }) =>
    letter(
      'Ihr Verkäuferkonto ist wieder frei',
      `Hallo ${firstName},`,
      `Ihr Verkäuferkonto ${displayName} ist nicht mehr gesperrt.`,
    ),
  'seller-closed': ({ firstName, displayName, reason }) =>
    letter(
      'Ihr Verkäuferkonto ist geschlossen',
      `Hallo ${firstName},`,
      `Ihr Verkäuferkonto ${displayName} wurde geschlossen.`,
      reasonLine(reason),
    ),
  'goods-ready': ({ firstName, number, titles }) =>
    letter(
      'Ihre Waren stehen bereit',
      `Hallo ${firstName},`,
      `Ihre Bestellung ${number} ist bezahlt. Sie können ihre Dateien jetzt herunterladen und ihre Lizenzschlüssel sehen: ${titles}.`,
      'Melden Sie sich an und öffnen Sie die Bestellung.',
    ),
  'webhook-disabled': ({ firstName, storeName, host, kind }) =>
    letter(
      `Ein Webhook-Endpunkt von ${storeName} ist abgeschaltet`,
      `Hallo ${firstName},`,
      kind === 'GONE'
        ? `der Webhook-Endpunkt von ${storeName} bei ${host} hat gemeldet, dass es ihn nicht mehr gibt. Wir haben ihn abgeschaltet.`
        : `alle Ereignisse an den Webhook-Endpunkt von ${storeName} bei ${host} sind tagelang fehlgeschlagen. Wir haben ihn abgeschaltet.`,
      'Er erhält keine weiteren Ereignisse. Schalten Sie ihn wieder ein, sobald er funktioniert, und senden Sie die fehlgeschlagenen Zustellungen dann noch einmal.',
    ),
  'store-invitation': ({ storeName, role, token, expiresAt }, timeZone) =>
    letter(
      `Einladung zu ${storeName}`,
      `Sie sind in das Team von ${storeName} eingeladen, als ${role}.`,
      codeBlock('Melden Sie sich zum Annehmen mit dieser E-Mail-Adresse an und geben Sie dieses Token ein', token),
      `Die Einladung gilt bis ${dayAndTime('de', expiresAt, timeZone)}. Wenn Sie diesen Laden nicht kennen, können Sie diese Nachricht ignorieren.`,
    ),
};
