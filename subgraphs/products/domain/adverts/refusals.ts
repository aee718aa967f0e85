import { toGraphMoney } from '@soko/money';
import { refuse, type Refused } from '@soko/refusals';
import type { Advert, AdvertStatus } from './advert.ts';

export type WrongAdvertStatus = Refused<'WrongAdvertStatus', { status: AdvertStatus; allowed: AdvertStatus[] }>;
/** `deed` completes "An advert with the status X cannot …", such as `be paused`. */
export const wrongAdvertStatus = (status: AdvertStatus, allowed: AdvertStatus[], deed: string): WrongAdvertStatus =>
  refuse(
    'WrongAdvertStatus',
    `An advert with the status ${status} cannot ${deed}; the status must be ${allowed.join(' or ')}.`,
    { status, allowed },
  );

export type AdvertBudgetTooLow = Refused<'AdvertBudgetTooLow', { spent: { amount: string; currency: string } }>;
export const advertBudgetTooLow = ({
  spentMinor,
  currency,
}: Pick<Advert, 'spentMinor' | 'currency'>): AdvertBudgetTooLow => {
  const spent = toGraphMoney({ amountMinor: spentMinor, currency });
  return refuse(
    'AdvertBudgetTooLow',
    `The advert has spent ${spent.amount} ${currency}. The total budget must cover that and another click.`,
    { spent },
  );
};

export type TooManyAdverts = Refused<'TooManyAdverts', { limit: number }>;
export const tooManyAdverts = (limit: number): TooManyAdverts =>
  refuse('TooManyAdverts', `A seller may have at most ${limit} adverts that have not ended. End one first.`, { limit });

export type AdvertTokenExpired = Refused<'AdvertTokenExpired'>;
export const advertTokenExpired = (): AdvertTokenExpired =>
  refuse('AdvertTokenExpired', 'The product was shown too long ago. Open it without recording the click.');

/** Every refusal that only adverts have. */
export type AdvertRefusal = WrongAdvertStatus | AdvertBudgetTooLow | TooManyAdverts | AdvertTokenExpired;
