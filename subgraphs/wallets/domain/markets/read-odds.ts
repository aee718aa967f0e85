import { badUserInput } from '@soko/errors';
import { parseOdds } from './odds.ts';

/** Odds in thousandths. Throws BAD_USER_INPUT at `field`. */
export function readOdds(text: string, field: string): number {
  const milli = parseOdds(text);
  if (milli === null)
    throw badUserInput('Odds must be a decimal number with at most three decimals, from 1.001 to 1000.000.', field);
  return milli;
}
