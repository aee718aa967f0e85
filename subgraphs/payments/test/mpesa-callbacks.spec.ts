import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  // M-Pesa is simulated on this machine.
  till = await openTill({ MPESA_CALLBACK_ADDRESSES: '127.0.0.1, 196.201.214.0/24' });
});
afterAll(() => till.close());

/** A phone of its own for each case; the last digits choose what happens. */
let phones = 100;
const phone = (digits: string): string => `+254740${(phones += 1)}${digits}`;

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
    await till.collect('dep_ok', phone('500'));
    await till.advance(4_000);
    const { receipt } = await till.untilCollection('dep_ok', 'SUCCEEDED');
    const begun = await till.collect('dep_again', phone('404'));
    const [push] = await pushesOf(begun);
    await till.advance(4_000);
    await till.post(`${path}/${begun.id}`, stkCallback(push.id, 0, 100, receipt));
    await till.untilFast('it is kept', async () =>
      (await till.unmatched()).find(({ reason }) => reason === 'receipt_used'),
    );
  });

  it.each([
    [99, '99.00'],
    [104, '104.00'],
  ])('tells wallets the amount of a deposit that was found by asking, once: %i', async (told, amount) => {
    const reference = `dep_assumed_${told}`;
    const receipt = `LATE000${told}`.padEnd(10, '0');
    const begun = await till.collect(reference, phone('404'));
    const [push] = await pushesOf(begun);
    await till.advance(34_000);
    expect(await till.untilCollection(reference, 'SUCCEEDED')).toMatchObject({
      receipt: null,
      receivedAmount: { amount: '100.00' },
    });
    for (const _ of [1, 2]) await till.post(`${path}/${begun.id}`, stkCallback(push.id, 0, told, receipt));
    await till.untilFast('the amount is known', async () => (await till.collection(reference)).receipt === receipt);
    // The second callback has been processed as well.
    await till.untilFast('both are processed', async () => {
      const open = 'SELECT FROM provider_event WHERE object_ref = $1 AND processed_at IS NULL';
      return (await till.pool.query(open, [begun.id])).rowCount === 0;
    });
    expect(await till.collection(reference)).toMatchObject({ status: 'SUCCEEDED', receivedAmount: { amount } });
    expect(await till.eventsOf(reference)).toMatchObject([
      { type: 'succeeded', receivedAmount: { amountMinor: '10000' }, receipt: null },
      { type: 'corrected', receivedAmount: { amountMinor: `${told}00` }, receipt },
    ]);
    expect((await till.unmatched()).filter(({ about_id: about }) => about === begun.id)).toEqual([]);
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
    expect(JSON.stringify(rows)).not.toMatch(/\b2547\d{8}\b|JANE/);
  });

  it.each([
    ['196.201.214.7', 200],
    ['10.0.0.1, 196.201.214.7', 200],
    ['::ffff:196.201.214.7', 200],
    ['196.201.215.7', 404],
    ['196.201.214.7, 10.0.0.1', 404],
    ['somewhere', 404],
  ])('is taken from the addresses of M-Pesa alone, as the gateway saw them last: %s', async (from, status) => {
    const callback = stkCallback('ws_CO_from', 0, 100, 'FORGED0005');
    expect(await till.post(`${path}/col_from`, callback, { 'x-forwarded-for': from })).toBe(status);
  });
});
