import { badUserInput } from '@soko/errors';
import { BadMoney, type Money, parseMoney } from '@soko/money';

/** An amount as a client wrote it; BAD_USER_INPUT names the field. */
export function readMoney({ amount, currency }: { amount: string; currency: string }, field: string): Money {
  try {
    const money = parseMoney(amount, currency);
    if (money.amountMinor < 0n) throw new BadMoney('Expected no less than nothing.');
    return money;
  } catch (error) {
    if (error instanceof BadMoney) throw badUserInput(error.message, field);
    throw error;
  }
}
