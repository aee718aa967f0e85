import { refuse } from '@soko/refusals';
import type { Vacation } from './vacation.ts';

const writtenDay = (date: Date): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date);

const ofCarts = 'Order their goods later, or remove them from the cart for now.';

/** The refusal for goods of sellers on vacation. `until` is the time at which all of them are back. */
export function sellerOnVacation(vacations: readonly Vacation[], advice: string = ofCarts) {
  const ends = vacations.flatMap(({ until }) => (until === null ? [] : [until.getTime()]));
  const until = ends.length < vacations.length ? null : new Date(Math.max(...ends));
  const who = vacations.length === 1 ? 'The seller is' : `${vacations.length} sellers are`;
  const end = until === null ? '' : ` until ${writtenDay(until)}`;
  const message = `${who} on vacation${end}. ${advice}`;
  return refuse('SellerOnVacation', message, { sellers: vacations.map(({ sellerId }) => ({ id: sellerId })), until });
}

export type SellerOnVacation = ReturnType<typeof sellerOnVacation>;
