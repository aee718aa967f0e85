import { describe, expect, it } from '@jest/globals';
import type { MarketStatus } from '../markets/statuses.ts';
import { offerCashOut } from './accept-cash-out.ts';
import type { Bet, PlacedLeg } from './bet.ts';
import type { SelectionFacts } from './price-bet.ts';

const now = new Date('2026-03-01T12:00:00.000Z');

const leg = (id: string, result: PlacedLeg['result']): PlacedLeg => ({
  betId: 'bet_1',
  position: 1,
  selectionId: id,
  marketId: `mkt_${id}`,
  eventId: `spe_${id}`,
  oddsMilli: 2000,
  oddsVersion: 1,
  isBanker: false,
  result,
  resultNumerator: null,
  resultDenominator: null,
  settledRevision: result === null ? 0 : 1,
});

/** A double of 10.00 at 2.000 each, of which the first leg has won. */
const bet: Bet = {
  id: 'bet_1',
  userId: 'usr_1',
  currency: 'KES',
  kind: 'ACCUMULATOR',
  stakeMinor: 1000n,
  unitStakeMinor: 1000n,
  lines: 1,
  systemSizes: [],
  potentialReturnMinor: 4000n,
  openStakeMinor: 1000n,
  status: 'ACCEPTED',
  oddsPolicy: 'NONE',
  placedAt: now,
  settledAt: null,
  returnMinor: null,
  cashedOutMinor: 0n,
  cashOuts: 0,
  version: 1,
  legs: [leg('won', 'WON'), leg('open', null)],
};

const facts = (id: string, status: MarketStatus): SelectionFacts => ({
  selection: { id, oddsMilli: 2000, oddsVersion: 1, status: 'ACTIVE' },
  market: {
    id: `mkt_${id}`,
    isLive: true,
    status,
    maxStakes: {},
    settlementRevision: status === 'ACTIVE' ? 0 : 1,
  },
  event: { id: `spe_${id}`, startsAt: now, status: status === 'ACTIVE' ? 'LIVE' : 'ENDED' },
});

const offerWhile = (status: MarketStatus) =>
  offerCashOut(bet, 1000n, {
    known: new Map([
      ['won', facts('won', status)],
      ['open', facts('open', 'ACTIVE')],
    ]),
    terms: { marginBasisPoints: 500 },
    now,
  });

describe('a cash-out', () => {
  it('counts the legs that have won', () => {
    expect(offerWhile('SETTLED')).toMatchObject({ stakeMinor: 1000n, amountMinor: 1900n });
  });

  it('waits while a market of the bet is settled again: its result may have been wrong', () => {
    expect(offerWhile('RESETTLING')).toMatchObject({
      __typename: 'CashOutNotAvailable',
      selections: [{ selectionId: 'won' }],
    });
  });
});
