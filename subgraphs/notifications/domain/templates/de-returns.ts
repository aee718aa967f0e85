import { amountOf, dayAndTime, factsBlock, letter } from './letter.ts';
import type { ReturnTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Guten Tag,' : `Hallo ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Grund: ${reason}`);
const overdueLine = 'Bis zum Ende der Frist wurde nichts zurückgesendet.';

const facts = ({ returnNumber, titles }: { returnNumber: string; titles: string }) =>
  factsBlock([
    ['Rücksendung', returnNumber],
    ['Artikel', titles],
  ]);

/** German texts about returns and the refunds of cases. */
export const deReturns: ReturnTemplates = {
  'return-requested': ({ firstName, number, until, ...goods }, timeZone) =>
    letter(
      `Ihre Rücksendung zu Bestellung ${number}`,
      hello(firstName),
      `Sie möchten Artikel Ihrer Bestellung ${number} zurücksenden. Der Verkäufer entscheidet bis ${dayAndTime('de', until, timeZone)}; ohne Entscheidung gilt die Rücksendung dann als genehmigt.`,
      facts(goods),
    ),
  'return-approved': ({ firstName, number, instructions, until, buyerPays, ...goods }, timeZone) =>
    letter(
      `Senden Sie Ihre Rücksendung zu ${number} ab`,
      hello(firstName),
      `Ihre Rücksendung ist genehmigt. Senden Sie die Artikel bis ${dayAndTime('de', until, timeZone)} ab, und schreiben Sie die Nummer der Rücksendung auf das Paket.`,
      instructions,
      buyerPays
        ? 'Sie tragen die Kosten der Rücksendung.'
        : 'Die Rücksendung ist für Sie kostenlos: Bitten Sie den Verkäufer um einen Paketschein.',
      facts(goods),
    ),
  'return-declined': ({ firstName, number, reason, ...goods }) =>
    letter(
      `Ihre Rücksendung zu ${number} wurde abgelehnt`,
      hello(firstName),
      `der Verkäufer nimmt die Artikel Ihrer Bestellung ${number} nicht zurück. Wenn Sie nicht einverstanden sind, wenden Sie sich an unseren Support.`,
      `Grund: ${reason}`,
      facts(goods),
    ),
  'return-received': ({ firstName, number, refund, ...goods }) =>
    letter(
      `Ihre Rücksendung zu ${number} ist angekommen`,
      hello(firstName),
      `die Artikel sind angekommen. Sie bekommen ${amountOf('de', refund)} zurück. Es kann einige Tage dauern, bis Ihre Bank den Betrag zeigt.`,
      facts(goods),
    ),
  'return-cancelled': ({ firstName, number, reason, isOverdue, ...goods }) =>
    letter(
      `Ihre Rücksendung zu ${number} ist storniert`,
      hello(firstName),
      `die Rücksendung von Artikeln Ihrer Bestellung ${number} ist storniert. Solange Zeit ist, können Sie eine neue anmelden.`,
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'sale-return-requested': ({ firstName, until, ...goods }, timeZone) =>
    letter(
      `Rücksendung gewünscht: ${goods.returnNumber}`,
      hello(firstName),
      `bitte genehmigen Sie die Rücksendung bis ${dayAndTime('de', until, timeZone)}, oder lehnen Sie sie ab. Ohne Entscheidung gilt sie dann als genehmigt.`,
      facts(goods),
    ),
  'sale-return-approved': ({ firstName, ...goods }) =>
    letter(
      `Rücksendung ${goods.returnNumber} ist genehmigt`,
      hello(firstName),
      'die Rücksendung wurde genehmigt, weil es rechtzeitig keine Entscheidung gab. Die Artikel werden nun zurückgesendet.',
      facts(goods),
    ),
  'sale-return-shipped': ({ firstName, trackingNumber, ...goods }) =>
    letter(
      `Rücksendung ${goods.returnNumber} ist unterwegs`,
      hello(firstName),
      `die Artikel wurden abgesendet. Sendungsnummer: ${trackingNumber}`,
      facts(goods),
    ),
  'sale-return-refunded': ({ firstName, refunded, ...goods }) =>
    letter(
      `Rücksendung ${goods.returnNumber} ist erstattet`,
      hello(firstName),
      `die Artikel sind zurück, und ${amountOf('de', refunded)} wurden erstattet. Unbeschädigte Stücke sind wieder in Ihrem Bestand.`,
      facts(goods),
    ),
  'sale-return-cancelled': ({ firstName, reason, isOverdue, ...goods }) =>
    letter(
      `Rücksendung ${goods.returnNumber} ist storniert`,
      hello(firstName),
      'die Artikel werden nicht zurückgesendet.',
      isOverdue ? overdueLine : reasonLine(reason),
      facts(goods),
    ),
  'refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `Ihre Erstattung zu ${caseNumber} verzögert sich`,
      hello(firstName),
      `wir konnten Ihnen ${amountOf('de', refund)} nicht erstatten. Unser Support kümmert sich darum. Sie müssen nichts tun.`,
    ),
  'refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `Zu Ihrer Erstattung für ${caseNumber}`,
      hello(firstName),
      `wir konnten Ihnen ${amountOf('de', refund)} nicht auf dem üblichen Weg erstatten. Wenn Sie mit dem Grund nicht einverstanden sind, wenden Sie sich an unseren Support.`,
      `Grund: ${reason}`,
    ),
  'sale-refund-failed': ({ firstName, caseNumber, refund }) =>
    letter(
      `Die Erstattung zu ${caseNumber} verzögert sich`,
      hello(firstName),
      `${amountOf('de', refund)} konnten nicht erstattet werden. Unser Support kümmert sich darum. Das Geld der Bestellung wird bis dahin nicht ausgezahlt.`,
    ),
  'sale-refund-ended': ({ firstName, caseNumber, refund, reason }) =>
    letter(
      `Die Erstattung zu ${caseNumber} ist beendet`,
      hello(firstName),
      `${amountOf('de', refund)} konnten nicht erstattet werden, und wir versuchen es nicht noch einmal.`,
      `Grund: ${reason}`,
    ),
};
