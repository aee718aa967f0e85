import { amountOf, dayOf, letter, linkBlock } from './letter.ts';
import type { PlanTemplates } from './template-data.ts';

/** German texts about plans of stores. */
export const dePlans: PlanTemplates = {
  'plan-started': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `${storeName} hat den Tarif Growth`,
      `Hallo ${firstName},`,
      `Ihre Karte hat ${amountOf('de', price)} für den Tarif Growth von ${storeName} bezahlt, bis ${dayOf('de', paidUntil)}. Sie zahlt jeden Monat, bis Sie den Tarif beenden.`,
    ),
  'plan-overdue': ({ firstName, storeName, price, graceUntil }) =>
    letter(
      `Der Tarif von ${storeName} wurde nicht bezahlt`,
      `Hallo ${firstName},`,
      `Ihre Karte wurde abgelehnt, als der Tarif Growth von ${storeName} für ${amountOf('de', price)} verlängert wurde. Wir versuchen es noch einmal.`,
      `Ohne Zahlung ist der Shop ab ${dayOf('de', graceUntil)} wieder im Testtarif. Um sofort oder mit einer anderen Karte zu zahlen, wählen Sie die Karte des Tarifs neu.`,
    ),
  'plan-needs-confirmation': ({ firstName, storeName, price, actionUrl, graceUntil }) =>
    letter(
      `Bestätigen Sie die Zahlung für ${storeName}`,
      `Hallo ${firstName},`,
      `Ihre Bank bittet Sie, die Zahlung von ${amountOf('de', price)} für den Tarif Growth von ${storeName} zu bestätigen.`,
      linkBlock('Zahlung bestätigen', actionUrl),
      `Ohne sie ist der Shop ab ${dayOf('de', graceUntil)} wieder im Testtarif.`,
    ),
  'plan-card-removed': ({ firstName, storeName, price, paidUntil }) =>
    letter(
      `Der Tarif von ${storeName} hat keine Karte`,
      `Hallo ${firstName},`,
      `die Karte, die den Tarif Growth von ${storeName} bezahlt, wurde entfernt. Die nächsten ${amountOf('de', price)} sind am ${dayOf('de', paidUntil)} fällig.`,
      'Wählen Sie bis dahin eine andere Karte für den Tarif, oder beenden Sie ihn.',
    ),
  'plan-ended': ({ firstName, storeName, isUnpaid }) =>
    letter(
      `${storeName} ist wieder im Testtarif`,
      `Hallo ${firstName},`,
      isUnpaid
        ? `der Tarif Growth von ${storeName} ist beendet, weil er nicht bezahlt wurde.`
        : `der Tarif Growth von ${storeName} ist beendet, und Ihre Karte wird nicht mehr belastet.`,
      'Sie können den Tarif jederzeit wieder wählen.',
    ),
};
