import { digitsOf } from '@soko/money';

/** Decimal digits of a rank: the maximum of all currencies. */
const rankDigits = 3;

/** Minor units of a currency as thousandths of its unit: 12.50 EUR and 12.500 KWD both rank 12500. */
export const priceRankOf = (amountMinor: bigint, currency: string): bigint =>
  amountMinor * 10n ** BigInt(rankDigits - digitsOf(currency));

/** A decimal such as `"12.5"` as a rank. Digits after the third are cut off. */
export function rankOfDecimal(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(rankDigits, '0').slice(0, rankDigits));
}
