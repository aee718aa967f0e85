import { describe, expect, it } from '@jest/globals';
import { judge, noTries, retryLevel, retryPolicy, type Failure } from './retry-policy.ts';

describe('the log level of a retry', () => {
  const levelAfter = (outcome: Failure, count: number): string => {
    let tries = noTries;
    for (let at = 0; at < count; at += 1) {
      const verdict = judge(retryPolicy(), tries, outcome, at * 1_000);
      if (verdict.give === 'another try') tries = verdict.tries;
    }
    return retryLevel(outcome, tries);
  };
  const early: Failure = { status: 'postponed', error: 'not known yet', isOutage: false };

  it('is a warning for an event that is too early for half a minute', () => {
    expect([levelAfter(early, 1), levelAfter(early, 7), levelAfter(early, 8)]).toEqual(['info', 'info', 'warn']);
  });

  it('is information during an outage, which has a warning of its own', () => {
    expect(levelAfter({ ...early, isOutage: true }, 20)).toBe('info');
  });
});
