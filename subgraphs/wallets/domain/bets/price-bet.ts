import type { Market, Selection } from '../markets/market.ts';
import { closedBecause } from '../markets/open-for-bets.ts';
import type { SportEvent } from '../markets/sport-event.ts';
import type { OddsPolicy } from './bet.ts';
import { countLines, lineSizes } from './lines.ts';
import type { PricedBet, PricedLeg, WantedBet, WantedLeg } from './priced-bet.ts';
import {
  type ChangedOdds,
  type ClosedSelection,
  eventStarted,
  type EventStarted,
  marketClosed,
  type MarketClosed,
  oddsChanged,
  type OddsChanged,
  selectionsOfOneEvent,
  type SelectionsOfOneEvent,
} from './refusals.ts';

/** The present state of a selection, its market and its event. */
export interface SelectionFacts {
  selection: Pick<Selection, 'id' | 'oddsMilli' | 'oddsVersion' | 'status'>;
  market: Pick<Market, 'id' | 'isLive' | 'status' | 'maxStakes' | 'settlementRevision'>;
  event: Pick<SportEvent, 'id' | 'startsAt' | 'status'>;
}

/** The present state of all selections of a bet, by their ids. */
export type KnownSelections = ReadonlyMap<string, SelectionFacts>;

export type PricingRefusal = OddsChanged | MarketClosed | EventStarted | SelectionsOfOneEvent;

/** The legs at the present odds. Every selection must be known. */
function priceLegs(legs: readonly WantedLeg[], known: KnownSelections): PricedLeg[] {
  return legs.map((leg) => {
    const { selection, market, event } = known.get(leg.selectionId)!;
    const { oddsMilli, oddsVersion } = selection;
    return { ...leg, oddsMilli, oddsVersion, marketId: market.id, eventId: event.id, result: null };
  });
}

/** The bet at the present odds, whether it can be placed or not. */
export function priceBet({ kind, legs, systemSizes, unitStakeMinor }: WantedBet, known: KnownSelections): PricedBet {
  const sizes = lineSizes(kind, legs, systemSizes);
  const lines = countLines(legs, sizes);
  return { legs: priceLegs(legs, known), sizes, lines, stakeMinor: unitStakeMinor * BigInt(lines) };
}

function findSameEvent(legs: readonly PricedLeg[]): SelectionsOfOneEvent | null {
  const twice = legs.find(({ eventId }, index) => legs.findIndex((other) => other.eventId === eventId) !== index);
  if (twice === undefined) return null;
  const same = legs.filter(({ eventId }) => eventId === twice.eventId);
  return selectionsOfOneEvent(
    twice.eventId,
    same.map(({ selectionId }) => selectionId),
  );
}

/** The selections that take no bets now. */
export const closedSelections = (facts: readonly SelectionFacts[], now: Date): ClosedSelection[] =>
  facts.flatMap((each) => {
    const because = closedBecause(each, now);
    if (because === null) return [];
    return [{ selectionId: each.selection.id, marketId: each.market.id, eventId: each.event.id, because }];
  });

function findClosed(legs: readonly PricedLeg[], known: KnownSelections, now: Date): MarketClosed | EventStarted | null {
  const closed = closedSelections(
    legs.map(({ selectionId }) => known.get(selectionId)!),
    now,
  );
  const started = closed.filter(({ because }) => because === 'EVENT_STARTED');
  if (started.length > 0) return eventStarted(started);
  return closed.length > 0 ? marketClosed(closed) : null;
}

function accepts(policy: OddsPolicy, { requestedMilli, currentMilli }: ChangedOdds): boolean {
  if (policy === 'NONE') return currentMilli === requestedMilli;
  return policy === 'ANY' || currentMilli >= requestedMilli;
}

/** The selections whose odds are not those of the request. */
export const changedOdds = (legs: readonly WantedLeg[], known: KnownSelections): ChangedOdds[] =>
  legs
    .map(({ selectionId, oddsMilli }) => ({
      selectionId,
      requestedMilli: oddsMilli,
      currentMilli: known.get(selectionId)!.selection.oddsMilli,
    }))
    .filter(({ requestedMilli, currentMilli }) => requestedMilli !== currentMilli);

/** The reason why these selections cannot be bet on together, now and at these odds, or null. */
export function refuseSelections(wanted: WantedBet, known: KnownSelections, now: Date): PricingRefusal | null {
  const legs = priceLegs(wanted.legs, known);
  const refusal = findSameEvent(legs) ?? findClosed(legs, known, now);
  if (refusal !== null) return refusal;
  const changed = changedOdds(wanted.legs, known).filter((each) => !accepts(wanted.oddsPolicy, each));
  return changed.length > 0 ? oddsChanged(changed) : null;
}
