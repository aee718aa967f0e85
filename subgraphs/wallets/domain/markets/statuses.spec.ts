import { describe, expect, it } from '@jest/globals';
import { eventStatusesBefore, mayEventBecome, sportEventStatuses } from './event-status.ts';
import { marketStatuses, marketStatusesBefore, mayMarketBecome } from './market-status.ts';

const arrows = <Status extends string>(statuses: readonly Status[], may: (from: Status, to: Status) => boolean) =>
  statuses.flatMap((from) => statuses.filter((to) => may(from, to)).map((to) => `${from} → ${to}`));

describe('the status of an event', () => {
  it('changes along these arrows alone', () => {
    expect(arrows(sportEventStatuses, mayEventBecome)).toEqual([
      'SCHEDULED → LIVE',
      'SCHEDULED → POSTPONED',
      'SCHEDULED → CANCELLED',
      'LIVE → ENDED',
      'LIVE → ABANDONED',
      'POSTPONED → SCHEDULED',
      'POSTPONED → CANCELLED',
      'ENDED → SETTLED',
    ]);
    expect(eventStatusesBefore('CANCELLED')).toEqual(['SCHEDULED', 'POSTPONED']);
  });
});

describe('the status of a market', () => {
  it('changes along these arrows alone', () => {
    expect(arrows(marketStatuses, mayMarketBecome)).toEqual([
      'INACTIVE → ACTIVE',
      'INACTIVE → CLOSED',
      'ACTIVE → SUSPENDED',
      'ACTIVE → CLOSED',
      'SUSPENDED → ACTIVE',
      'SUSPENDED → CLOSED',
      'CLOSED → SETTLED',
      'CLOSED → VOIDED',
      'SETTLED → RESETTLING',
      'RESETTLING → SETTLED',
    ]);
    expect(marketStatusesBefore('CLOSED')).toEqual(['INACTIVE', 'ACTIVE', 'SUSPENDED']);
  });
});
