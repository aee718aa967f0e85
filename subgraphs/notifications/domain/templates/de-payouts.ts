import { amountOf, letter } from './letter.ts';
import type { PayoutTemplates } from './template-data.ts';

const ways = { MPESA: 'per M-Pesa', STRIPE: 'über Stripe', BANK_ACCOUNT: 'auf Ihr Bankkonto' };

/** German texts about payouts to sellers. */
export const dePayouts: PayoutTemplates = {
  'payout-paid': ({ firstName, amount, kind }) =>
    letter(
      'Ihre Verkäufe wurden ausgezahlt',
      `Hallo ${firstName},`,
      `wir haben Ihnen ${amountOf('de', amount)} ${ways[kind]} gesendet.`,
      kind === 'MPESA' ? null : 'Bis Sie das Geld sehen, brauchen Banken ein bis zwei Tage.',
    ),
  'payout-failed': ({ firstName, amount, reason, isBack, needsNewMethod }) =>
    letter(
      isBack ? 'Ihre Auszahlung kam zurück' : 'Ihre Auszahlung kam nicht an',
      `Hallo ${firstName},`,
      isBack
        ? `Ihre Bank hat die Auszahlung von ${amountOf('de', amount)} zurückgegeben. Wir schulden Ihnen das Geld wieder.`
        : `die Auszahlung von ${amountOf('de', amount)} wurde nicht ausgeführt. Das Geld ist wieder in Ihrem Guthaben.`,
      `Grund: ${reason}`,
      needsNewMethod
        ? 'Ändern Sie in Ihrem Konto den Weg der Auszahlung: An diesen zahlen wir erst wieder, wenn Sie ihn neu eingegeben haben.'
        : 'Sie müssen den Weg der Auszahlung nicht ändern. Fordern Sie die Auszahlung erneut an, oder warten Sie auf die nächste.',
    ),
  'payout-account-disabled': ({ firstName }) =>
    letter(
      'Ihr Stripe-Konto kann keine Auszahlungen empfangen',
      `Hallo ${firstName},`,
      'Stripe braucht noch etwas von Ihnen, bevor es Ihre Verkäufe wieder auszahlt. Ihr Geld bleibt bis dahin in Ihrem Guthaben.',
      'Öffnen Sie Ihr Stripe-Konto in den Einstellungen Ihres Verkäuferkontos, und geben Sie an, was Stripe verlangt.',
    ),
};
