import { describe, expect, it } from '@jest/globals';
import type { PostResult } from './delivery.ts';
import { nextDelivery, retryAfterMs } from './next-delivery.ts';

const now = new Date('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;

const answered = (responseCode: number, retryAfter: string | null = null): PostResult => ({
  responseCode,
  responseHead: '',
  retryAfter,
  error: null,
});
const timedOut: PostResult = { responseCode: null, responseHead: null, retryAfter: null, error: 'TIMED_OUT' };

const after = (
  result: PostResult,
  facts: { failures?: number; failingSince?: Date; maxTries?: number; random?: () => number } = {},
) =>
  nextDelivery({
    failures: 0,
    failingSince: null,
    maxTries: 16,
    disableMs: 72 * hourMs,
    random: () => 1,
    result,
    now,
    ...facts,
  });

describe('a delivery', () => {
  it.each([200, 201, 204, 299])('is delivered by %d', (code) => {
    expect(after(answered(code), { failures: 3 })).toEqual({
      status: 'DELIVERED',
      failures: 3,
      endReason: null,
      pauseMs: null,
      disable: null,
    });
  });

  it.each([answered(100), answered(302), answered(308), answered(400), answered(401), answered(500), timedOut])(
    'is tried again after %j',
    (result) => {
      expect(after(result)).toMatchObject({ status: 'PENDING', failures: 1, pauseMs: 10_000, disable: null });
    },
  );

  it('waits twice as long after each failure, a day at most', () => {
    const pauses = Array.from({ length: 15 }, (_, failures) => after(timedOut, { failures }).pauseMs! / 1_000);
    expect(pauses).toEqual([
      10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920, 86_400,
    ]);
    expect(after(timedOut, { random: () => 0 }).pauseMs).toBe(5_000);
  });

  it('waits at least as long as the receiver asks', () => {
    expect(after(answered(429, '120')).pauseMs).toBe(120_000);
    expect(after(answered(503, '1')).pauseMs).toBe(10_000);
  });

  it('is given up after its last try', () => {
    expect(after(timedOut, { failures: 14 }).status).toBe('PENDING');
    expect(after(timedOut, { failures: 15 })).toMatchObject({
      status: 'FAILED',
      endReason: 'TRIES_USED_UP',
      disable: null,
    });
  });
});

describe('an endpoint', () => {
  it('is disabled by 410', () => {
    expect(after(answered(410))).toMatchObject({ status: 'FAILED', endReason: 'ENDPOINT_DISABLED', disable: 'GONE' });
  });

  it('is disabled once it has failed for the whole time, and not before', () => {
    const since = (hours: number) => new Date(now.getTime() - hours * hourMs);
    expect(after(timedOut, { failingSince: since(71) }).disable).toBeNull();
    expect(after(timedOut, { failingSince: since(72) })).toMatchObject({ status: 'FAILED', disable: 'FAILING' });
    expect(after(answered(200), { failingSince: since(72) }).disable).toBeNull();
  });
});

describe('a pause that the receiver asks for', () => {
  it.each([
    [null, 0],
    ['30', 30_000],
    ['0', 0],
    ['-5', 0],
    ['soon', 0],
    ['99999999', 86_400_000],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ])('of %j is %d ms', (text, ms) => {
    expect(retryAfterMs(text, now)).toBe(ms);
  });
});
