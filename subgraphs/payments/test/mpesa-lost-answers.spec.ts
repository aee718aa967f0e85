import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const utility = async (): Promise<number> => (await till.admin('GET', 'float')).utility;
const refuse = { match: 'POST /mpesa/b2c/*', effect: 'status', status: 400, when: 'before' };

describe('a withdrawal that M-Pesa refuses', () => {
  it('has failed when nothing else was sent for it', async () => {
    await till.admin('POST', 'faults', refuse);
    await till.disburse('wdr_refused', '+254710900500');
    await till.untilDisbursement('wdr_refused', 'FAILED');
  });

  it('is unknown when the answer to an earlier request was lost, which may have paid it', async () => {
    const before = await utility();
    await till.admin('POST', 'faults', { match: 'POST /mpesa/b2c/*', effect: 'disconnect', when: 'after' });
    await till.admin('POST', 'faults', refuse);
    await till.disburse('wdr_refused_later', '+254710901500');
    await till.untilDisbursement('wdr_refused_later', 'SUCCEEDED');
    expect(before - (await utility())).toBe(500);
    const types = (await till.eventsOf('wdr_refused_later')).map(({ type }) => type);
    expect(types).not.toContain('failed');
    expect(types.at(-1)).toBe('succeeded');
  });
});
