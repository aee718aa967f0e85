import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { potentialReturn } from './bet-return.ts';
import { type BettingLimits, exposureSubjects, maxUnitStake } from './betting-limits.ts';
import { type KnownSelections, priceBet, refuseSelections, type SelectionFacts } from './price-bet.ts';
import type { WantedBet } from './priced-bet.ts';
import { refuseStake } from './refuse-stake.ts';

const now = new Date('2026-11-26T12:00:00Z');
const later = new Date('2026-11-26T15:00:00Z');

interface Overrides {
  selection?: Partial<SelectionFacts['selection']>;
  market?: Partial<SelectionFacts['market']>;
  event?: Partial<SelectionFacts['event']>;
}

const factsOf = (name: string, { selection, market, event }: Overrides = {}): SelectionFacts => ({
  selection: { id: `sel_${name}`, oddsMilli: 2000, oddsVersion: 3, status: 'ACTIVE', ...selection },
  market: {
    id: `mkt_${name}`,
    isLive: false,
    status: 'ACTIVE',
    maxStakes: {},
    settlementRevision: 0,
    ...market,
  },
  event: { id: `spe_${name}`, startsAt: later, status: 'SCHEDULED', ...event },
});

const known = (...facts: SelectionFacts[]): KnownSelections => new Map(facts.map((each) => [each.selection.id, each]));

const wanting = (names: readonly string[], overrides: Partial<WantedBet> = {}): WantedBet => ({
  kind: names.length === 1 ? 'SINGLE' : 'ACCUMULATOR',
  legs: names.map((name) => ({ selectionId: `sel_${name}`, oddsMilli: 2000, isBanker: false })),
  systemSizes: [],
  currency: 'KES',
  unitStakeMinor: 10_000n,
  oddsPolicy: 'NONE',
  ...overrides,
});

const limits: BettingLimits = {
  currency: 'KES',
  minStakeMinor: 2_000n,
  maxStakeMinor: 10_000_000n,
  maxReturnMinor: 200_000_000n,
  selectionMaxMinor: 2_000_000_000n,
  marketMaxMinor: 5_000_000_000n,
  eventMaxMinor: 10_000_000_000n,
  userMaxMinor: 1_000_000_000n,
};

describe('the selections of a bet', () => {
  it('are accepted at their odds while their markets are open', () => {
    expect(refuseSelections(wanting(['a', 'b']), known(factsOf('a'), factsOf('b')), now)).toBeNull();
  });

  it('are refused when two are of one event', () => {
    const b = factsOf('b', { event: { id: 'spe_a' } });
    expect(refuseSelections(wanting(['a', 'b']), known(factsOf('a'), b), now)).toMatchObject({
      code: 'SELECTIONS_OF_ONE_EVENT',
      eventId: 'spe_a',
      selectionIds: ['sel_a', 'sel_b'],
    });
  });

  it.each([
    ['the start by the clock', { event: { startsAt: now } }, 'EventStarted'],
    ['the start by the trader', { event: { status: 'LIVE' } }, 'EventStarted'],
    ['a suspended market', { market: { status: 'SUSPENDED' } }, 'MarketClosed'],
    ['a closed market', { market: { status: 'CLOSED' } }, 'MarketClosed'],
    ['a settled market', { market: { status: 'SETTLED' } }, 'MarketClosed'],
    ['a suspended selection', { selection: { status: 'SUSPENDED' } }, 'MarketClosed'],
    ['the end of the event', { event: { status: 'ENDED' } }, 'MarketClosed'],
  ] as [string, Overrides, string][])('are refused after %s', (_what, overrides, expected) => {
    const refusal = refuseSelections(wanting(['a', 'b']), known(factsOf('a'), factsOf('b', overrides)), now);
    expect(refusal).toMatchObject({ __typename: expected, selections: [{ selectionId: 'sel_b' }] });
  });

  it('are accepted during the event when the market is live', () => {
    const live = factsOf('a', { market: { isLive: true }, event: { status: 'LIVE', startsAt: now } });
    expect(refuseSelections(wanting(['a']), known(live), now)).toBeNull();
  });

  it.each([
    ['NONE', 1999, false],
    ['NONE', 2001, false],
    ['BETTER', 1999, false],
    ['BETTER', 2001, true],
    ['ANY', 1999, true],
    ['ANY', 2001, true],
  ] as const)('under the policy %s at present odds of %i: %s', (oddsPolicy, oddsMilli, isAccepted) => {
    const refusal = refuseSelections(
      wanting(['a'], { oddsPolicy }),
      known(factsOf('a', { selection: { oddsMilli } })),
      now,
    );
    const expected = {
      selections: [{ selectionId: 'sel_a', requestedMilli: 2000, currentMilli: oddsMilli }],
    };
    if (isAccepted) expect(refusal).toBeNull();
    else expect(refusal).toMatchObject(expected);
  });

  it('are priced at the present odds', () => {
    const facts = known(factsOf('a', { selection: { oddsMilli: 2500, oddsVersion: 4 } }));
    expect(priceBet(wanting(['a']), facts).legs).toEqual([
      expect.objectContaining({ oddsMilli: 2500, oddsVersion: 4 }),
    ]);
  });
});

const trixie = priceBet(
  wanting(['a', 'b', 'c'], { kind: 'SYSTEM', systemSizes: [2, 3], unitStakeMinor: 10_000n }),
  known(factsOf('a'), factsOf('b'), factsOf('c')),
);

describe('the stake of a bet', () => {
  const refuse = (unitStakeMinor: bigint, marketMaxima: readonly bigint[] = [], room = limits.userMaxMinor) =>
    refuseStake({ ...trixie, stakeMinor: unitStakeMinor * 4n }, limits, marketMaxima, room);

  it('must reach the minimum in all lines together', () => {
    expect(refuse(499n)).toMatchObject({ code: 'STAKE_TOO_LOW', min: { amount: '5.00', currency: 'KES' } });
    expect(refuse(500n)).toBeNull();
  });

  it('is limited by the currency, by a market, and by the exposure that is left', () => {
    expect(refuse(2_500_001n)).toMatchObject({ code: 'STAKE_TOO_HIGH', max: { amount: '25000.00' } });
    expect(refuse(10_000n, [50_000n, 39_999n])).toMatchObject({ max: { amount: '99.99' } });
    // Four lines at 2.000: three doubles of 4 and a treble of 8, 20 in all.
    expect(refuse(10_000n, [], 199_999n)).toMatchObject({ max: { amount: '99.99' } });
    expect(refuse(10_000n, [], 200_001n)).toBeNull();
    expect(refuse(10_000n, [], -5n)).toMatchObject({ max: { amount: '0.00' } });
  });

  it('never returns more than the room, at the greatest stake there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_001, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
        fc.bigInt(0n, 10n ** 12n),
        (odds, room) => {
          const names = odds.map((_, index) => String(index));
          const facts = known(...odds.map((oddsMilli, index) => factsOf(String(index), { selection: { oddsMilli } })));
          const bet = priceBet(wanting(names), facts);
          const unit = maxUnitStake(
            bet,
            { ...limits, maxStakeMinor: 10n ** 12n, maxReturnMinor: 10n ** 12n },
            [],
            room,
          );
          expect(unit <= 0n || potentialReturn({ ...bet, stakeMinor: unit }) <= room).toBe(true);
        },
      ),
    );
  });
});

describe('the exposure of a bet', () => {
  it('is counted once for each of its selections, markets and events, in one order', () => {
    const legs = [
      { selectionId: 'sel_b', marketId: 'mkt_b', eventId: 'spe_1' },
      { selectionId: 'sel_a', marketId: 'mkt_a', eventId: 'spe_1' },
    ];
    expect(exposureSubjects('usr_1', legs).map(({ scope, subjectId }) => `${scope} ${subjectId}`)).toEqual([
      'EVENT spe_1',
      'MARKET mkt_a',
      'MARKET mkt_b',
      'SELECTION sel_a',
      'SELECTION sel_b',
      'USER usr_1',
    ]);
  });
});
