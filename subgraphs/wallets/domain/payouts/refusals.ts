import { type Money, toGraphMoney } from '@soko/money';
import { refuse, type sellerNotActive } from '@soko/refusals';
import type { insufficientFunds } from '../money-refusals.ts';
import type { PayoutKind, PayoutStatus } from './payout.ts';

/** Why no payout is made. */
export type NoPayout = ReturnType<
  | typeof sellerNotActive
  | typeof insufficientFunds
  | typeof payoutMethodMissing
  | typeof payoutMethodUnfit
  | typeof payoutMethodFailed
  | typeof payoutBelowMinimum
>;

export const payoutMethodMissing = () =>
  refuse('PayoutMethodMissing', 'The seller has no payout method. Set one with `updateSeller`.');

export const payoutMethodUnfit = (kind: PayoutKind, currency: string) =>
  refuse(
    'PayoutMethodUnfit',
    `The payout method cannot receive ${currency}: M-Pesa receives KES, and bank accounts EUR within SEPA. Change it with \`updateSeller\`.`,
    { kind, currency },
  );

export const payoutMethodFailed = (payoutId: string) =>
  refuse(
    'PayoutMethodFailed',
    'The last payout to this payout method did not arrive. Change the method with `updateSeller`, or ask support.',
    { payoutId },
  );

export const payoutBelowMinimum = (least: Money, left: Money) => {
  const [minimum, available] = [toGraphMoney(least), toGraphMoney(left)];
  const message = `Payouts are at least ${minimum.amount} ${minimum.currency}; ${available.amount} ${available.currency} is available.`;
  return refuse('PayoutBelowMinimum', message, { minimum, available });
};

export type NoBankFile = ReturnType<typeof bankFilesNotConfigured | typeof noPayoutsForBank>;

export const bankFilesNotConfigured = () =>
  refuse('BankFilesNotConfigured', 'Set `PAYOUT_BANK_NAME` and `PAYOUT_BANK_IBAN`, the account from which Soko pays.');

/** `leftOutCount`: payouts that wait, and whose destination cannot be read. */
export const noPayoutsForBank = (leftOutCount = 0) =>
  refuse(
    'NoPayoutsForBank',
    leftOutCount === 0
      ? 'No payout waits for a bank file.'
      : 'The payouts that wait have destinations that no key opens.',
    { leftOutCount },
  );

export type WrongPayoutStatus = ReturnType<typeof wrongPayoutStatus>;

export const wrongPayoutStatus = (status: PayoutStatus, kind: PayoutKind, wanted: string) =>
  refuse('WrongPayoutStatus', `The payout is ${status} and goes by ${kind}; ${wanted}`, { status, kind });
