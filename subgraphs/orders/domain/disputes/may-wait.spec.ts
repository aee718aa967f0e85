import { describe, expect, it } from '@jest/globals';
import { mayWait } from './chargeback.ts';

describe('evidence may wait for its pictures and its delivery', () => {
  const answerDueAt = new Date('2026-03-02T12:00:00Z');
  it.each([
    ['more than six hours before the deadline, however often it was tried', '2026-03-02T05:59:59Z', 1_000, true],
    ['in its first five tries', '2026-03-02T11:59:59Z', 5, true],
    ['not in its sixth try within the last six hours', '2026-03-02T06:00:00Z', 6, false],
    ['not after the deadline', '2026-03-03T12:00:00Z', 6, false],
  ])('%s', (_, now, attempts, expected) => {
    expect(mayWait({ answerDueAt }, attempts, new Date(now))).toBe(expected);
  });
});
