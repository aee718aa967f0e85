import { badUserInput } from '@soko/errors';
import { BadMoney, chargeableStep, formatMinor, maxAmountMinor, type Money, parseMoney } from '@soko/money';
import { nameField } from './name-field.ts';

/** Money as a client writes it: a decimal text and an ISO 4217 code. */
export interface WrittenMoney {
  amount: string;
  currency: string;
}

function parse({ amount, currency }: WrittenMoney, field: string): Money {
  try {
    const money = parseMoney(amount, currency);
    if (money.amountMinor <= maxAmountMinor) return money;
    const max = formatMinor(maxAmountMinor, currency);
    throw badUserInput(`${nameField(field)} must be at most ${max} ${currency}.`, field);
  } catch (error) {
    if (error instanceof BadMoney) throw badUserInput(error.message, field);
    throw error;
  }
}

/** Exact money of zero to `maxAmountMinor`. Throws BAD_USER_INPUT at `field`, the path of the amount. */
export function readMoney(written: WrittenMoney, field = 'amount'): Money {
  const money = parse(written, field);
  if (money.amountMinor < 0n) throw badUserInput(`${nameField(field)} must not be negative.`, field);
  return money;
}

/** Exact money above zero, at most `maxAmountMinor`. Throws BAD_USER_INPUT at `field`, the path of the amount. */
export function readPositiveMoney(written: WrittenMoney, field = 'amount'): Money {
  const money = parse(written, field);
  if (money.amountMinor <= 0n) throw badUserInput(`${nameField(field)} must be greater than zero.`, field);
  return money;
}

/** The money, if it can be charged: in currencies with three decimals it ends in 0. Throws BAD_USER_INPUT at `field`. */
export function requireChargeable(money: Money, field = 'amount'): Money {
  if (money.amountMinor % chargeableStep(money.currency) === 0n) return money;
  throw badUserInput(`${nameField(field)} in ${money.currency} must end in 0, such as "1.250".`, field);
}
