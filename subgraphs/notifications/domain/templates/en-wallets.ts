import { amountOf, dayAndTime, dayOf, letter } from './letter.ts';
import type { WalletTemplateData, WalletTemplates } from './template-data.ts';

const limitNames = { DEPOSIT: 'deposits', STAKE: 'stakes', LOSS: 'losses' };
const periodNames = { DAY: '24 hours', WEEK: '7 days', MONTH: '30 days' };

const countOf = (count: number): string => (count === 1 ? '1 bet' : `${count} bets`);

type Totals = WalletTemplateData['bets-settled']['totals'][number];

function settledLine({ bets, won, corrected, stake, paid }: Totals): string {
  const amounts = `Stakes: ${amountOf('en', stake)}. Returns: ${amountOf('en', paid)}.`;
  const settled = bets === 0 ? '' : `${countOf(bets)} settled, ${won} won. `;
  return `${settled}${corrected === 0 ? '' : `${countOf(corrected)} corrected. `}${amounts}`;
}

/** English texts about wallets and responsible gaming. */
export const enWallets: WalletTemplates = {
  'deposit-received': ({ firstName, credited, excise }) =>
    letter(
      'Your deposit arrived',
      `Hello ${firstName},`,
      `${amountOf('en', credited)} is now in your wallet.`,
      excise.amountMinor > 0n ? `${amountOf('en', excise)} of your deposit was paid as excise.` : null,
    ),
  'deposit-in-review': ({ firstName, received, amount }) =>
    letter(
      'We are checking your deposit',
      `Hello ${firstName},`,
      `We received ${amountOf('en', received)} for a deposit of ${amountOf('en', amount)}. Because it does not fit, it is not in your wallet yet.`,
      'Our support will decide about it. You need not do anything.',
    ),
  'deposit-returned': ({ firstName, returned, debt }) =>
    letter(
      'A deposit was returned',
      `Hello ${firstName},`,
      `${amountOf('en', returned)} of a deposit went back to where it came from, and left your wallet.`,
      debt.amountMinor > 0n
        ? `Your wallet lacked ${amountOf('en', debt)} of it. You owe this amount; it is taken from the next money that arrives.`
        : null,
      'If you did not ask for it, contact our support.',
    ),
  'withdrawal-paid': ({ firstName, paid, withholding }) =>
    letter(
      'We paid your withdrawal',
      `Hello ${firstName},`,
      `We sent you ${amountOf('en', paid)} by M-Pesa.`,
      withholding.amountMinor > 0n ? `${amountOf('en', withholding)} was withheld as tax.` : null,
      'If you did not ask for this withdrawal, contact our support now.',
    ),
  'withdrawal-failed': ({ firstName, amount, reason }) =>
    letter(
      'Your withdrawal was not paid',
      `Hello ${firstName},`,
      `Your withdrawal of ${amountOf('en', amount)} was not paid. The money is in your wallet.`,
      `Reason: ${reason}`,
    ),
  'invoice-issued': ({ firstName, number, kind, total, day }) =>
    letter(
      kind === 'INVOICE' ? `Your invoice ${number}` : `Your credit note ${number}`,
      `Hello ${firstName},`,
      kind === 'INVOICE'
        ? `We have written the invoice ${number} about our fees up to ${dayOf('en', day)}: ${amountOf('en', total)}.`
        : `We have written the credit note ${number} about fees that went back to you up to ${dayOf('en', day)}: ${amountOf('en', total)}.`,
      'The amount was settled with your sales: you need not pay or claim anything. The document is in your account.',
    ),
  'withdrawal-under-review': ({ firstName, amount }) =>
    letter(
      'Your withdrawal takes longer',
      `Hello ${firstName},`,
      `We do not know yet whether your withdrawal of ${amountOf('en', amount)} was paid. Our support is finding out. The amount stays set aside in your wallet meanwhile.`,
      'We will write to you as soon as we know. Please do not request it again.',
    ),
  'bets-settled': ({ firstName, day, totals }) =>
    letter(
      `Your bets of ${dayOf('en', day)}`,
      `Hello ${firstName},`,
      ...totals.map(settledLine),
      'Each bet with its selections and results is in your account. You can set limits there, or take a break.',
    ),
  excluded: ({ firstName, kind, until, by }, timeZone) =>
    letter(
      kind === 'TIME_OUT' ? 'Your time-out has begun' : 'You are excluded from betting',
      `Hello ${firstName},`,
      [
        by === 'SUPPORT' ? 'Our support excluded you' : 'You excluded yourself',
        until === null
          ? 'from deposits and bets. The exclusion is permanent.'
          : `from deposits and bets until ${dayAndTime('en', until, timeZone)}. It cannot end earlier.`,
      ].join(' '),
      'You can withdraw your money at any time. Open bets are settled and paid as usual.',
    ),
  'limit-reached': ({ firstName, kind, period, limit, until }, timeZone) =>
    letter(
      `You have reached your limit of ${limitNames[kind]}`,
      `Hello ${firstName},`,
      `Your ${limitNames[kind]} in ${periodNames[period]} are limited to ${amountOf('en', limit)}, so we did not accept the last amount.`,
      until === null
        ? 'The amount is more than the whole limit.'
        : `From ${dayAndTime('en', until, timeZone)}, the amount fits again.`,
      'You set this limit yourself. You can lower it at any time, or take a break.',
    ),
  'limit-changed': ({ firstName, kind, period, limit }) =>
    letter(
      `Your limit of ${limitNames[kind]} has changed`,
      `Hello ${firstName},`,
      limit === null
        ? `Your ${limitNames[kind]} in ${periodNames[period]} are no longer limited.`
        : `Your ${limitNames[kind]} in ${periodNames[period]} are now limited to ${amountOf('en', limit)}.`,
      'If this was not you, reset your password now.',
    ),
};
