import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { ordersByMpesa } from './orders-by-mpesa.ts';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const { phone, authorize, voidOrder, untilStatus, typesOf, returnsTo } = ordersByMpesa(() => till, '21');

const untilRefundsFailed = (orderId: string, count: number) =>
  till.untilFast(`${count} refunds have failed`, async () => {
    const failed = `SELECT FROM refund JOIN payment p ON p.id = payment_id WHERE p.order_id = $1 AND refund.status = 'FAILED'`;
    return (await till.pool.query(failed, [orderId])).rowCount === count;
  });

/** Runs `work`, and ends the reversal that it causes as failed. */
async function failReversals(
  work: () => Promise<unknown>,
  orderId: string | null,
  isOver: () => Promise<boolean> = async () => true,
): Promise<void> {
  const known = new Set((await till.admin('GET', 'payouts')).data.map(({ id }: Json) => id));
  await work();
  const reversal = await until('the reversal is asked for', async () => {
    const { data } = await till.admin('GET', 'payouts');
    return data.find(({ id, kind }: Json) => kind === 'REVERSAL' && !known.has(id));
  });
  await till.admin('POST', `payouts/${reversal.id}/finish`, { resultCode: '11' });
  if (orderId !== null) await untilRefundsFailed(orderId, 1);
  await till.untilFast('the failure is known', isOver);
}

describe('money that an order by M-Pesa does not cost any more', () => {
  it('returns it under another key when that fails, by a payout after a reversal', async () => {
    const payer = phone('001');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'success' });
    await authorize({ ord_retry: '120.00' }, payer);
    await till.advance(4_000);
    await untilStatus('ord_retry', 'CAPTURED');
    await failReversals(() => voidOrder('ord_retry'), 'ord_retry');
    // Within the pause orders is asked to come back; after it the money is paid to the phone.
    await expect(voidOrder('ord_retry')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await till.advance(60_000);
    await till.admin('POST', 'outcomes', { kind: 'b2c', msisdn: payer.slice(1), scenario: 'success' });
    await voidOrder('ord_retry');
    await untilStatus('ord_retry', 'REFUNDED');
    expect(await returnsTo(payer)).toEqual(['B2C 120']);
  });

  it('leaves it to people after five failures', async () => {
    const payer = phone('001');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'success' });
    await authorize({ ord_stuck: '120.00' }, payer);
    await till.advance(4_000);
    await untilStatus('ord_stuck', 'CAPTURED');
    await failReversals(() => voidOrder('ord_stuck'), 'ord_stuck');
    for (const [index, pauseMs] of [60_000, 600_000, 3_600_000, 21_600_000].entries()) {
      await till.advance(pauseMs);
      await voidOrder('ord_stuck');
      await till.advance(3_000);
      await untilRefundsFailed('ord_stuck', index + 2);
    }
    expect(await voidOrder('ord_stuck')).toMatchObject({ __typename: 'WrongPaymentStatus', status: 'CAPTURED' });
    expect(await returnsTo(payer)).toEqual([]);
    expect((await typesOf('ord_stuck')).filter((type) => type === 'refund_failed')).toHaveLength(5);
  });

  it('returns money of an order that was cancelled under another key, and then leaves it to people', async () => {
    const payer = phone('001');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'success' });
    await authorize({ ord_gone_2: '120.00' }, payer);
    await voidOrder('ord_gone_2');
    const failures = async () => {
      const failed = `SELECT FROM disbursement d JOIN collection c ON c.id = d.collection_id
        WHERE c.reference = 'chk_ord_gone_2' AND d.status = 'FAILED'`;
      return (await till.pool.query(failed)).rowCount;
    };
    await failReversals(
      () => till.advance(4_000),
      null,
      async () => (await failures()) === 1,
    );
    for (const [index, pauseMs] of [60_000, 600_000, 3_600_000, 21_600_000].entries()) {
      await till.advance(pauseMs);
      await till.untilFast(`try ${index + 2} has failed`, async () => (await failures()) === index + 2);
    }
    await till.advance(86_400_000);
    const kept = await till.untilFast('it is kept for people', async () =>
      (await till.unmatched()).find(({ reason }) => reason === 'not_returned'),
    );
    expect(kept).toMatchObject({ kind: 'return', amount_minor: '12000' });
    expect(await returnsTo(payer)).toEqual([]);
  });

  it('reverses it once when the answer to the request and the result of its repeat get lost', async () => {
    const payer = phone('111');
    await till.admin('POST', 'faults', { match: 'POST /mpesa/reversal/*', effect: 'disconnect', when: 'after' });
    await till.admin('PATCH', 'webhooks', { dropTypes: ['reversal'] });
    await authorize({ ord_twice: '120.00' }, payer);
    const reversals = async (): Promise<Json[]> => {
      const { data } = await till.admin('GET', 'payouts');
      return data.filter(({ kind, msisdn }: Json) => kind === 'REVERSAL' && msisdn === payer.slice(1));
    };
    await till.untilFast('M-Pesa has decided about both requests', async () => {
      const asked = await reversals();
      return asked.length === 2 && asked.every(({ resultCode }) => resultCode !== null);
    });
    await till.untilFast('M-Pesa was asked about it', async () => {
      const asked = `SELECT FROM provider_event WHERE type = 'status' AND processed_at IS NOT NULL
        AND object_ref IN (SELECT d.id FROM disbursement d JOIN collection c ON c.id = collection_id
          WHERE c.reference = 'chk_ord_twice')`;
      return ((await till.pool.query(asked)).rowCount ?? 0) > 0;
    });
    await till.admin('PATCH', 'webhooks', { dropTypes: [] });
    await till.untilFast('it is returned', async () => {
      const done = `SELECT FROM disbursement d JOIN collection c ON c.id = collection_id
        WHERE c.reference = 'chk_ord_twice' AND d.status = 'SUCCEEDED' AND c.due_at IS NULL`;
      return (await till.pool.query(done)).rowCount === 1;
    });
    await till.advance(86_400_000);
    expect(await returnsTo(payer)).toEqual(['REVERSAL 119']);
    expect((await till.unmatched()).filter(({ kind }) => kind === 'reversal')).toEqual([]);
  });

  it('counts a reversal that failed and is paid after all, also when the first look at it breaks off', async () => {
    const payer = phone('001');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'success' });
    await authorize({ ord_paid_late: '120.00' }, payer);
    await till.advance(4_000);
    await untilStatus('ord_paid_late', 'CAPTURED');
    await failReversals(() => voidOrder('ord_paid_late'), 'ord_paid_late');
    // The regular look at the payment would find it, too, but later.
    await till.pool.query(`UPDATE payment SET look_at = NULL WHERE order_id = 'ord_paid_late'`);
    await till.pool.query(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$;
      CREATE TRIGGER break_off BEFORE UPDATE ON payment FOR EACH ROW WHEN (NEW.order_id = 'ord_paid_late')
        EXECUTE FUNCTION break_off()`);
    const { rows } = await till.pool.query(
      `SELECT d.id, d.provider_ref AS ref FROM disbursement d JOIN payment p ON p.id = payment_id WHERE p.order_id = 'ord_paid_late'`,
    );
    const [{ id, ref }] = rows;
    const Result = {
      ResultCode: 0,
      ResultDesc: 'Done',
      OriginatorConversationID: id,
      ConversationID: ref,
      TransactionID: 'PAIDLATE01',
      ResultParameters: { ResultParameter: [{ Key: 'Amount', Value: 120 }] },
    };
    await till.post(`/webhooks/mpesa/${callbackToken}/reversal/${id}`, { Result });
    await till.untilFast('the first look has broken off', async () => {
      const broken = 'SELECT FROM provider_event WHERE object_ref = $1 AND attempts > 0 AND processed_at IS NULL';
      return (await till.pool.query(broken, [id])).rowCount === 1;
    });
    await till.pool.query('DROP FUNCTION break_off CASCADE');
    await untilStatus('ord_paid_late', 'REFUNDED');
    const kept = (await till.unmatched()).filter(({ about_id: about }) => about === id);
    expect(kept).toEqual([expect.objectContaining({ reason: 'contradicts_the_outcome', receipt: 'PAIDLATE01' })]);
    expect((await typesOf('ord_paid_late')).filter((type) => type === 'refunded')).toHaveLength(1);
  });
});
