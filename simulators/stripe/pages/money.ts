import { currencyDigits, formatMinor } from '@soko/money';

/** `12.50 EUR`; in minor units if the currency's digits are unknown. */
export function money(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  return code in currencyDigits ? `${formatMinor(BigInt(amount), code)} ${code}` : `${amount} ${code}`;
}
