import { type Envelope, type EventTrail, newEvent, walletsMarket } from '@soko/events';
import type { Market } from '../markets/market.ts';
import type { SettlementResult } from './results.ts';

const of = ({ id, version }: Market) => ({ subject: id, sequence: version });

const toldResult = ({ selectionId, result }: SettlementResult) => {
  const share = result?.result === 'DEAD_HEAT' ? result : { numerator: null, denominator: null };
  const { numerator, denominator } = share;
  return result === null ? [] : [{ selectionId, result: result.result, numerator, denominator }];
};

/** The market has results, and its bets are being settled. */
export const marketSettled = (
  market: Market,
  revision: number,
  results: readonly SettlementResult[],
  trail: EventTrail,
): Envelope => {
  const data = { eventId: market.eventId, revision, results: results.flatMap(toldResult) };
  return newEvent(walletsMarket, 'settled', { ...of(market), data }, trail);
};

export const marketResettling = (market: Market, reason: string | null, trail: EventTrail): Envelope =>
  newEvent(walletsMarket, 'resettling', { ...of(market), data: { eventId: market.eventId, reason } }, trail);

export const marketVoided = (market: Market, reason: string | null, trail: EventTrail): Envelope =>
  newEvent(walletsMarket, 'voided', { ...of(market), data: { eventId: market.eventId, reason } }, trail);
