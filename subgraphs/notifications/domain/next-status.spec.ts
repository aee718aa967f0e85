import { describe, expect, it } from '@jest/globals';
import type { Outcome } from './outcome.ts';
import { nextStatus } from './next-status.ts';

const later: Outcome = { result: 'later', reason: 'busy', pauseMs: null };
const lost: Outcome = { result: 'unknown', reason: 'no answer' };

describe('a message after an attempt', () => {
  it('is sent once the provider accepted it', () => {
    const outcome: Outcome = { result: 'accepted', providerId: 'SM1' };
    expect(nextStatus({ failures: 3, maybeSent: true }, outcome, 5)).toEqual({ status: 'SENT', providerId: 'SM1' });
  });

  it('waits twice as long after each failure, and half an hour at most', () => {
    const dueAfter = (failures: number) => {
      const next = nextStatus({ failures, maybeSent: false }, later, 50);
      return next.status === 'FAILED' ? next.dueInMs / 1_000 : null;
    };
    expect([0, 1, 2, 3, 20].map(dueAfter)).toEqual([10, 20, 40, 80, 1_800]);
  });

  it('waits as long as the provider asks, and that is no failure', () => {
    const next = nextStatus({ failures: 4, maybeSent: false }, { ...later, pauseMs: 7_000 }, 5);
    expect(next).toEqual({ status: 'FAILED', error: 'busy', failures: 4, maybeSent: false, dueInMs: 7_000 });
  });

  it('remembers that it may have been sent', () => {
    expect(nextStatus({ failures: 0, maybeSent: false }, lost, 5)).toMatchObject({ status: 'FAILED', maybeSent: true });
    expect(nextStatus({ failures: 1, maybeSent: true }, later, 5)).toMatchObject({ status: 'FAILED', maybeSent: true });
  });

  it.each([
    [later, false, 'TRIES_USED_UP'],
    [lost, false, 'OUTCOME_UNKNOWN'],
    [later, true, 'OUTCOME_UNKNOWN'],
    [{ result: 'refused', reason: 'no', isAddress: true }, false, 'REFUSED'],
    [{ result: 'undecidable', reason: 'no answer' }, true, 'OUTCOME_UNKNOWN'],
  ] as [Outcome, boolean, string][])('is dead after its last attempt: %j', (outcome, maybeSent, reason) => {
    expect(nextStatus({ failures: 4, maybeSent }, outcome, 5)).toMatchObject({ status: 'DEAD', reason, failures: 5 });
  });
});
