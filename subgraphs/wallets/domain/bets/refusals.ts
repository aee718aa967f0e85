import { toGraphMoney } from '@soko/money';
import { refuse } from '@soko/refusals';
import type { BetStatus } from './bet.ts';
import type { ClosedBecause } from '../markets/open-for-bets.ts';

/** Odds that differ from those in a request. */
export interface ChangedOdds {
  selectionId: string;
  requestedMilli: number;
  currentMilli: number;
}

/** A selection that takes no bets. A type, so that it is JSON for the compiler: refusals are kept for repeats. */
export type ClosedSelection = {
  selectionId: string;
  marketId: string;
  eventId: string;
  because: ClosedBecause;
};

const money = (currency: string, amountMinor: bigint) => toGraphMoney({ amountMinor, currency });

export const oddsChanged = (selections: readonly ChangedOdds[]) =>
  refuse('OddsChanged', 'The odds have changed. Accept the current odds, or choose another odds policy.', {
    selections: [...selections],
  });

export const marketClosed = (selections: readonly ClosedSelection[]) =>
  refuse('MarketClosed', 'At least one selection takes no bets now. Remove it, or try again later.', {
    selections: [...selections],
  });

export const eventStarted = (selections: readonly ClosedSelection[]) =>
  refuse('EventStarted', 'At least one event has started, and its market takes no bets during the event. Remove it.', {
    selections: [...selections],
  });

export const selectionsOfOneEvent = (eventId: string, selectionIds: readonly string[]) =>
  refuse(
    'SelectionsOfOneEvent',
    'A bet on several selections has one selection of each event at most. Keep one of these selections.',
    { eventId, selectionIds: [...selectionIds] },
  );

export const staffMayNotBet = () => refuse('StaffMayNotBet', 'Traders, support and administrators may not bet.');

export const betCurrencyNotOffered = (currency: string) =>
  refuse('BetCurrencyNotOffered', `Bets in ${currency} are not offered. See \`bettingLimits\` for the currencies.`);

export const stakeTooLow = (currency: string, minMinor: bigint) => {
  const min = money(currency, minMinor);
  return refuse('StakeTooLow', `The stake of a line must be at least ${min.amount} ${currency}.`, { min });
};

/** `maxMinor` is the stake of a line that is possible now, perhaps zero. */
export const stakeTooHigh = (currency: string, maxMinor: bigint) => {
  const max = money(currency, maxMinor > 0n ? maxMinor : 0n);
  return refuse(
    'StakeTooHigh',
    maxMinor > 0n
      ? `The stake of a line can be ${max.amount} ${currency} at most.`
      : 'No more bets on these selections are accepted now.',
    { max },
  );
};

export const betNotOpen = (status: BetStatus) =>
  refuse('BetNotOpen', `This bet has the status ${status}; only a bet with the status ACCEPTED can be changed.`, {
    status,
  });

export const cancellationOver = () =>
  refuse(
    'CancellationOver',
    'A bet can be cancelled within 5 minutes after it was placed, before the first of its events starts, and before a cash-out.',
  );

export const cashOutNotAvailable = (selections: readonly ClosedSelection[]) =>
  refuse(
    'CashOutNotAvailable',
    selections.length > 0
      ? 'At least one market of this bet is closed or suspended. Try again when it is open.'
      : 'This bet has no value now, or too little to be cashed out.',
    { selections: [...selections] },
  );

export const cashOutOfferExpired = () =>
  refuse('CashOutOfferExpired', 'This offer has expired, or the bet has changed since. Ask for a new offer.');

export const cashOutValueFell = (currency: string, offeredMinor: bigint, currentMinor: bigint) =>
  refuse('CashOutValueFell', 'The value of the bet is lower than the offer now. Ask for a new offer.', {
    offered: money(currency, offeredMinor),
    current: money(currency, currentMinor),
  });

export type OddsChanged = ReturnType<typeof oddsChanged>;
export type MarketClosed = ReturnType<typeof marketClosed>;
export type EventStarted = ReturnType<typeof eventStarted>;
export type SelectionsOfOneEvent = ReturnType<typeof selectionsOfOneEvent>;
export type StaffMayNotBet = ReturnType<typeof staffMayNotBet>;
export type BetCurrencyNotOffered = ReturnType<typeof betCurrencyNotOffered>;
export type StakeTooLow = ReturnType<typeof stakeTooLow>;
export type StakeTooHigh = ReturnType<typeof stakeTooHigh>;
export type BetNotOpen = ReturnType<typeof betNotOpen>;
export type CancellationOver = ReturnType<typeof cancellationOver>;
export type CashOutNotAvailable = ReturnType<typeof cashOutNotAvailable>;
export type CashOutOfferExpired = ReturnType<typeof cashOutOfferExpired>;
export type CashOutValueFell = ReturnType<typeof cashOutValueFell>;
