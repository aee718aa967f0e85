import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { silentLogger } from '@soko/log';
import { createMpesaTill } from '../commands/mpesa-till.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { createDarajaClient } from '../providers/mpesa/daraja-client.ts';
import { createMpesaFunds } from '../providers/mpesa/mpesa-funds.ts';
import { createMpesaProvider } from '../providers/mpesa/mpesa-provider.ts';
import { providerAudits } from '../providers/provider-audits.ts';
import type { PaymentsServices } from '../services.ts';
import { documents } from './bank.ts';
import { ordersByMpesa } from './orders-by-mpesa.ts';
import { callbackToken, type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const { phone, send, authorize, voidOrder, capture, row, untilStatus, typesOf, returnsTo, untilReturned } =
  ordersByMpesa(() => till, '20');

describe('a checkout by M-Pesa', () => {
  it('waits for the payer without a client secret, and is captured when they confirm', async () => {
    const payer = phone('500');
    expect(await authorize({ ord_ok: '120.00' }, payer)).toMatchObject({
      __typename: 'PaymentActionRequired',
      payments: [{ orderId: 'ord_ok', clientSecret: null, actionUrl: null }],
    });
    await till.advance(4_000);
    expect(await untilStatus('ord_ok', 'CAPTURED')).toMatchObject({
      captured_minor: '12000',
      authorized_minor: '12000',
    });
    expect(await typesOf('ord_ok')).toEqual(['requires_action', 'captured']);
    expect(await authorize({ ord_ok: '120.00' }, payer)).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await capture('ord_ok', '120.00')).toMatchObject({ status: 'CAPTURED' });
    expect(await returnsTo(payer)).toEqual([]);
  });

  it('fails when the payer cancels the prompt', async () => {
    await authorize({ ord_cancel: '120.00' }, phone('032'));
    await till.advance(4_000);
    expect(await untilStatus('ord_cancel', 'FAILED')).toMatchObject({ failure_code: 'cancelled_by_user' });
    expect(await typesOf('ord_cancel')).toEqual(['requires_action', 'failed']);
  });

  it('prompts once for the orders of several sellers', async () => {
    const payer = phone('500');
    await authorize({ ord_m1: '100.00', ord_m2: '50.00', ord_m3: '25.00' }, payer);
    await till.advance(4_000);
    for (const orderId of ['ord_m1', 'ord_m2', 'ord_m3']) await untilStatus(orderId, 'CAPTURED');
    expect((await row('ord_m2')).captured_minor).toBe('5000');
    const { data } = await till.admin('GET', 'pushes');
    expect(data.filter(({ msisdn }: Json) => msisdn === payer.slice(1))).toMatchObject([{ amount: 175 }]);
    expect(await voidOrder('ord_m2')).toMatchObject({ __typename: 'Payment' });
    await untilReturned(payer, ['B2C 50']);
    await untilStatus('ord_m2', 'REFUNDED');
    expect((await row('ord_m1')).status).toBe('CAPTURED');
  });

  it('is reversed where a void is asked for, once', async () => {
    const payer = phone('500');
    await authorize({ ord_void: '120.00' }, payer);
    await till.advance(4_000);
    await untilStatus('ord_void', 'CAPTURED');
    await Promise.all([voidOrder('ord_void'), voidOrder('ord_void')]);
    await untilStatus('ord_void', 'REFUNDED');
    expect(await returnsTo(payer)).toEqual(['REVERSAL 120']);
    expect(await typesOf('ord_void')).toEqual(['requires_action', 'captured', 'refund_begun', 'refunded']);
    expect(await voidOrder('ord_void')).toMatchObject({ status: 'REFUNDED' });
  });

  it('can be reversed without the phone of a payer who was erased, and is refunded in parts no more', async () => {
    const payer = phone('500');
    await authorize({ ord_e1: '120.00' }, payer, { buyerId: 'usr_leaving' });
    await till.advance(4_000);
    await untilStatus('ord_e1', 'CAPTURED');
    const sealed = async () =>
      (await till.pool.query(`SELECT sealed FROM collection WHERE user_id = 'usr_leaving'`)).rows[0].sealed;
    expect(await sealed()).not.toBeNull();
    const trail = {
      correlationId: 'cor',
      causationId: null,
      actor: { kind: 'service', id: 'users' },
      now: () => new Date(),
    } as const;
    await till.bus.publish(usersUser.name, [
      newEvent(usersUser, 'erased', { subject: 'usr_leaving', sequence: 1, data: {} }, trail),
    ]);
    await till.untilFast('the phone is erased', async () => (await sealed()) === null);
    const part = {
      orderId: 'ord_e1',
      amount: { amount: '10.00', currency: 'KES' },
      reason: 'Came back',
      idempotencyKey: 'refund of the erased',
    };
    expect(await send(documents.refund, part)).toMatchObject({ __typename: 'RefundNotPossible' });
    await voidOrder('ord_e1');
    await untilReturned(payer, ['REVERSAL 120']);
  });

  it('returns what exceeds the amount to capture, rounded up to whole shillings', async () => {
    const payer = phone('500');
    await authorize({ ord_part: '120.00' }, payer);
    await till.advance(4_000);
    await untilStatus('ord_part', 'CAPTURED');
    for (let count = 0; count < 2; count += 1) await capture('ord_part', '79.50');
    await untilStatus('ord_part', 'PARTIALLY_REFUNDED');
    expect(await returnsTo(payer)).toEqual(['B2C 41']);
    // It was never sold, so its part of the fee goes back, whatever the policy is.
    const refunds = (await till.told()).filter(
      ({ type, data }: Json) => type.endsWith('.refunded') && data.payment.orderId === 'ord_part',
    );
    expect(refunds.map(({ data }: Json) => [data.cause, data.feeReturned])).toEqual([['OTHER', true]]);
  });

  it('returns money that arrives for an order that was cancelled while the prompt was on the phone', async () => {
    const payer = phone('500');
    await authorize({ ord_gone: '120.00' }, payer);
    expect(await voidOrder('ord_gone')).toMatchObject({ status: 'VOIDED' });
    await till.advance(4_000);
    await untilReturned(payer, ['REVERSAL 120']);
    expect(await row('ord_gone')).toMatchObject({ status: 'VOIDED', captured_minor: '0' });
  });

  it('returns the share of one cancelled order, and captures the others', async () => {
    const payer = phone('500');
    await authorize({ ord_s1: '100.00', ord_s2: '50.00' }, payer);
    expect(await voidOrder('ord_s2')).toMatchObject({ status: 'VOIDED' });
    await till.advance(4_000);
    await untilStatus('ord_s1', 'CAPTURED');
    await untilReturned(payer, ['B2C 50']);
    expect((await row('ord_s1')).captured_minor).toBe('10000');
  });

  it('fails when too little arrives, and returns it', async () => {
    const payer = phone('111');
    await authorize({ ord_wrong: '120.00' }, payer);
    await till.advance(4_000);
    expect(await untilStatus('ord_wrong', 'FAILED')).toMatchObject({ failure_code: 'wrong_amount' });
    await untilReturned(payer, ['REVERSAL 119']);
  });

  it.each([
    ['less', 119, '-100', []],
    ['more', 170, null, ['B2C 50']],
  ] as const)('is confirmed when a query finds it, and shows that %s arrived', async (what, told, difference, back) => {
    const payer = phone('500');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'no-callback' });
    await authorize({ [`ord_told_${what}`]: '120.00' }, payer);
    await till.advance(34_000);
    await untilStatus(`ord_told_${what}`, 'CAPTURED');
    const { data } = await till.admin('GET', 'pushes');
    const push = data.find(({ msisdn }: Json) => msisdn === payer.slice(1));
    const [receipt, collectionId] = [`LATE${told}000`, push.callbackUrl.split('/').at(-1)];
    const Item = [
      { Name: 'Amount', Value: told },
      { Name: 'MpesaReceiptNumber', Value: receipt },
    ];
    const stkCallback = { CheckoutRequestID: push.id, ResultCode: 0, CallbackMetadata: { Item } };
    await till.post(`/webhooks/mpesa/${callbackToken}/stk/${collectionId}`, { Body: { stkCallback } });
    await untilReturned(payer, [...back]);
    const kept = await till.untilFast('it is known', async () => {
      const found = await till.pool.query('SELECT FROM collection WHERE receipt = $1 AND due_at IS NULL', [receipt]);
      const open = 'SELECT FROM provider_event WHERE object_ref = $1 AND processed_at IS NULL';
      const left = await till.pool.query(open, [collectionId]);
      const isDone = found.rowCount === 1 && left.rowCount === 0;
      return isDone && (await till.unmatched()).filter(({ about_id: about }) => about === collectionId);
    });
    const expected = { kind: 'stk', reason: 'amount_differs', amount_minor: difference, receipt };
    expect(kept).toMatchObject(difference === null ? [] : [expected]);
    expect((await row(`ord_told_${what}`)).status).toBe('CAPTURED');
  });

  it('returns also what is reported after a return', async () => {
    const payer = phone('500');
    await till.admin('POST', 'outcomes', { kind: 'stk', msisdn: payer.slice(1), scenario: 'no-callback' });
    await authorize({ ord_more_later: '120.00' }, payer);
    await voidOrder('ord_more_later');
    await till.advance(34_000);
    await untilReturned(payer, ['B2C 120']);
    await till.untilFast('the return is done', async () => {
      const open = `SELECT FROM collection WHERE reference = 'chk_ord_more_later' AND due_at IS NOT NULL`;
      return (await till.pool.query(open)).rowCount === 0;
    });
    const { data } = await till.admin('GET', 'pushes');
    const push = data.find(({ msisdn }: Json) => msisdn === payer.slice(1));
    const Item = [
      { Name: 'Amount', Value: 170 },
      { Name: 'MpesaReceiptNumber', Value: 'LATERMORE0' },
    ];
    const stkCallback = { CheckoutRequestID: push.id, ResultCode: 0, CallbackMetadata: { Item } };
    const path = `/webhooks/mpesa/${callbackToken}/stk/${push.callbackUrl.split('/').at(-1)}`;
    await till.post(path, { Body: { stkCallback } });
    await untilReturned(payer, ['B2C 120', 'B2C 50']);
  });

  it('is declined when its orders cost more than M-Pesa moves at once, and can be voided', async () => {
    const orders = { ord_dear_1: '150000.00', ord_dear_2: '100001.00' };
    expect(await authorize(orders, phone('500'))).toMatchObject({ code: 'limit_reached' });
    expect(await voidOrder('ord_dear_1')).toMatchObject({ status: 'FAILED' });
    const { rows } = await till.pool.query(`SELECT id FROM provider_call WHERE status = 'PENDING'`);
    expect(rows).toEqual([]);
  });

  it('is declined for other currencies, for cents, and without a phone', async () => {
    const euro = { payments: [{ orderId: 'ord_eur', sellerId: 'slr_1', amount: '10.00', currency: 'EUR' }] };
    expect(await authorize({ ord_eur: '10.00' }, phone('500'), euro)).toMatchObject({ code: 'currency_not_supported' });
    expect(await authorize({ ord_cents: '10.50' }, phone('500'))).toMatchObject({ code: 'amount_not_whole' });
    expect(await authorize({ ord_whole: '10.00', ord_half: '10.50' }, phone('500'))).toMatchObject({
      code: 'amount_not_whole',
    });
    const summing = phone('500');
    expect(await authorize({ ord_1: '10.00', ord_2: '10.50', ord_3: '10.50' }, summing)).toMatchObject({
      code: 'amount_not_whole',
    });
    const { data } = await till.admin('GET', 'pushes');
    expect(data.filter(({ msisdn }: Json) => msisdn === summing.slice(1))).toEqual([]);
    expect(await authorize({ ord_dumb: '10.00' }, phone('500'), { phone: null })).toMatchObject({
      code: 'phone_missing',
    });
  });
});

describe('the adapter of M-Pesa', () => {
  const audited = async () => {
    const { account, publicKey, url } = till.mpesa;
    const now = () => new Date();
    const settings = {
      baseUrl: url,
      consumerKey: account.consumerKey,
      consumerSecret: account.consumerSecret,
      shortCode: account.shortCode,
      payoutShortCode: account.shortCode,
      passkey: account.passkey,
      initiator: { name: account.initiator, password: account.initiatorPassword, certificate: publicKey },
      callbackBase: till.callbackBase,
      callbackToken: till.env.MPESA_CALLBACK_SECRET!,
      timeoutMs: 20_000,
    };
    const funds = createMpesaFunds(createDarajaClient(settings, now), settings, now);
    const services = {
      db: new PrismaClient({ adapter: till.subgraph.database.adapter }),
      pool: till.pool,
      funds: new Map([['mpesa', funds]]),
      log: silentLogger,
      now,
      settings: { sealKeys: [till.env.SOKO_SEAL_KEY], leaseMs: 45_000, funds: { lookMs: 30_000, giveUpMs: 3_600_000 } },
    } as unknown as PaymentsServices;
    let payer = '';
    const finish = async (resultCode: string) => {
      const { data } = await till.admin('GET', 'pushes');
      const push = data.find(({ msisdn }: Json) => msisdn === payer.slice(1));
      await till.admin('POST', `pushes/${push.id}/finish`, { resultCode });
      const status = resultCode === '0' ? 'SUCCEEDED' : 'FAILED';
      await till.untilFast('the callback is processed', async () => {
        const { rows } = await till.pool.query('SELECT FROM collection WHERE provider_ref = $1 AND status = $2', [
          push.id,
          status,
        ]);
        return rows.length === 1;
      });
    };
    const atOnce = {
      currency: 'KES',
      payer: () => ({ phone: (payer = phone('500')), token: null }),
      confirm: () => finish('0'),
      refuse: () => finish('1032'),
      finishRefund: async (id: string) =>
        void (await till.untilFast('the refund is paid', async () => {
          const { rows } = await till.pool.query(`SELECT FROM disbursement WHERE id = $1 AND status = 'SUCCEEDED'`, [
            id,
          ]);
          return rows.length === 1;
        })),
    };
    return providerAudits({ provider: createMpesaProvider(createMpesaTill(services)), atOnce });
  };

  it('passes the audits of providers without holds', async () => {
    const audits = await audited();
    for (const { run } of audits) await run();
    expect(audits).toHaveLength(6);
  });
});
