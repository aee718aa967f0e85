import { describe, expect, it } from '@jest/globals';
import { createFaults, faultRule } from './faults.ts';

describe('faults', () => {
  it('hit the calls they match, as many times as they say', () => {
    const faults = createFaults();
    faults.add(faultRule.parse({ match: 'POST /v1/payment_intents*', times: 2 }));
    expect(faults.draw('GET /v1/payment_intents/pi_1')).toBeUndefined();
    expect(faults.draw('POST /v1/refunds')).toBeUndefined();
    expect(faults.draw('POST /v1/payment_intents')?.status).toBe(500);
    expect(faults.draw('POST /v1/payment_intents/pi_1/capture')?.status).toBe(500);
    expect(faults.draw('POST /v1/payment_intents')).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });

  it('hit a share of the calls, for ever', () => {
    const rolls = [0.1, 0.9, 0.2];
    const faults = createFaults(() => rolls.shift() ?? 1);
    faults.add(faultRule.parse({ match: '*', rate: 0.5, times: null, effect: 'disconnect' }));
    const hits = ['a', 'b', 'c'].map((call) => faults.draw(call)?.effect);
    expect(hits).toEqual(['disconnect', undefined, 'disconnect']);
  });

  it('take a dot in a path for a dot', () => {
    const faults = createFaults();
    faults.add(faultRule.parse({ match: 'GET /a.b' }));
    expect(faults.draw('GET /axb')).toBeUndefined();
  });
});
