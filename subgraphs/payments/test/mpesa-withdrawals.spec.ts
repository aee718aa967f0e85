import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerMpesaUrls } from '../mpesa-urls.ts';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const minute = 60_000;

let phones = 100;
const phone = (digits: string): string => `+254710${(phones += 1)}${digits}`;

const typesOf = async (reference: string): Promise<string[]> =>
  (await till.eventsOf(reference)).map(({ type }) => type);

const payoutOf = async ({ id }: Json): Promise<Json> => {
  const { data } = await till.admin('GET', 'payouts');
  return data.find((payout: Json) => payout.id === id);
};

const utility = async (): Promise<number> => (await till.admin('GET', 'float')).utility;

const result = (originatorId: string, conversationId: string, ResultCode: number) => ({
  Result: {
    ResultType: 0,
    ResultCode,
    ResultDesc: 'x',
    OriginatorConversationID: originatorId,
    ConversationID: conversationId,
    TransactionID: 'FORGED0009',
  },
});

describe('a withdrawal by M-Pesa', () => {
  it('is paid once, with the receipt', async () => {
    const to = phone('500');
    const before = await utility();
    const begun = await till.disburse('wdr_ok', to);
    expect(begun).toMatchObject({ status: 'PENDING' });
    expect(await till.disburse('wdr_ok', to)).toEqual(begun);
    await till.advance(3_000);
    const done = await till.untilDisbursement('wdr_ok', 'SUCCEEDED');
    expect(done).toMatchObject({ amount: { amount: '500.00' }, receipt: expect.stringMatching(/^[A-Z0-9]{10}$/) });
    expect(await till.eventsOf('wdr_ok')).toMatchObject([
      {
        type: 'succeeded',
        userId: 'usr_payee',
        amount: { amountMinor: '50000', currency: 'KES' },
        receipt: done.receipt,
      },
    ]);
    expect(before - (await utility())).toBe(500);
  });

  it.each([
    ['001', 'float_too_low'],
    ['040', 'not_registered'],
    ['003', 'number_unknown'],
    ['008', 'balance_limit_reached'],
  ])('fails for a phone that ends in %s: %s', async (digits, failureCode) => {
    const reference = `wdr_${failureCode}`;
    await till.disburse(reference, phone(digits));
    await till.advance(3_000);
    expect(await till.untilDisbursement(reference, 'FAILED')).toMatchObject({ failureCode });
    expect(await typesOf(reference)).toEqual(['failed']);
  });

  it('fails when the float runs out', async () => {
    await till.admin('PUT', 'float', { utility: 100 });
    await till.disburse('wdr_float', phone('500'));
    await till.advance(3_000);
    expect(await till.untilDisbursement('wdr_float', 'FAILED')).toMatchObject({ failureCode: 'float_too_low' });
    await till.admin('PUT', 'float', { utility: 1_000_000 });
  });

  it('is paid once when its acknowledgement is lost: the id is a duplicate then', async () => {
    await till.admin('POST', 'faults', { match: 'POST /mpesa/b2c/*', effect: 'disconnect', when: 'after' });
    const before = await utility();
    const begun = await till.disburse('wdr_twice', phone('500'));
    expect(begun.status).toBe('PENDING');
    await till.untilDisbursement('wdr_twice', 'SUCCEEDED');
    expect(before - (await utility())).toBe(500);
    expect(
      (await till.admin('GET', 'requests')).data.filter(({ call }: Json) => call.includes('b2c')).slice(0, 2),
    ).toMatchObject([{ status: 500 }, { status: 'disconnected' }]);
  });

  it('is found by asking when no result arrives', async () => {
    await till.disburse('wdr_silent', phone('404'));
    await till.advance(3_000);
    await till.advance(30_000);
    await till.untilDisbursement('wdr_silent', 'SUCCEEDED');
    expect(await typesOf('wdr_silent')).toEqual(['succeeded']);
  });

  it.each([
    ['700', 'SUCCEEDED', 'succeeded'],
    ['701', 'FAILED', 'failed'],
  ])('is unknown for an hour after a queue time-out, for %s, and then %s', async (digits, status, type) => {
    const reference = `wdr_${digits}`;
    await till.disburse(reference, phone(digits));
    await till.advance(10_000);
    await till.untilDisbursement(reference, 'UNKNOWN');
    await till.advance(50 * minute);
    await till.advance(2_000);
    expect((await till.disbursement(reference)).status).toBe('UNKNOWN');
    await till.advance(10 * minute);
    await till.untilDisbursement(reference, status);
    expect(await typesOf(reference)).toEqual(['unknown', type]);
  });

  it('is not ended by a result with the ids of another request', async () => {
    const begun = await till.disburse('wdr_forged', phone('700'));
    const path = `/webhooks/mpesa/${callbackToken}/b2c/${begun.id}`;
    const { conversationId } = await payoutOf(begun);
    expect(await till.post(path, result(begun.id, 'AG_20261126_forged', 2001))).toBe(200);
    expect(await till.post(path, result('another', conversationId, 2001))).toBe(200);
    await till.untilFast(
      'both are kept',
      async () => (await till.unmatched()).filter(({ about_id }) => about_id === begun.id).length === 2,
    );
    expect((await till.disbursement('wdr_forged')).status).toBe('PENDING');
  });

  it('is published when it was paid although M-Pesa had said that it failed', async () => {
    const begun = await till.disburse('wdr_after_all', phone('040'));
    await till.advance(3_000);
    await till.untilDisbursement('wdr_after_all', 'FAILED');
    const { conversationId } = await payoutOf(begun);
    const path = `/webhooks/mpesa/${callbackToken}/b2c/${begun.id}`;
    const paid = result(begun.id, conversationId, 0);
    expect(await till.post(path, paid)).toBe(200);
    expect(await till.untilDisbursement('wdr_after_all', 'SUCCEEDED')).toMatchObject({
      receipt: 'FORGED0009',
      failureCode: null,
    });
    expect(await till.post(path, { Result: { ...paid.Result, ResultDesc: 'again' } })).toBe(200);
    await till.untilFast('both are processed', async () => {
      const open = `SELECT FROM provider_event WHERE object_ref = $1 AND processed_at IS NULL`;
      return (await till.pool.query(open, [begun.id])).rowCount === 0;
    });
    expect(await typesOf('wdr_after_all')).toEqual(['failed', 'succeeded']);
    expect((await till.unmatched()).filter(({ about_id }) => about_id === begun.id)).toMatchObject([
      { reason: 'contradicts_the_outcome', receipt: 'FORGED0009' },
    ]);
  });

  it.each([15, 17])('stays unknown when M-Pesa does not say with %s whether it paid', async (code) => {
    const reference = `wdr_undecided_${code}`;
    const begun = await till.disburse(reference, phone('700'));
    const { conversationId } = await payoutOf(begun);
    const path = `/webhooks/mpesa/${callbackToken}/b2c/${begun.id}`;
    expect(await till.post(path, result(begun.id, conversationId, code))).toBe(200);
    await till.untilDisbursement(reference, 'UNKNOWN');
    await till.admin('POST', `payouts/${begun.id}/finish`, { resultCode: '0' });
    await till.advance(30_000);
    await till.untilDisbursement(reference, 'SUCCEEDED');
    expect(await typesOf(reference)).toEqual(['unknown', 'succeeded']);
  });

  it('is left to people when M-Pesa says, being asked, that it paid another amount', async () => {
    const begun = await till.disburse('wdr_other', phone('700'));
    const { conversationId } = await payoutOf(begun);
    const { Result } = result('question', 'AG_20261126_question', 0);
    const ResultParameter = Object.entries({
      TransactionStatus: 'Completed',
      Amount: '499.00',
      ReceiptNo: 'FORGED0008',
      OriginatorConversationID: begun.id,
      ConversationID: conversationId,
    }).map(([Key, Value]) => ({ Key, Value }));
    const path = `/webhooks/mpesa/${callbackToken}/status/${begun.id}`;
    expect(await till.post(path, { Result: { ...Result, ResultParameters: { ResultParameter } } })).toBe(200);
    await till.untilDisbursement('wdr_other', 'SUCCEEDED');
    expect((await till.unmatched()).filter(({ about_id }) => about_id === begun.id)).toMatchObject([
      { reason: 'paid_differently', amount_minor: '100', receipt: 'FORGED0008' },
    ]);
  });

  it('is refused for another country and with cents', async () => {
    await expect(till.disburse('wdr_bad', '+4915112345678')).rejects.toThrow('"field":"phone"');
    const cents = { amount: { amount: '10.50', currency: 'KES' } };
    await expect(till.disburse('wdr_bad', phone('500'), cents)).rejects.toThrow('"field":"amount.amount"');
  });
});

describe('a payment to the paybill number', () => {
  const account = ({ id }: Json): string => id.slice(-12).toUpperCase();
  const pay = (reference: string, amount = 100) =>
    till.admin('POST', 'c2b', { amount, msisdn: '254712345678', reference });

  it('pays a deposit that it names, once M-Pesa confirms its receipt', async () => {
    expect(await registerMpesaUrls(till.env)).toMatchObject({ shortCode: till.mpesa.account.shortCode });
    const begun = await till.collect('dep_c2b', phone('037'));
    expect(await pay('NOBODY')).toEqual({ receipt: null });
    expect(await pay(account(begun), 99)).toEqual({ receipt: null });
    const { receipt } = await pay(account(begun));
    expect(await till.untilCollection('dep_c2b', 'SUCCEEDED')).toMatchObject({ receipt });
    expect(await pay(account(begun))).toEqual({ receipt: null });
  });

  it('is asked about again when the answer about its receipt was lost', async () => {
    const begun = await till.collect('dep_c2b_lost', phone('037'));
    await till.admin('PATCH', 'webhooks', { dropTypes: ['status'] });
    const { receipt } = await pay(account(begun));
    const isAsked = async () =>
      (await till.pool.query(`SELECT FROM provider_event WHERE object_ref = $1 AND attempts > 1`, [`c2b-${receipt}`]))
        .rowCount === 1;
    await till.untilFast('it is asked about', isAsked);
    await till.admin('PATCH', 'webhooks', { dropTypes: [] });
    expect(await till.untilCollection('dep_c2b_lost', 'SUCCEEDED')).toMatchObject({ receipt });
    await till.untilFast('it is not asked about any more', async () => {
      const open = `SELECT FROM provider_event WHERE object_ref = $1 AND processed_at IS NULL`;
      return (await till.pool.query(open, [`c2b-${receipt}`])).rowCount === 0;
    });
    expect((await till.unmatched()).filter((each) => each.receipt === receipt)).toEqual([]);
  });

  it('does not pay a deposit that has failed: it is within no limit of its payer any more', async () => {
    const begun = await till.collect('dep_c2b_late', phone('032'));
    await till.advance(4_000);
    await till.untilCollection('dep_c2b_late', 'FAILED');
    expect(await pay(account(begun))).toEqual({ receipt: null });
    expect((await till.collection('dep_c2b_late')).receivedAmount).toBeNull();
  });

  it('is not believed without M-Pesa', async () => {
    const begun = await till.collect('dep_c2b_forged', phone('032'));
    const forged = {
      TransID: 'FORGED0042',
      TransAmount: '100.00',
      BusinessShortCode: till.mpesa.account.shortCode,
      BillRefNumber: account(begun),
    };
    expect(await till.post(`/webhooks/mpesa/${callbackToken}/c2b-confirmation`, forged)).toBe(200);
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ receipt }) => receipt === 'FORGED0042'),
    );
    expect((await till.collection('dep_c2b_forged')).receivedAmount).toBeNull();
  });
});
