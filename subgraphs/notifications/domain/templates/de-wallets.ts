import { amountOf, dayAndTime, dayOf, letter } from './letter.ts';
import type { WalletTemplateData, WalletTemplates } from './template-data.ts';

const limitNames = { DEPOSIT: 'Einzahlungen', STAKE: 'Einsätze', LOSS: 'Verluste' };
const periodNames = { DAY: '24 Stunden', WEEK: '7 Tagen', MONTH: '30 Tagen' };

type Totals = WalletTemplateData['bets-settled']['totals'][number];

const countOf = (count: number): string => (count === 1 ? '1 Wette' : `${count} Wetten`);

function settledLine({ bets, won, corrected, stake, paid }: Totals): string {
  const amounts = `Einsätze: ${amountOf('de', stake)}. Auszahlungen: ${amountOf('de', paid)}.`;
  const settled = bets === 0 ? '' : `${countOf(bets)} abgerechnet, ${won} gewonnen. `;
  return `${settled}${corrected === 0 ? '' : `${countOf(corrected)} berichtigt. `}${amounts}`;
}

/** German texts about wallets and responsible gaming. */
export const deWallets: WalletTemplates = {
  'deposit-received': ({ firstName, credited, excise }) =>
    letter(
      'Ihre Einzahlung ist da',
      `Hallo ${firstName},`,
      `${amountOf('de', credited)} sind jetzt in Ihrer Wallet.`,
      excise.amountMinor > 0n ? `${amountOf('de', excise)} Ihrer Einzahlung gingen als Verbrauchsteuer ab.` : null,
    ),
  'deposit-in-review': ({ firstName, received, amount }) =>
    letter(
      'Wir prüfen Ihre Einzahlung',
      `Hallo ${firstName},`,
      `wir haben ${amountOf('de', received)} für eine Einzahlung von ${amountOf('de', amount)} erhalten. Weil das nicht zusammenpasst, ist das Geld noch nicht in Ihrer Wallet.`,
      'Unser Support entscheidet darüber. Sie müssen nichts tun.',
    ),
  'deposit-returned': ({ firstName, returned, debt }) =>
    letter(
      'Eine Einzahlung wurde zurückgebucht',
      `Hallo ${firstName},`,
      `${amountOf('de', returned)} einer Einzahlung gingen dorthin zurück, woher sie kamen, und aus Ihrer Wallet ab.`,
      debt.amountMinor > 0n
        ? `In Ihrer Wallet fehlten davon ${amountOf('de', debt)}. Diesen Betrag schulden Sie; er wird von Ihrem nächsten Geldeingang abgezogen.`
        : null,
      'Wenn Sie das nicht veranlasst haben, wenden Sie sich an unseren Support.',
    ),
  'withdrawal-paid': ({ firstName, paid, withholding }) =>
    letter(
      'Ihre Auszahlung ist unterwegs',
      `Hallo ${firstName},`,
      `wir haben Ihnen ${amountOf('de', paid)} per M-Pesa gesendet.`,
      withholding.amountMinor > 0n ? `${amountOf('de', withholding)} wurden als Steuer einbehalten.` : null,
      'Wenn Sie diese Auszahlung nicht verlangt haben, wenden Sie sich sofort an unseren Support.',
    ),
  'withdrawal-failed': ({ firstName, amount, reason }) =>
    letter(
      'Ihre Auszahlung war nicht möglich',
      `Hallo ${firstName},`,
      `Ihre Auszahlung von ${amountOf('de', amount)} wurde nicht ausgeführt. Das Geld ist in Ihrer Wallet.`,
      `Grund: ${reason}`,
    ),
  'invoice-issued': ({ firstName, number, kind, total, day }) =>
    letter(
      kind === 'INVOICE' ? `Ihre Rechnung ${number}` : `Ihre Gutschrift ${number}`,
      `Hallo ${firstName},`,
      kind === 'INVOICE'
        ? `wir haben die Rechnung ${number} über unsere Gebühren bis ${dayOf('de', day)} ausgestellt: ${amountOf('de', total)}.`
        : `wir haben die Gutschrift ${number} über Gebühren ausgestellt, die bis ${dayOf('de', day)} an Sie zurückgingen: ${amountOf('de', total)}.`,
      'Der Betrag wurde mit Ihren Verkäufen verrechnet: Sie müssen nichts zahlen oder anfordern. Das Dokument finden Sie in Ihrem Konto.',
    ),
  'withdrawal-under-review': ({ firstName, amount }) =>
    letter(
      'Ihre Auszahlung dauert länger',
      `Hallo ${firstName},`,
      `wir wissen noch nicht, ob Ihre Auszahlung von ${amountOf('de', amount)} angekommen ist. Unser Support klärt es. Der Betrag bleibt so lange in Ihrer Wallet zurückgelegt.`,
      'Wir schreiben Ihnen, sobald wir es wissen. Bitte verlangen Sie die Auszahlung nicht noch einmal.',
    ),
  'bets-settled': ({ firstName, day, totals }) =>
    letter(
      `Ihre Wetten vom ${dayOf('de', day)}`,
      `Hallo ${firstName},`,
      ...totals.map(settledLine),
      'Jede Wette mit ihren Tipps und Ergebnissen steht in Ihrem Konto. Dort können Sie auch Limits setzen oder eine Pause einlegen.',
    ),
  excluded: ({ firstName, kind, until, by }, timeZone) =>
    letter(
      kind === 'TIME_OUT' ? 'Ihre Auszeit hat begonnen' : 'Sie sind von Wetten ausgeschlossen',
      `Hallo ${firstName},`,
      [
        by === 'SUPPORT' ? 'unser Support hat Sie' : 'Sie haben sich',
        until === null
          ? 'dauerhaft von Einzahlungen und Wetten ausgeschlossen.'
          : `bis ${dayAndTime('de', until, timeZone)} von Einzahlungen und Wetten ausgeschlossen. Der Ausschluss kann nicht früher enden.`,
      ].join(' '),
      'Ihr Geld können Sie jederzeit auszahlen. Offene Wetten werden wie üblich abgerechnet und ausgezahlt.',
    ),
  'limit-reached': ({ firstName, kind, period, limit, until }, timeZone) =>
    letter(
      `Ihr Limit für ${limitNames[kind]} ist erreicht`,
      `Hallo ${firstName},`,
      `Ihre ${limitNames[kind]} in ${periodNames[period]} sind auf ${amountOf('de', limit)} begrenzt. Deshalb haben wir den letzten Betrag nicht angenommen.`,
      until === null
        ? 'Der Betrag ist höher als das ganze Limit.'
        : `Ab ${dayAndTime('de', until, timeZone)} passt der Betrag wieder.`,
      'Dieses Limit haben Sie selbst gesetzt. Sie können es jederzeit senken oder eine Pause einlegen.',
    ),
  'limit-changed': ({ firstName, kind, period, limit }) =>
    letter(
      `Ihr Limit für ${limitNames[kind]} hat sich geändert`,
      `Hallo ${firstName},`,
      limit === null
        ? `Ihre ${limitNames[kind]} in ${periodNames[period]} sind nicht mehr begrenzt.`
        : `Ihre ${limitNames[kind]} in ${periodNames[period]} sind jetzt auf ${amountOf('de', limit)} begrenzt.`,
      'Wenn Sie das nicht waren, setzen Sie jetzt Ihr Passwort zurück.',
    ),
};
