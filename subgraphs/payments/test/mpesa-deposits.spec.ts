import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const minute = 60_000;

/** A phone of its own for each case; the last digits choose what happens. */
let phones = 100;
const phone = (digits: string): string => `+254700${(phones += 1)}${digits}`;

const typesOf = async (reference: string): Promise<string[]> =>
  (await till.eventsOf(reference)).map(({ type }) => type);

/** The prompts that M-Pesa has sent for a collection. */
const pushesOf = async ({ id }: Json): Promise<Json[]> => {
  const { data } = await till.admin('GET', 'pushes');
  return data.filter(({ callbackUrl }: Json) => callbackUrl.endsWith(id));
};

const stkCallback = (CheckoutRequestID: string, ResultCode: number | string, amount = 100, receipt = 'FORGED0001') => ({
  Body: {
    stkCallback: {
      MerchantRequestID: 'm',
      CheckoutRequestID,
      ResultCode,
      ResultDesc: 'x',
      CallbackMetadata: {
        Item: [
          { Name: 'Amount', Value: amount },
          { Name: 'MpesaReceiptNumber', Value: receipt },
          { Name: 'PhoneNumber', Value: 254700000000 },
        ],
      },
    },
  },
});

describe('a deposit by M-Pesa', () => {
  it('prompts the payer once, and succeeds with the receipt', async () => {
    const to = phone('500');
    const begun = await till.collect('dep_ok', to);
    expect(begun).toMatchObject({ status: 'PENDING', clientSecret: null, actionUrl: null });
    expect(await till.collect('dep_ok', to)).toEqual(begun);
    await till.advance(4_000);
    const done = await till.untilCollection('dep_ok', 'SUCCEEDED');
    expect(done).toMatchObject({
      receivedAmount: { amount: '100.00' },
      receipt: expect.stringMatching(/^[A-Z0-9]{10}$/),
    });
    expect(await till.eventsOf('dep_ok')).toMatchObject([
      {
        type: 'succeeded',
        userId: 'usr_payer',
        method: 'MPESA',
        provider: 'mpesa',
        amount: { amountMinor: '10000', currency: 'KES' },
        receivedAmount: { amountMinor: '10000', currency: 'KES' },
        receipt: done.receipt,
      },
    ]);
    expect(await pushesOf(begun)).toMatchObject([
      { amount: 100, msisdn: to.slice(1), accountReference: begun.id.slice(-12).toUpperCase() },
    ]);
  });

  it.each([
    ['001', 'insufficient_funds', 4_000],
    ['032', 'cancelled_by_user', 4_000],
    ['037', 'no_answer', minute],
    ['201', 'wrong_pin', 4_000],
  ])('fails for a phone that ends in %s: %s', async (digits, failureCode, afterMs) => {
    const reference = `dep_${failureCode}`;
    await till.collect(reference, phone(digits));
    await till.advance(afterMs);
    expect(await till.untilCollection(reference, 'FAILED')).toMatchObject({ failureCode, receivedAmount: null });
    expect(await typesOf(reference)).toEqual(['failed']);
  });

  it.each([
    ['202', 'is reported twice', '100.00'],
    ['100', 'is reported before the prompt was acknowledged', '100.00'],
    ['222', 'is reported with its code as a text', '100.00'],
    ['111', 'arrives with another amount, which stays as it is', '99.00'],
  ])('is credited once when it, for %s, %s', async (digits, _what, amount) => {
    const reference = `dep_${digits}`;
    await till.collect(reference, phone(digits));
    await till.advance(4_000);
    expect(await till.untilCollection(reference, 'SUCCEEDED')).toMatchObject({ receivedAmount: { amount } });
    expect(await typesOf(reference)).toEqual(['succeeded']);
  });

  it('is found by asking when no callback arrives', async () => {
    await till.collect('dep_lost', phone('404'));
    await till.advance(4_000);
    expect((await till.collection('dep_lost')).status).toBe('PENDING');
    await till.advance(30_000);
    const done = await till.untilCollection('dep_lost', 'SUCCEEDED');
    expect(done).toMatchObject({ receivedAmount: { amount: '100.00' }, receipt: null });
    expect(await typesOf('dep_lost')).toEqual(['succeeded']);
  });

  it('stays open while M-Pesa does not decide, and takes the late callback', async () => {
    await till.collect('dep_late', phone('300'));
    await till.advance(4 * minute);
    expect((await till.collection('dep_late')).status).toBe('PENDING');
    await till.advance(minute);
    await till.untilCollection('dep_late', 'SUCCEEDED');
    expect(await typesOf('dep_late')).toEqual(['succeeded']);
  });

  it('is credited also after it was given up: the money arrived', async () => {
    const begun = await till.collect('dep_given_up', phone('500'));
    const [push] = await pushesOf(begun);
    // The prompt hangs on the phone for hours, and the callback comes at its end.
    await till.pool.query(
      `UPDATE collection SET created_at = created_at - interval '2 hours', due_at = created_at WHERE id = $1`,
      [begun.id],
    );
    expect(await till.untilCollection('dep_given_up', 'FAILED')).toMatchObject({ failureCode: 'no_outcome' });
    await till.admin('POST', `pushes/${push.id}/finish`, { resultCode: '0' });
    await till.untilCollection('dep_given_up', 'SUCCEEDED');
    expect(await typesOf('dep_given_up')).toEqual(['failed', 'succeeded']);
    const { rows } = await till.pool.query('SELECT sealed FROM collection WHERE id = $1', [begun.id]);
    expect(rows).toEqual([{ sealed: null }]);
  });

  it('is never prompted twice: an acknowledgement that was lost is awaited', async () => {
    await till.admin('POST', 'faults', { match: 'POST /mpesa/stkpush/*', effect: 'disconnect', when: 'after' });
    const begun = await till.collect('dep_unheard', phone('500'));
    expect(begun.status).toBe('PENDING');
    await till.advance(4_000);
    await till.untilCollection('dep_unheard', 'SUCCEEDED');
    expect(await pushesOf(begun)).toHaveLength(1);
  });

  it('fails when its prompt is lost on the way and nothing arrives', async () => {
    await till.admin('POST', 'faults', { match: 'POST /mpesa/stkpush/*', effect: 'disconnect', when: 'before' });
    const begun = await till.collect('dep_nowhere', phone('500'));
    await till.advance(10 * minute);
    expect(await till.untilCollection('dep_nowhere', 'FAILED')).toMatchObject({ failureCode: 'no_outcome' });
    expect(await pushesOf(begun)).toEqual([]);
  });

  it('is sent again when M-Pesa is busy, which had no effect', async () => {
    await till.admin('POST', 'faults', {
      match: 'POST /mpesa/stkpush/*',
      effect: 'status',
      status: 503,
      when: 'before',
    });
    const begun = await till.collect('dep_busy', phone('500'));
    await till.untilFast('the prompt is sent', async () => (await pushesOf(begun)).length === 1);
    await till.advance(4_000);
    await till.untilCollection('dep_busy', 'SUCCEEDED');
  });

  it('asks for one token, and for a new one when M-Pesa refuses it', async () => {
    const tokens = async () =>
      (await till.admin('GET', 'requests')).data.filter(({ call }: Json) => call.startsWith('GET /oauth')).length;
    await till.admin('DELETE', 'tokens');
    const before = await tokens();
    await Promise.all(['a', 'b', 'c'].map((name) => till.collect(`dep_token_${name}`, phone('032'))));
    expect((await tokens()) - before).toBe(1);
    await till.advance(4_000);
    await till.untilCollection('dep_token_a', 'FAILED');
  });

  it.each([
    ['another country', { phone: '+4915112345678' }, 'phone'],
    ['no phone', { phone: null }, 'phone'],
    ['cents', { amount: { amount: '10.50', currency: 'KES' } }, 'amount.amount'],
    ['another currency', { amount: { amount: '10.00', currency: 'EUR' } }, 'amount.currency'],
    ['too much', { amount: { amount: '250001.00', currency: 'KES' } }, 'amount.amount'],
  ])('is refused with %s', async (_what, input, field) => {
    await expect(till.collect('dep_bad', '+254700000000', input)).rejects.toThrow(`"field":"${field}"`);
    expect(await till.collection('dep_bad')).toBeNull();
  });
});

describe('a callback that Soko did not ask for', () => {
  const path = `/webhooks/mpesa/${callbackToken}/stk`;

  it('is kept for people and credits nothing', async () => {
    const before = (await till.unmatched()).length;
    expect(await till.post(`${path}/col_unknown`, stkCallback('ws_CO_unknown', 0))).toBe(200);
    const kept = await till.untilFast('it is kept', async () => (await till.unmatched())[before]);
    expect(kept).toMatchObject({
      kind: 'stk',
      reason: 'nothing_asked',
      receipt: 'FORGED0001',
      amount_minor: '10000',
      about_id: 'col_unknown',
    });
  });

  it('does not pay a deposit whose payer cancelled, although it names it', async () => {
    const begun = await till.collect('dep_forged', phone('032'));
    const [push] = await pushesOf(begun);
    await till.advance(4_000);
    await till.untilCollection('dep_forged', 'FAILED');
    expect(await till.post(`${path}/${begun.id}`, stkCallback(push.id, 0, 100, 'FORGED0002'))).toBe(200);
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ receipt }) => receipt === 'FORGED0002'),
    );
    expect((await till.collection('dep_forged')).status).toBe('FAILED');
  });

  it('does not pay a deposit while M-Pesa does not decide about it, however often it is asked', async () => {
    const begun = await till.collect('dep_unsure', phone('300'));
    const [push] = await pushesOf(begun);
    expect(await till.post(`${path}/${begun.id}`, stkCallback(push.id, 0, 100, 'FORGED0003'))).toBe(200);
    await till.untilFast('M-Pesa was asked seven times', async () => {
      // Its pauses grow, and the prompt ends after five minutes: so each of them is cut short.
      const { rows } = await till.pool.query(
        `UPDATE provider_event SET next_try_at = received_at WHERE object_ref = $1 AND last_error IS NOT NULL RETURNING attempts`,
        [begun.id],
      );
      return rows[0]?.attempts > 6;
    });
    expect(await till.collection('dep_unsure')).toMatchObject({ status: 'PENDING', receivedAmount: null });
    await till.admin('POST', `pushes/${push.id}/finish`, { resultCode: '1032' });
    await till.untilCollection('dep_unsure', 'FAILED');
    expect(await typesOf('dep_unsure')).toEqual(['failed']);
  });

  it('is held until the acknowledgement is here, which says whose it is', async () => {
    await till.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 1_000, max: 1_000 } });
    const asking = till.collect('dep_early', phone('100'));
    await till.untilFast('it is held', async () => {
      const held = `SELECT FROM provider_event JOIN collection c ON c.id = object_ref
        WHERE c.reference = 'dep_early' AND c.status = 'CREATED' AND provider_event.last_error LIKE '%acknowledgement%'`;
      return (await till.pool.query(held)).rowCount === 1;
    });
    await till.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } });
    await asking;
    await till.untilCollection('dep_early', 'SUCCEEDED');
    expect(await typesOf('dep_early')).toEqual(['succeeded']);
  });

  it('does not pay a deposit with the prompt of another one', async () => {
    const paid = await till.collect('dep_paid', phone('404'));
    const [{ id }] = await pushesOf(paid);
    await till.admin('POST', 'faults', { match: 'POST /mpesa/stkpush/*', effect: 'disconnect', when: 'before' });
    const begun = await till.collect('dep_without_id', phone('500'));
    await till.advance(4_000);
    expect(await till.post(`${path}/${begun.id}`, stkCallback(id, 0, 100, 'FORGED0004'))).toBe(200);
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ receipt, reason }) => receipt === 'FORGED0004' && reason === 'nothing_asked'),
    );
    expect((await till.collection('dep_without_id')).receivedAmount).toBeNull();
  });

  it('cannot credit the receipt of another deposit', async () => {
    const { receipt } = await till.collection('dep_ok');
    const begun = await till.collect('dep_again', phone('404'));
    const [push] = await pushesOf(begun);
    await till.advance(4_000);
    await till.post(`${path}/${begun.id}`, stkCallback(push.id, 0, 100, receipt));
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ reason }) => reason === 'receipt_used'),
    );
  });

  it('is listed for support', async () => {
    const document =
      '{ unmatchedFunds(last: 1) { nodes { id kind reason receipt amount { amount currency } aboutId } } }';
    const { data } = await till.query(document, {}, { as: person('usr_support', 'SUPPORT') });
    expect(data.unmatchedFunds.nodes).toEqual([
      {
        id: expect.stringMatching(/^umf_/),
        kind: 'stk',
        reason: 'nothing_asked',
        receipt: 'FORGED0001',
        amount: { amount: '100.00', currency: 'KES' },
        aboutId: 'col_unknown',
      },
    ]);
  });

  it('is not taken at a guessed address', async () => {
    const count = async () => (await till.pool.query('SELECT count(*)::int AS n FROM provider_event')).rows[0].n;
    const before = await count();
    for (const guess of ['guess', callbackToken.toUpperCase(), `${callbackToken}x`]) {
      expect(await till.post(`/webhooks/mpesa/${guess}/stk/col_1`, stkCallback('ws_CO_1', 0))).toBe(404);
    }
    expect(await till.post(`/webhooks/mpesa/${callbackToken}/other/col_1`, {})).toBe(404);
    expect(await till.post(`/webhooks/other/${callbackToken}/stk/col_1`, {})).toBe(404);
    expect(await count()).toBe(before);
  });

  it('is kept without data of the payer, also when it is unreadable', async () => {
    expect(await till.post(`${path}/col_odd`, '{"not":"ours","PhoneNumber":254711111111}')).toBe(200);
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ reason }) => reason === 'unreadable'),
    );
    const { rows } = await till.pool.query('SELECT payload FROM provider_event');
    expect(JSON.stringify(rows)).not.toMatch(/2547\d{8}|JANE/);
  });
});
