import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, runProgram, type TestDatabase, until } from '@soko/testing';
import { type Bank, buyer, documents, type Json, openBank, sellerId } from './bank.ts';

const leaseMs = 30_000;

let bank: Bank;
let events: TestDatabase;
beforeAll(async () => {
  [bank, events] = await Promise.all([openBank({ PAYMENT_CALL_LEASE_MS: String(leaseMs) }), createTestDatabase()]);
});
afterAll(async () => {
  await bank.close();
  await events.drop();
});

/** The provider makes the change at once, and responds later than the process lives. */
const lateResponse = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 60_000, max: 60_000 } };
const noLatency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

const authorization = (orderId: string, method: object = {}) => ({
  checkoutId: 'chk_killed',
  buyerId: 'usr_buyer',
  method: 'STRIPE_CARD',
  token: 'pm_card_visa',
  idempotencyKey: 'key-of-the-spec',
  payments: [{ orderId, sellerId, amount: '10.00', currency: 'EUR' }],
  ...method,
});

const card3p = { method: 'PAYMENT_3P', token: '1234567890123456' };
const eur = (amount: string) => ({ amount, currency: 'EUR' });

const activeIntents = async (orderId: string) =>
  (await bank.intents(orderId)).filter(({ status }) => status === 'requires_capture');

const refundsOf = async (orderId: string): Promise<Json[]> => {
  const { latest_charge } = await bank.intent(orderId);
  const { data } = await bank.stripe('GET', 'objects/refunds');
  return data.filter(({ charge }: Json) => charge === latest_charge);
};

const holdOf = async (orderId: string) => bank.hold3p((await bank.row(orderId)).provider_ref);

describe('a process that is killed between the changes at the providers and its own saves', () => {
  /** The payments as the killed process has left them. */
  let left: Record<string, Json>;

  beforeAll(async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    await bank.authorize({ ord_capture: '10.00', ord_refund: '10.00' });
    await bank.capture('ord_refund', '10.00');
    await bank.authorize({ ord_capture3p: '10.00' }, card3p);
    await bank.authorize({ ord_expired: '10.00' }, { token: await bank.saveCard(buyer) });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_expired')).id}/expire`);
    // Webhooks are lost here, so the capture discovers the expiry.
    expect(await bank.capture('ord_expired', '10.00')).toMatchObject({ status: 'EXPIRED' });

    const refund = {
      orderId: 'ord_refund',
      amount: eur('4.00'),
      reason: 'Came back',
      idempotencyKey: 'refund of the killed process',
    };
    await killWhenDone(
      [
        { document: documents.authorize, input: authorization('ord_authorize') },
        { document: documents.authorize, input: authorization('ord_authorize3p', card3p) },
        { document: documents.capture, input: { orderId: 'ord_capture', amount: eur('7.00') } },
        { document: documents.capture, input: { orderId: 'ord_capture3p', amount: eur('10.00') } },
        { document: documents.reauthorize, input: { orderId: 'ord_expired', amount: eur('8.00') } },
        { document: documents.refund, input: refund },
      ],
      async () =>
        (await activeIntents('ord_authorize')).length > 0 &&
        (await bank.payment3p('GET', 'holds')).total === 2 &&
        (await bank.intent('ord_capture')).status === 'succeeded' &&
        (await holdOf('ord_capture3p')).status === 'processed' &&
        (await activeIntents('ord_expired')).length > 0 &&
        (await refundsOf('ord_refund')).length > 0,
    );
    const { rows } = await bank.pool.query('SELECT * FROM payment');
    left = Object.fromEntries(rows.map((row) => [row.order_id, row]));
    bank.advance(leaseMs);
  });

  /** Starts another process that runs the operations, and kills it when the providers have made all changes. */
  async function killWhenDone(operations: object[], isDone: () => Promise<boolean>): Promise<void> {
    await Promise.all([bank.stripe('PUT', 'latency', lateResponse), bank.payment3p('PUT', 'latency', lateResponse)]);
    const program = await runProgram(join(import.meta.dirname, 'paying-process.ts'), {
      SPEC_DATABASE: bank.subgraph.database.connectionString,
      SPEC_EVENTS: events.connectionString,
      SPEC_ENV: JSON.stringify({ ...bank.env, PAYMENT_RECOVERY_EVERY_MS: '3600000' }),
      SPEC_OPERATIONS: JSON.stringify(operations),
    });
    await until('the providers have made all changes', isDone);
    await program.kill();
    expect(program.output()).toBe('');
    await Promise.all([bank.stripe('PUT', 'latency', noLatency), bank.payment3p('PUT', 'latency', noLatency)]);
  }

  it('leaves one authorisation at Stripe, which another process saves', async () => {
    expect(left.ord_authorize).toMatchObject({ status: 'CREATED', provider_ref: null });
    await bank.untilStatus('ord_authorize', 'AUTHORIZED');
    expect(await bank.intent('ord_authorize')).toMatchObject({ status: 'requires_capture', amount: 1000 });
    expect(await bank.eventsOf('ord_authorize')).toEqual(['authorized']);
    const again = await bank.authorize({ ord_authorize: '10.00' }, { checkoutId: 'chk_killed' });
    expect(again).toMatchObject({ __typename: 'PaymentsAuthorized' });
  });

  it('leaves one capture at Stripe', async () => {
    expect(left.ord_capture.status).toBe('AUTHORIZED');
    expect(await bank.untilStatus('ord_capture', 'PARTIALLY_CAPTURED')).toMatchObject({ captured_minor: '700' });
    expect(await bank.eventsOf('ord_capture')).toEqual(['authorized', 'captured']);
    expect(await bank.capture('ord_capture', '7.00')).toMatchObject({ status: 'PARTIALLY_CAPTURED' });
  });

  it('leaves one new authorisation of an expired payment at Stripe', async () => {
    expect(left.ord_expired.status).toBe('EXPIRED');
    await bank.untilStatus('ord_expired', 'AUTHORIZED');
    expect(await activeIntents('ord_expired')).toHaveLength(1);
    expect(await bank.capture('ord_expired', '8.00')).toMatchObject({ status: 'CAPTURED' });
    expect(await bank.eventsOf('ord_expired')).toEqual(['authorized', 'voided', 'reauthorized', 'captured']);
  });

  it('leaves one refund at Stripe', async () => {
    expect(left.ord_refund).toMatchObject({ refunding_minor: '400', refunded_minor: '0' });
    expect(await bank.untilStatus('ord_refund', 'PARTIALLY_REFUNDED')).toMatchObject({
      refunding_minor: '0',
      refunded_minor: '400',
    });
    expect(await refundsOf('ord_refund')).toHaveLength(1);
    expect(await bank.eventsOf('ord_refund')).toEqual(['authorized', 'captured', 'refund_begun', 'refunded']);
  });

  it('leaves one authorisation at payment-3p', async () => {
    expect(left.ord_authorize3p).toMatchObject({ status: 'CREATED', provider_ref: null });
    const { provider_ref } = await bank.untilStatus('ord_authorize3p', 'AUTHORIZED');
    expect(await bank.hold3p(provider_ref)).toMatchObject({ amount: 1000 });
    expect(await bank.payment3p('GET', 'holds')).toMatchObject({ total: 2 });
    expect(await bank.eventsOf('ord_authorize3p')).toEqual(['authorized']);
  });

  it('leaves one capture at payment-3p', async () => {
    expect(left.ord_capture3p.status).toBe('AUTHORIZED');
    await bank.untilStatus('ord_capture3p', 'CAPTURED');
    const { data } = await bank.payment3p('GET', 'requests');
    // The late response of the first call is still under way, so the log has only the repeat.
    const repeats = data.filter(({ call }: Json) => call === 'POST /processPayment');
    expect(repeats).toMatchObject([{ replayed: true }]);
    expect(await bank.eventsOf('ord_capture3p')).toEqual(['authorized', 'captured']);
  });
});

describe('a provider that does not respond', () => {
  const untilStatus = (orderId: string, status: string): Promise<Json> =>
    bank.untilFast(`${orderId} is ${status}`, async () => {
      const row = await bank.row(orderId);
      return row.status === status && row;
    });

  it('is asked again until it responds, and the order is paid once', async () => {
    await bank.stripe('POST', 'faults', { match: 'POST /v1/payment_intents', status: 503, times: 6 });
    await expect(bank.authorize({ ord_k5: '10.00' })).rejects.toThrow('SERVICE_UNAVAILABLE');
    await untilStatus('ord_k5', 'AUTHORIZED');
    expect(await bank.intent('ord_k5')).toMatchObject({ status: 'requires_capture' });
  });

  it('is asked under another key when it repeats its own failure', async () => {
    const broken = { status: 500, when: 'during', times: 1 };
    await bank.authorize({ ord_k7: '10.00', ord_k8: '10.00' });
    await bank.capture('ord_k8', '10.00');
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/payment_intents' });
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/payment_intents/*/capture' });
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/refunds' });
    const [authorized, captured, refunded] = await Promise.allSettled([
      bank.authorize({ ord_k6: '10.00' }),
      bank.capture('ord_k7', '10.00'),
      bank.refund('ord_k8', '4.00'),
    ]);
    for (const outcome of [authorized, captured]) {
      expect(String(outcome.status === 'rejected' && outcome.reason)).toContain('SERVICE_UNAVAILABLE');
    }
    expect(refunded).toMatchObject({ value: { __typename: 'RefundMade', refund: { status: 'PENDING' } } });
    await untilStatus('ord_k6', 'AUTHORIZED');
    await untilStatus('ord_k7', 'CAPTURED');
    expect(await untilStatus('ord_k8', 'PARTIALLY_REFUNDED')).toMatchObject({ refunded_minor: '400' });
    expect(await bank.intent('ord_k6')).toMatchObject({ status: 'requires_capture' });
    expect(await bank.eventsOf('ord_k6')).toEqual(['authorized']);
    expect(await bank.eventsOf('ord_k7')).toEqual(['authorized', 'captured']);
    expect(await bank.eventsOf('ord_k8')).toEqual(['authorized', 'captured', 'refund_begun', 'refunded']);
  });
});
