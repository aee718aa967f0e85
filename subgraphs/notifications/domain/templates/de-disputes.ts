import { amountOf, dayAndTime, letter } from './letter.ts';
import type { DisputeTemplates, VerdictMoney } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Guten Tag,' : `Hallo ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Grund: ${reason}`);

/** What the decision means for the buyer's money. */
const forBuyer = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `Sie erhalten ${amountOf('de', verdict.refund)} zurück.`;
    case 'NOT_CHARGED':
      return 'Die Artikel kamen zum Verkäufer zurück, deshalb bezahlen Sie die Bestellung nicht: Die Zahlung ist storniert, und was schon abgebucht war, erhalten Sie zurück.';
    default:
      return 'Sie erhalten kein Geld zurück.';
  }
};

const forSeller = (verdict: VerdictMoney): string => {
  switch (verdict.kind) {
    case 'REFUND':
      return `Der Käufer erhält ${amountOf('de', verdict.refund)} zurück.`;
    case 'NOT_CHARGED':
      return 'Die Artikel kamen zu Ihnen zurück, und der Käufer bezahlt die Bestellung nicht.';
    default:
      return 'Der Käufer erhält kein Geld zurück.';
  }
};

/** German texts about disputes. */
export const deDisputes: DisputeTemplates = {
  'dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Ihre Reklamation ${number}`,
      hello(firstName),
      `Sie haben die Reklamation ${number} eröffnet. Der Verkäufer kann bis ${dayAndTime('de', until, timeZone)} antworten; danach entscheidet unser Support.`,
    ),
  'chargeback-opened': ({ firstName, number }) =>
    letter(
      `Ihre Bank fordert die Zahlung zurück: ${number}`,
      hello(firstName),
      `Ihre Bank hat uns gebeten, eine Zahlung von Ihnen zurückzugeben. Sie entscheidet selbst darüber. Wenn das ein Irrtum ist, sagen Sie es bitte Ihrer Bank.`,
    ),
  'dispute-message': ({ firstName, number }) =>
    letter(
      `Neue Nachricht zu Ihrer Reklamation ${number}`,
      hello(firstName),
      `zu Ihrer Reklamation ${number} gibt es eine neue Nachricht. Sie können in der Bestellung antworten.`,
    ),
  'dispute-ready': ({ firstName, number }) =>
    letter(
      `Unser Support entscheidet Ihre Reklamation ${number}`,
      hello(firstName),
      `die Zeit für Antworten ist vorbei, oder beide Seiten haben alles gesagt. Unser Support entscheidet jetzt über Ihre Reklamation ${number}.`,
    ),
  'dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `Ihre Reklamation ${number} ist entschieden`,
      hello(firstName),
      `unser Support hat über Ihre Reklamation ${number} entschieden. ${forBuyer(verdict)}`,
      reasonLine(reason),
    ),
  'sale-dispute-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Jemand reklamiert eine Bestellung: ${number}`,
      hello(firstName),
      `jemand ist mit einer Bestellung nicht zufrieden und hat die Reklamation ${number} eröffnet. Bitte antworten Sie bis ${dayAndTime('de', until, timeZone)}; danach entscheidet unser Support. Bis dahin wird das Geld der Bestellung nicht ausgezahlt.`,
    ),
  'sale-chargeback-opened': ({ firstName, number, until }, timeZone) =>
    letter(
      `Eine Bank fordert eine Zahlung zurück: ${number}`,
      hello(firstName),
      `die Bank eines Käufers fordert die Zahlung einer Bestellung zurück: ${number}. Schreiben Sie bis ${dayAndTime('de', until, timeZone)}, was dagegen spricht, und schicken Sie es der Bank, oder stimmen Sie zu.`,
    ),
  'sale-dispute-message': ({ firstName, number }) =>
    letter(
      `Neue Nachricht zur Reklamation ${number}`,
      hello(firstName),
      `zur Reklamation ${number} gibt es eine neue Nachricht. Sie können in der Bestellung antworten.`,
    ),
  'sale-dispute-ready': ({ firstName, number }) =>
    letter(
      `Über die Reklamation ${number} wird entschieden`,
      hello(firstName),
      `die Zeit für Antworten zur Reklamation ${number} ist vorbei, oder es ist alles gesagt. Die Entscheidung folgt.`,
    ),
  'sale-dispute-decided': ({ firstName, number, reason, ...verdict }) =>
    letter(
      `Die Reklamation ${number} ist entschieden`,
      hello(firstName),
      `unser Support hat über die Reklamation ${number} entschieden. ${forSeller(verdict)}`,
      reasonLine(reason),
    ),
  'sale-chargeback-ended': ({ firstName, number, kind }) =>
    kind === 'WON'
      ? letter(
          `Sie behalten das Geld von ${number}`,
          hello(firstName),
          `die Bank hat die Reklamation ${number} zu Ihren Gunsten entschieden. Sie behalten das Geld.`,
        )
      : letter(
          `Die Bank hat das Geld von ${number} zurückgeholt`,
          hello(firstName),
          `die Bank hat die Reklamation ${number} zugunsten des Käufers entschieden und das Geld zurückgeholt.`,
        ),
  'sale-dispute-withdrawn': ({ firstName, number }) =>
    letter(
      `Die Reklamation ${number} ist zurückgezogen`,
      hello(firstName),
      `der Käufer hat die Reklamation ${number} zurückgezogen. Es ist nichts mehr zu tun.`,
    ),
};
