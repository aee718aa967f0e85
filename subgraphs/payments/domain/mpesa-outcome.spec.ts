import { describe, expect, it } from '@jest/globals';
import { collectionReport } from './collection.ts';
import { heedCallback } from './mpesa-outcome.ts';

const paid = collectionReport('succeeded', { receivedMinor: 100n, receipt: 'NLJ7RT61SV' });
const cancelled = collectionReport('failed');
const pending = collectionReport('pending');
const first = { id: 'same', tries: 1 } as const;

describe('the callback of a prompt', () => {
  it('counts when Daraja says the same, with the amount of the callback', () => {
    const confirmed = collectionReport('succeeded');
    expect(heedCallback({ ...first, told: paid, asked: confirmed })).toEqual({ kind: 'report', report: paid });
    expect(heedCallback({ ...first, id: 'lost', told: paid, asked: confirmed })).toMatchObject({ kind: 'report' });
    expect(heedCallback({ ...first, told: cancelled, asked: cancelled })).toEqual({
      kind: 'report',
      report: cancelled,
    });
  });

  it('never credits against the word of Daraja', () => {
    expect(heedCallback({ ...first, told: paid, asked: cancelled })).toEqual({ kind: 'unmatched' });
    expect(heedCallback({ ...first, told: cancelled, asked: paid })).toEqual({ kind: 'report', report: paid });
  });

  it('never credits without the word of Daraja, and goes to people after a day', () => {
    for (const asked of [pending, null]) {
      for (const id of ['same', 'lost'] as const) {
        expect(heedCallback({ id, tries: 35, told: paid, asked })).toEqual({ kind: 'later' });
        expect(heedCallback({ id, tries: 36, told: paid, asked })).toEqual({ kind: 'unmatched' });
      }
    }
  });

  it('ends a prompt that Daraja does not decide, if it has the id of our own request', () => {
    expect(heedCallback({ ...first, told: cancelled, asked: pending })).toEqual({ kind: 'report', report: cancelled });
    expect(heedCallback({ ...first, id: 'lost', told: cancelled, asked: pending })).toEqual({ kind: 'later' });
  });

  it('waits for the acknowledgement of its request, whatever Daraja says about its id', () => {
    for (const asked of [collectionReport('succeeded'), cancelled, pending, null]) {
      expect(heedCallback({ id: 'awaited', tries: 1, told: paid, asked })).toEqual({ kind: 'later' });
    }
  });
});
