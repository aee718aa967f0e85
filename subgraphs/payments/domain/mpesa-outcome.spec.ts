import { describe, expect, it } from '@jest/globals';
import { collectionReport } from './collection.ts';
import { heedCallback } from './mpesa-outcome.ts';

const paid = collectionReport('succeeded', { receivedMinor: 100n, receipt: 'NLJ7RT61SV' });
const cancelled = collectionReport('failed');
const pending = collectionReport('pending');
const first = { isOurs: true, tries: 1 };

describe('the callback of a prompt', () => {
  it('counts when Daraja says the same, with the amount of the callback', () => {
    const confirmed = collectionReport('succeeded');
    expect(heedCallback({ ...first, told: paid, asked: confirmed })).toEqual({ kind: 'report', report: paid });
    expect(heedCallback({ ...first, isOurs: false, told: paid, asked: confirmed })).toMatchObject({ kind: 'report' });
    expect(heedCallback({ ...first, told: cancelled, asked: cancelled })).toEqual({
      kind: 'report',
      report: cancelled,
    });
  });

  it('never credits against the word of Daraja', () => {
    expect(heedCallback({ ...first, told: paid, asked: cancelled })).toEqual({ kind: 'unmatched' });
    expect(heedCallback({ ...first, told: cancelled, asked: paid })).toEqual({ kind: 'report', report: paid });
  });

  it('waits while Daraja does not decide, and then needs the id of our own request', () => {
    for (const asked of [pending, null]) {
      expect(heedCallback({ ...first, told: paid, asked })).toEqual({ kind: 'later' });
      expect(heedCallback({ isOurs: true, tries: 5, told: paid, asked })).toEqual({ kind: 'report', report: paid });
      expect(heedCallback({ isOurs: false, tries: 5, told: paid, asked })).toEqual({ kind: 'unmatched' });
    }
  });
});
