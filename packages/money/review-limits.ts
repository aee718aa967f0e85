import { z } from 'zod';
import { currencyDigits, digitsOf } from './index.ts';

/** Whole units of a currency: of any, and of some. */
export interface AmountByCurrency {
  usual: number;
  byCurrency: ReadonlyMap<string, number>;
}

/** What one administrator may move alone: with one decision, and within 24 hours in one currency. */
export interface ReviewLimits {
  once: AmountByCurrency;
  daily: AmountByCurrency;
}

/** About a hundred US dollars. 100 units are no more than that in any currency that is not listed. */
const hundredDollars: AmountByCurrency = {
  usual: 100,
  byCurrency: new Map(
    Object.entries({
      BHD: 35, BRL: 500, CLP: 90_000, CNY: 700, CZK: 2_300, DKK: 700, EGP: 4_000, ETB: 10_000, GHS: 1_000, HKD: 800,
      HUF: 35_000, IDR: 1_500_000, ILS: 350, INR: 8_000, ISK: 13_000, JOD: 70, JPY: 15_000, KES: 10_000, KRW: 130_000,
      KWD: 30, MAD: 1_000, MXN: 1_800, NGN: 100_000, NOK: 1_000, OMR: 35, PHP: 5_000, PLN: 400, RON: 450, RWF: 100_000,
      SEK: 1_000, THB: 3_000, TND: 300, TRY: 3_500, TZS: 200_000, UGX: 300_000, VND: 2_500_000, XAF: 50_000,
      XOF: 50_000, ZAR: 1_500, ZMW: 2_000,
    }), // prettier-ignore
  ),
};

const times = ({ usual, byCurrency }: AmountByCurrency, factor: number): AmountByCurrency => ({
  usual: usual * factor,
  byCurrency: new Map([...byCurrency].map(([currency, amount]) => [currency, amount * factor])),
});

/** `10000,JPY=1000000`. Null for anything else, such as a currency that Soko does not trade in. */
function readAmounts(text: string): AmountByCurrency | null {
  const [first = '', ...others] = text.split(',').map((each) => each.trim());
  const found = others.map((each) => /^([A-Z]{3})=(\d{1,12})$/.exec(each));
  const byCurrency = new Map<string, number>();
  for (const each of found) {
    const [, currency = '', amount] = each ?? [];
    if (!Object.hasOwn(currencyDigits, currency) || byCurrency.has(currency)) return null;
    byCurrency.set(currency, Number(amount));
  }
  return /^\d{1,12}$/.test(first) ? { usual: Number(first), byCurrency } : null;
}

const amounts = (usual: AmountByCurrency) =>
  z
    .string()
    .optional()
    .transform((text, context) => {
      const read = text === undefined ? usual : readAmounts(text);
      if (read !== null) return read;
      const message =
        'must be a whole amount, with those of some currencies that Soko supports, such as `10000,JPY=1000000`';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

/** The limits of one administrator, as variables of every service in which money is moved by hand. */
export const reviewVariables = {
  WALLET_ADJUSTMENT_REVIEW_ABOVE: amounts(hundredDollars).describe(
    'Adjustments of wallets, and decisions about unmatched funds, above this amount need the approval of a second administrator. In whole units of any currency; other amounts for some currencies follow, such as `100,KES=10000`. Default: about 100 US dollars in each currency, such as 10,000 KES, 15,000 JPY or 100 EUR.',
  ),
  WALLET_ADJUSTMENT_REVIEW_ABOVE_DAILY: amounts(times(hundredDollars, 2)).describe(
    'So do those with which one administrator would move more than this within 24 hours, in one currency and in one service. Written in the same way. Default: twice as much.',
  ),
};

const minorOf = ({ usual, byCurrency }: AmountByCurrency, currency: string): bigint =>
  BigInt(byCurrency.get(currency) ?? usual) * 10n ** BigInt(digitsOf(currency));

/** True when a second administrator must approve an amount, given what the first one has moved alone within 24 hours. */
export function needsReview(
  { amountMinor, currency }: { amountMinor: bigint; currency: string },
  { once, daily }: ReviewLimits,
  movedMinor: bigint,
): boolean {
  const size = amountMinor < 0n ? -amountMinor : amountMinor;
  return size > minorOf(once, currency) || movedMinor + size > minorOf(daily, currency);
}
