import { badUserInput } from '@soko/errors';
import { BadMoney, digitsOf } from '@soko/money';

/** An ISO 4217 code that Soko supports. Throws BAD_USER_INPUT at `field`. */
export function readCurrency(currency: string, field = 'currency'): string {
  try {
    digitsOf(currency);
    return currency;
  } catch (error) {
    if (error instanceof BadMoney) throw badUserInput(error.message, field);
    throw error;
  }
}
