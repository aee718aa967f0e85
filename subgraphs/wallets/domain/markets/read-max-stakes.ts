import { badUserInput } from '@soko/errors';
import { readList, readPositiveMoney, type WrittenMoney } from '@soko/input';
import { currencyDigits } from '@soko/money';
import type { MaxStakes } from './market.ts';

/** Largest stakes of a market, at most one of each currency. Throws BAD_USER_INPUT. */
export function readMaxStakes(written: readonly WrittenMoney[]): MaxStakes {
  const max = Object.keys(currencyDigits).length;
  const stakes = new Map<string, string>();
  for (const [index, each] of readList(written, 'maxStakes', { min: 0, max }).entries()) {
    const path = `maxStakes.${index}`;
    const { amountMinor, currency } = readPositiveMoney(each, `${path}.amount`);
    if (stakes.has(currency)) throw badUserInput('Each currency must be given once.', `${path}.currency`);
    stakes.set(currency, `${amountMinor}`);
  }
  return Object.fromEntries(stakes);
}
