import { amountOf, letter } from './letter.ts';
import type { PayoutTemplates } from './template-data.ts';

const ways = { MPESA: 'by M-Pesa', STRIPE: 'by Stripe', BANK_ACCOUNT: 'to your bank account' };

/** English texts about payouts to sellers. */
export const enPayouts: PayoutTemplates = {
  'payout-paid': ({ firstName, amount, kind }) =>
    letter(
      'We paid out your sales',
      `Hello ${firstName},`,
      `We sent you ${amountOf('en', amount)} ${ways[kind]}.`,
      kind === 'MPESA' ? null : 'Banks take a day or two until you see it.',
    ),
  'payout-failed': ({ firstName, amount, reason, isBack, needsNewMethod }) =>
    letter(
      isBack ? 'Your payout came back' : 'Your payout did not arrive',
      `Hello ${firstName},`,
      isBack
        ? `Your bank has returned the payout of ${amountOf('en', amount)}. We owe you the money again.`
        : `The payout of ${amountOf('en', amount)} was not made. The money is in your balance again.`,
      `Reason: ${reason}`,
      needsNewMethod
        ? 'Change your payout method in your account: we pay to this one only when you have entered it again.'
        : 'You need not change your payout method. Ask for the payout again, or wait for the next one.',
    ),
  'payout-account-disabled': ({ firstName }) =>
    letter(
      'Your Stripe account cannot receive payouts',
      `Hello ${firstName},`,
      'Stripe needs something from you before it pays out your sales again. Your money stays in your balance until then.',
      'Open your Stripe account from the settings of your seller account, and give what Stripe asks for.',
    ),
};
