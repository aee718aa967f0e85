import { amountOf, factsBlock, letter } from './letter.ts';
import type { OrderTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Guten Tag,' : `Hallo ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Grund: ${reason}`);

const facts = ({ number, titles, total }: Parameters<OrderTemplates['order-confirmed']>[0]) =>
  factsBlock([
    ['Bestellung', number],
    ['Artikel', titles],
    ['Summe', amountOf('de', total)],
  ]);

/** German texts about orders. */
export const deOrders: OrderTemplates = {
  'order-confirmed': (order) =>
    letter(
      `Ihre Bestellung ${order.number} ist bestätigt`,
      hello(order.firstName),
      'vielen Dank für Ihre Bestellung. Sie liegt beim Verkäufer, und wir schreiben Ihnen, sobald sie verpackt ist.',
      facts(order),
    ),
  'order-packed': (order) =>
    letter(
      `Ihre Bestellung ${order.number} ist verpackt`,
      hello(order.firstName),
      'Ihre Bestellung ist verpackt und verlässt bald das Lager.',
      facts(order),
    ),
  'order-reduced': ({ oldTotal, ...order }) =>
    letter(
      `Ein Teil Ihrer Bestellung ${order.number} war nicht vorrätig`,
      hello(order.firstName),
      `einige Artikel Ihrer Bestellung waren nicht vorrätig. Sie zahlen ${amountOf('de', order.total)} statt ${amountOf('de', oldTotal)}.`,
      facts(order),
    ),
  'order-shipped': (order) =>
    letter(
      `Ihre Bestellung ${order.number} ist unterwegs`,
      hello(order.firstName),
      'Ihr Paket ist beim Kurier.',
      facts(order),
    ),
  'order-delivery-failed': ({ firstName, number, reason }) =>
    letter(
      `Ihre Bestellung ${number} konnte nicht zugestellt werden`,
      hello(firstName),
      `der Kurier konnte Ihre Bestellung ${number} nicht zustellen und versucht es noch einmal.`,
      reasonLine(reason),
    ),
  'order-delivered': (order) =>
    letter(
      `Ihre Bestellung ${order.number} ist angekommen`,
      hello(order.firstName),
      'Ihre Bestellung ist zugestellt. Wenn etwas damit nicht stimmt, melden Sie es in der Bestellung oder bei unserem Support.',
      facts(order),
    ),
  'order-cancelled': ({ reason, ...order }) =>
    letter(
      `Ihre Bestellung ${order.number} ist storniert`,
      hello(order.firstName),
      'Ihre Bestellung ist storniert. Sie zahlen dafür nichts: Ein reservierter Betrag ist wieder frei.',
      reasonLine(reason),
      facts(order),
    ),
  'order-refunded': ({ firstName, number, amount }) =>
    letter(
      `Erstattung für Ihre Bestellung ${number}`,
      hello(firstName),
      `wir haben ${amountOf('de', amount)} für Ihre Bestellung ${number} erstattet. Es kann einige Tage dauern, bis Ihre Bank den Betrag zeigt.`,
    ),
  'order-failed': ({ firstName, number, reason }) =>
    letter(
      `Ihre Bestellung ${number} kam nicht zustande`,
      hello(firstName),
      `Ihre Bestellung ${number} konnte nicht ausgeführt werden. Was Sie dafür bezahlt haben, wird erstattet.`,
      reasonLine(reason),
    ),
  'payment-needs-action': ({ firstName }) =>
    letter(
      'Bestätigen Sie die Zahlung Ihrer Bestellung',
      hello(firstName),
      'Ihre Bank bittet Sie, die Zahlung Ihrer Bestellung zu bestätigen. Öffnen Sie dazu die Bestellung.',
      'Wir fragen nie per E-Mail nach Ihrer Kartennummer oder einem Code Ihrer Bank.',
    ),
  'payment-failed': ({ firstName, number, reason }) =>
    letter(
      `Die Zahlung Ihrer Bestellung ${number} ist fehlgeschlagen`,
      hello(firstName),
      `die Zahlung Ihrer Bestellung ${number} war nicht möglich, deshalb ist sie nicht zustande gekommen. Sie können mit einer anderen Zahlungsart neu bestellen.`,
      reasonLine(reason),
    ),
  'order-sold': ({ firstName, number, titles, total, fee }) =>
    letter(
      `Sie haben etwas verkauft: Bestellung ${number}`,
      hello(firstName),
      'jemand hat bei Ihnen bestellt.',
      factsBlock([
        ['Bestellung', number],
        ['Artikel', titles],
        ['Summe', amountOf('de', total)],
        ['Gebühr', amountOf('de', fee)],
      ]),
    ),
  'sale-cancelled': ({ firstName, number, reason }) =>
    letter(
      `Bestellung ${number} ist storniert`,
      hello(firstName),
      `die Bestellung ${number} ist storniert. Ihre Artikel sind wieder in Ihrem Bestand.`,
      reasonLine(reason),
    ),
  'stock-low': ({ firstName, sku, available }) =>
    letter(
      'Ihr Bestand ist niedrig',
      hello(firstName),
      `von Ihrem Artikel mit der Nummer ${sku} ${available === 1 ? 'ist noch 1 Stück' : `sind noch ${available} Stück`} da. Füllen Sie den Bestand auf, damit weiter bestellt werden kann.`,
    ),
};
