import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Json, openTill, type Till } from './till.ts';

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

  it('stays in the wallet when its outcome comes while a step is claimed', async () => {
    const begun = await till.collect('dep_claimed', phone('500'));
    await till.advance(4_000);
    await till.untilCollection('dep_claimed', 'SUCCEEDED');
    // As when the outcome was saved after the step was claimed, and before the collection was read.
    await till.pool.query('UPDATE collection SET due_at = created_at WHERE id = $1', [begun.id]);
    await until('the step is over', async () => {
      const { rows } = await till.pool.query('SELECT FROM collection WHERE id = $1 AND due_at IS NULL', [begun.id]);
      return rows.length === 1;
    });
    expect((await till.pool.query('SELECT FROM disbursement WHERE collection_id = $1', [begun.id])).rows).toEqual([]);
    expect(await typesOf('dep_claimed')).toEqual(['succeeded']);
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
