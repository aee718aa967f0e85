import { describe, expect, it } from '@jest/globals';
import type { Bet } from './bet.ts';
import { sharedRoom } from './shared-room.ts';

const limits = {
  currency: 'KES',
  minStakeMinor: 1n,
  maxStakeMinor: 50n,
  maxReturnMinor: 50n,
  selectionMaxMinor: 100n,
  marketMaxMinor: 150n,
  eventMaxMinor: 200n,
  userMaxMinor: 90n,
};

const bet = (userId: string, potentialReturnMinor: bigint, ...selectionIds: string[]) => ({
  userId,
  potentialReturnMinor,
  legs: selectionIds.map((selectionId) => ({
    selectionId,
    marketId: 'mkt_1',
    eventId: 'spe_1',
  })) as unknown as Bet['legs'],
});

describe('the exposures of bets that are placed together', () => {
  it('leave out a bet that does not fit beside the others, and take a smaller one', () => {
    const room = sharedRoom(limits);
    const none = new Map<string, bigint>();
    expect(room.take(bet('usr_1', 50n, 'sel_1'), none)).toBe(true);
    expect(room.take(bet('usr_2', 40n, 'sel_1'), none)).toBe(true);
    expect(room.take(bet('usr_3', 11n, 'sel_1'), none)).toBe(false);
    expect(room.take(bet('usr_4', 10n, 'sel_1'), none)).toBe(true);
    expect(room.take(bet('usr_5', 51n, 'sel_2'), none)).toBe(false);
    expect(room.take(bet('usr_5', 50n, 'sel_2'), none)).toBe(true);
    expect(room.take(bet('usr_6', 1n, 'sel_3'), none)).toBe(false);
  });

  it('begin with those of the bets before', () => {
    const room = sharedRoom(limits);
    expect(room.take(bet('usr_1', 50n, 'sel_1'), new Map([['spe_1', 151n]]))).toBe(false);
    expect(room.take(bet('usr_1', 50n, 'sel_1'), new Map([['usr_1', 41n]]))).toBe(false);
    expect(room.take(bet('usr_1', 50n, 'sel_1'), new Map([['usr_1', 40n]]))).toBe(true);
  });
});
