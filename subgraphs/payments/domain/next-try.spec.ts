import { describe, expect, it } from '@jest/globals';
import { isTryOf, nextTry, type Try } from './next-try.ts';

const at = new Date('2026-11-26T12:00:00Z');
const after = (ms: number): Date => new Date(at.getTime() + ms);
const failed = (key: string): Try => ({ key, hasFailed: true, failure: 'The float is too low.', at });
const minute = 60_000;

describe('money that Soko returns by itself', () => {
  it('keeps its key while nothing has failed', () => {
    expect(nextTry('void:pay_1', [], at)).toEqual({ kind: 'due', key: 'void:pay_1' });
    const made = { key: 'void:pay_1', hasFailed: false, failure: null, at };
    expect(nextTry('void:pay_1', [made], after(minute))).toEqual({ kind: 'due', key: 'void:pay_1' });
  });

  it('gets another key after a failure and a pause, which grows', () => {
    const one = [failed('void:pay_1')];
    expect(nextTry('void:pay_1', one, after(minute - 1))).toEqual({ kind: 'postponed', until: after(minute) });
    expect(nextTry('void:pay_1', one, after(minute))).toEqual({ kind: 'due', key: 'void:pay_1:2' });
    const two = [...one, failed('void:pay_1:2')];
    expect(nextTry('void:pay_1', two, after(minute))).toEqual({ kind: 'postponed', until: after(10 * minute) });
    expect(nextTry('void:pay_1', two, after(10 * minute))).toEqual({ kind: 'due', key: 'void:pay_1:3' });
  });

  it('is left to people after five failures', () => {
    const tries = ['k', 'k:2', 'k:3', 'k:4', 'k:5'].map(failed);
    expect(nextTry('k', tries.slice(0, 4), after(400 * minute))).toEqual({ kind: 'due', key: 'k:5' });
    expect(nextTry('k', tries, after(400 * minute))).toEqual({ kind: 'given_up', failure: 'The float is too low.' });
  });

  it('knows its own keys', () => {
    expect(
      ['void:pay_1', 'void:pay_1:2', 'void:pay_12', 'capture:pay_1'].map((key) => isTryOf('void:pay_1', key)),
    ).toEqual([true, true, false, false]);
  });
});
