import { describe, expect, it } from '@jest/globals';
import { readRefundKey, refundKey } from './case-refund.ts';

describe('the key of a refund of a case', () => {
  it('names the case and the attempt', () => {
    for (const attempt of [1, 2, 17]) {
      const one = { caseId: 'ret_01h', attempt };
      expect(readRefundKey(refundKey(one))).toEqual(one);
    }
    expect(refundKey({ caseId: 'dsp_1', attempt: 1 })).toBe('case:dsp_1');
  });

  it('is not one that people choose', () => {
    for (const key of [null, '', 'by hand', 'case:', 'xcase:ret_1', 'case:ret_1:', 'case:ret_1:2:3', 'case:ret_1:x']) {
      expect(readRefundKey(key)).toBeNull();
    }
  });
});
