import type { Money } from '@soko/money';

/** An amount of an event, as texts need it. */
export const moneyOf = ({ amountMinor, currency }: { amountMinor: string; currency: string }): Money => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

/** The part of an amount that a tax leaves. */
export const without = (amount: Money, tax: Money): Money => ({
  ...amount,
  amountMinor: amount.amountMinor - tax.amountMinor,
});
