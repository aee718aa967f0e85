import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LegResult } from '../bets/leg-factor.ts';
import { changeBet, netOf, type SettlingBet } from './change-bet.ts';
import { fundsKey, shareDebts } from './share-debts.ts';

const leg = (oddsMilli: number, result: LegResult['result'] | null, index = 0) => ({
  selectionId: `sel_${index}`,
  marketId: `mkt_${index}`,
  eventId: `spe_${index}`,
  oddsMilli,
  isBanker: false,
  result: result === null ? null : ({ result } as LegResult),
});

const bet = (given: Partial<SettlingBet>): SettlingBet => ({
  id: 'bet_1',
  userId: 'usr_1',
  currency: 'KES',
  kind: 'ACCUMULATOR',
  status: 'ACCEPTED',
  stakeMinor: 1000n,
  unitStakeMinor: 1000n,
  lines: 1,
  systemSizes: [],
  potentialReturnMinor: 0n,
  returnMinor: null,
  settlementRevision: 0,
  version: 1,
  legs: [leg(2000, 'WON'), leg(1500, null, 1)],
  ...given,
});
const won = { status: 'WON', returnMinor: 3000n, settlementRevision: 1 } as const;

describe('the change of a bet', () => {
  it('is nothing while a leg is open', () => {
    expect(changeBet(bet({}))).toBeNull();
  });

  it.each(['CANCELLED', 'CASHED_OUT'] as const)('is nothing once it is %s', (status) => {
    expect(changeBet(bet({ status, legs: [leg(2000, 'WON')] }))).toBeNull();
  });

  it('is its settlement with the last result', () => {
    const change = changeBet(bet({ legs: [leg(2000, 'WON'), leg(1500, 'WON', 1)] }));
    expect(change).toMatchObject({ reversed: null, settled: { revision: 1, status: 'WON', returnMinor: 3000n } });
  });

  it('is nothing when a bet that was lost early gets another result', () => {
    const lost = { status: 'LOST', returnMinor: 0n, settlementRevision: 1 } as const;
    expect(changeBet(bet({ ...lost, legs: [leg(2000, 'LOST'), leg(1500, 'WON', 1)] }))).toBeNull();
  });

  it('is nothing when a settlement is repeated with the same results', () => {
    expect(changeBet(bet({ ...won, legs: [leg(2000, 'WON'), leg(1500, 'WON', 1)] }))).toBeNull();
  });

  it('is a reversal and a new settlement with other results', () => {
    const change = changeBet(bet({ ...won, legs: [leg(2000, 'WON'), leg(1500, 'VOID', 1)] }))!;
    expect(change).toMatchObject({
      reversed: { revision: 1, status: 'WON', returnMinor: 3000n },
      settled: { revision: 2, status: 'WON', returnMinor: 2000n },
    });
    expect(netOf(change)).toBe(-1000n);
  });

  it('opens a bet again that was lost early by mistake', () => {
    const lost = { status: 'LOST', returnMinor: 0n, settlementRevision: 1 } as const;
    const change = changeBet(bet({ ...lost, legs: [leg(2000, 'WON'), leg(1500, null, 1)] }));
    expect(change).toMatchObject({ reversed: { revision: 1 }, settled: null });
  });
});

const changeOf = (netMinor: bigint, userId = 'usr_1') => {
  const settled = { revision: 2, status: 'WON', returnMinor: netMinor > 0n ? netMinor : 0n } as const;
  const reversed = { revision: 1, status: 'WON', returnMinor: netMinor < 0n ? -netMinor : 0n } as const;
  return { bet: bet({ userId }), settled, reversed };
};
const fundsOf = (availableMinor: bigint, owedMinor: bigint) =>
  new Map([[fundsKey({ userId: 'usr_1', currency: 'KES' }), { availableMinor, owedMinor }]]);

describe('a debt', () => {
  it('is what a reversal takes back beyond the wallet', () => {
    expect(shareDebts([changeOf(-500n)], fundsOf(300n, 0n))).toMatchObject([{ lentMinor: 200n, repaidMinor: 0n }]);
    expect(shareDebts([changeOf(-500n)], fundsOf(500n, 0n))).toMatchObject([{ lentMinor: 0n }]);
  });

  it('is repaid by the next winnings, as far as they go', () => {
    const shared = shareDebts([changeOf(150n), changeOf(150n), changeOf(150n)], fundsOf(0n, 200n));
    expect(shared.map(({ repaidMinor }) => repaidMinor)).toEqual([150n, 50n, 0n]);
  });

  it('of one user is nothing to another', () => {
    expect(shareDebts([changeOf(150n, 'usr_2')], fundsOf(0n, 200n))).toMatchObject([{ repaidMinor: 0n }]);
  });

  it('keeps every wallet and every debt at zero or more, and loses nothing', () => {
    const amount = fc.bigInt(0n, 1000n);
    fc.assert(
      fc.property(fc.array(fc.bigInt(-1000n, 1000n)), amount, amount, (nets, availableMinor, owedMinor) => {
        let [available, owed] = [availableMinor, owedMinor];
        for (const { change, lentMinor, repaidMinor } of shareDebts(
          nets.map((net) => changeOf(net)),
          fundsOf(available, owed),
        )) {
          available += netOf(change) + lentMinor - repaidMinor;
          owed += lentMinor - repaidMinor;
          expect(available).toBeGreaterThanOrEqual(0n);
          expect(owed).toBeGreaterThanOrEqual(0n);
        }
        expect(available - owed).toBe(availableMinor - owedMinor + nets.reduce((sum, net) => sum + net, 0n));
      }),
    );
  });
});
