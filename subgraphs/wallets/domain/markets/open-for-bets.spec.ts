import { describe, expect, it } from '@jest/globals';
import { closedBecause } from './open-for-bets.ts';
import { sportEventStatuses } from './event-status.ts';
import { marketStatuses } from './market-status.ts';
import type { MarketStatus, SelectionStatus, SportEventStatus } from './statuses.ts';

const startsAt = new Date('2026-03-01T15:00:00.000Z');
const before = new Date(startsAt.getTime() - 1);

const closed = (
  {
    event = 'SCHEDULED',
    market = 'ACTIVE',
    selection = 'ACTIVE',
    isLive = false,
  }: { event?: SportEventStatus; market?: MarketStatus; selection?: SelectionStatus; isLive?: boolean },
  now = before,
) =>
  closedBecause(
    { event: { status: event, startsAt }, market: { status: market, isLive }, selection: { status: selection } },
    now,
  );

describe('a selection', () => {
  it('takes bets until the millisecond at which its event starts', () => {
    expect(closed({}, before)).toBeNull();
    expect(closed({}, startsAt)).toBe('EVENT_STARTED');
  });

  it('of a live market takes bets while the event is played', () => {
    expect(closed({ isLive: true, event: 'LIVE' }, startsAt)).toBeNull();
    expect(closed({ isLive: true }, startsAt)).toBeNull();
    expect(closed({ event: 'LIVE' }, before)).toBe('EVENT_STARTED');
  });

  it('takes bets in no other status of its event, its market or itself', () => {
    expect(sportEventStatuses.filter((event) => closed({ event, isLive: true }) === null)).toEqual([
      'SCHEDULED',
      'LIVE',
    ]);
    expect(marketStatuses.filter((market) => closed({ market }) === null)).toEqual(['ACTIVE']);
    expect(closed({ market: 'SUSPENDED' })).toBe('MARKET_SUSPENDED');
    expect(closed({ market: 'SETTLED' })).toBe('MARKET_CLOSED');
    expect(closed({ market: 'INACTIVE' })).toBe('MARKET_INACTIVE');
    expect(closed({ event: 'POSTPONED' })).toBe('EVENT_POSTPONED');
    expect(closed({ selection: 'SUSPENDED' })).toBe('SELECTION_SUSPENDED');
  });
});
