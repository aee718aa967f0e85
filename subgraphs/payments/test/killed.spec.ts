import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, runProgram, type TestDatabase, until } from '@soko/testing';
import { type Bank, buyer, documents, type Json, openBank, sellerId } from './bank.ts';

let bank: Bank;
let events: TestDatabase;
beforeAll(async () => {
  [bank, events] = await Promise.all([openBank({ PAYMENT_CALL_LEASE_MS: '1500' }), createTestDatabase()]);
});
afterAll(async () => {
  await bank.close();
  await events.drop();
});

const slow = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 2_500, max: 2_500 } };
const quick = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

type Admin = Bank['stripe'];

/**
 * Starts another process that calls a provider, and kills it when the provider has made the change but not yet responded.
 * This process must complete the call.
 */
async function killedAfter(
  admin: Admin,
  document: string,
  input: object,
  isDone: () => Promise<boolean>,
): Promise<void> {
  await admin('PUT', 'latency', slow);
  const program = await runProgram(join(import.meta.dirname, 'paying-process.ts'), {
    SPEC_DATABASE: bank.subgraph.database.connectionString,
    SPEC_EVENTS: events.connectionString,
    SPEC_ENV: JSON.stringify({ ...bank.env, PAYMENT_RECOVERY_EVERY_MS: '3600000' }),
    SPEC_DOCUMENT: document,
    SPEC_INPUT: JSON.stringify(input),
  });
  await until('the provider has made the change', isDone, 20_000);
  await program.kill();
  expect(program.output()).toBe('');
  await admin('PUT', 'latency', quick);
}

const asked = async (admin: Admin, call: string): Promise<number> => {
  const { data } = await admin('GET', 'requests');
  return data.filter((each: Json) => each.call === call).length;
};

const authorization = (orderId: string, method: object) => ({
  checkoutId: 'chk_killed',
  method: 'STRIPE_CARD',
  token: 'pm_card_visa',
  idempotencyKey: 'key-of-the-spec',
  payments: [{ orderId, sellerId, amount: '10.00', currency: 'EUR' }],
  ...method,
});

const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('a process that is killed between the change at the provider and its own save', () => {
  it('leaves one authorisation at Stripe, which another process saves', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const input = authorization('ord_k1', { buyerId: 'usr_buyer' });
    await killedAfter(bank.stripe, documents.authorize, input, async () => {
      const { data } = await bank.stripe('GET', 'objects/payment_intents');
      return data.some(({ metadata }: Json) => metadata.orderId === 'ord_k1');
    });
    expect(await bank.row('ord_k1')).toMatchObject({ status: 'CREATED', provider_ref: null });
    await bank.untilStatus('ord_k1', 'AUTHORIZED');
    expect(await bank.intent('ord_k1')).toMatchObject({ status: 'requires_capture', amount: 1000 });
    expect(await bank.eventsOf('ord_k1')).toEqual(['authorized']);
    const again = await bank.authorize({ ord_k1: '10.00' }, { checkoutId: 'chk_killed' });
    expect(again).toMatchObject({ __typename: 'PaymentsAuthorized' });
  }, 30_000);

  it('leaves one capture at Stripe', async () => {
    await bank.authorize({ ord_k2: '10.00' });
    const intent = () => bank.intent('ord_k2');
    const input = { orderId: 'ord_k2', amount: eur('7.00') };
    await killedAfter(bank.stripe, documents.capture, input, async () => (await intent()).status === 'succeeded');
    expect((await bank.row('ord_k2')).status).toBe('AUTHORIZED');
    expect(await bank.untilStatus('ord_k2', 'PARTIALLY_CAPTURED')).toMatchObject({ captured_minor: '700' });
    expect(await bank.eventsOf('ord_k2')).toEqual(['authorized', 'captured']);
    expect(await bank.capture('ord_k2', '7.00')).toMatchObject({ status: 'PARTIALLY_CAPTURED' });
  }, 30_000);

  it('leaves one new authorisation of an expired payment at Stripe', async () => {
    const token = await bank.saveCard(buyer);
    await bank.authorize({ ord_k7: '10.00' }, { token });
    await bank.stripe('POST', `payment_intents/${(await bank.intent('ord_k7')).id}/expire`);
    // Webhooks are lost here, so the capture discovers the expiry.
    expect(await bank.capture('ord_k7', '10.00')).toMatchObject({ status: 'EXPIRED' });
    const input = { orderId: 'ord_k7', amount: eur('8.00') };
    const authorized = async () => (await bank.intents('ord_k7')).filter(({ status }) => status === 'requires_capture');
    await killedAfter(bank.stripe, documents.reauthorize, input, async () => (await authorized()).length > 0);
    expect((await bank.row('ord_k7')).status).toBe('EXPIRED');
    await bank.untilStatus('ord_k7', 'AUTHORIZED');
    expect(await authorized()).toHaveLength(1);
    expect(await bank.capture('ord_k7', '8.00')).toMatchObject({ status: 'CAPTURED' });
    expect(await bank.eventsOf('ord_k7')).toEqual(['authorized', 'voided', 'reauthorized', 'captured']);
  }, 30_000);

  it('leaves one refund at Stripe', async () => {
    await bank.authorize({ ord_k3: '10.00' });
    await bank.capture('ord_k3', '10.00');
    const { id, latest_charge } = await bank.intent('ord_k3');
    const refunds = async () =>
      (await bank.stripe('GET', 'objects/refunds')).data.filter(({ charge }: Json) => charge === latest_charge);
    const input = { orderId: 'ord_k3', amount: eur('4.00'), reason: 'Came back', idempotencyKey: 'killed refund' };
    await killedAfter(bank.stripe, documents.refund, input, async () => (await refunds()).length > 0);
    expect(await bank.row('ord_k3')).toMatchObject({ refunding_minor: '400', refunded_minor: '0' });
    expect(await bank.untilStatus('ord_k3', 'PARTIALLY_REFUNDED')).toMatchObject({
      refunding_minor: '0',
      refunded_minor: '400',
    });
    expect(await refunds()).toHaveLength(1);
    expect(id).toMatch(/^pi_/);
    expect(await bank.eventsOf('ord_k3')).toEqual(['authorized', 'captured', 'refunded']);
  }, 30_000);

  it('leaves one authorisation and one capture at payment-3p', async () => {
    const card = { method: 'PAYMENT_3P', token: '1234567890123456', buyerId: 'usr_buyer' };
    await killedAfter(bank.payment3p, documents.authorize, authorization('ord_k4', card), async () => {
      return (await bank.payment3p('GET', 'holds')).total > 0;
    });
    const { provider_ref } = await bank.untilStatus('ord_k4', 'AUTHORIZED');
    expect(await bank.payment3p('GET', 'holds')).toMatchObject({
      total: 1,
      data: [{ id: provider_ref, amount: 1000 }],
    });
    const before = await asked(bank.payment3p, 'POST /processPayment');
    const input = { orderId: 'ord_k4', amount: eur('10.00') };
    await killedAfter(bank.payment3p, documents.capture, input, async () => {
      return (await bank.hold3p(provider_ref)).status === 'processed';
    });
    await bank.untilStatus('ord_k4', 'CAPTURED');
    expect(await asked(bank.payment3p, 'POST /processPayment')).toBeGreaterThan(before);
    expect(await bank.eventsOf('ord_k4')).toEqual(['authorized', 'captured']);
  }, 40_000);
});

describe('a provider that does not respond', () => {
  const unavailable = { match: 'POST /v1/payment_intents', status: 503 };

  it('is asked again until it responds, and the order is paid once', async () => {
    await bank.stripe('POST', 'faults', { ...unavailable, times: 6 });
    await expect(bank.authorize({ ord_k5: '10.00' })).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilStatus('ord_k5', 'AUTHORIZED');
    expect(await bank.intent('ord_k5')).toMatchObject({ status: 'requires_capture' });
  }, 30_000);

  it('is asked under another key when it repeats its own failure', async () => {
    const broken = { status: 500, when: 'during', times: 1 };
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/payment_intents' });
    await expect(bank.authorize({ ord_k6: '10.00' })).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilStatus('ord_k6', 'AUTHORIZED');
    expect(await bank.intent('ord_k6')).toMatchObject({ status: 'requires_capture' });
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/payment_intents/*/capture' });
    await expect(bank.capture('ord_k6', '10.00')).rejects.toThrow('SERVICE_UNAVAILABLE');
    await bank.untilStatus('ord_k6', 'CAPTURED');
    await bank.stripe('POST', 'faults', { ...broken, match: 'POST /v1/refunds' });
    expect(await bank.refund('ord_k6', '4.00')).toMatchObject({
      __typename: 'RefundMade',
      refund: { status: 'PENDING' },
    });
    expect(await bank.untilStatus('ord_k6', 'PARTIALLY_REFUNDED')).toMatchObject({ refunded_minor: '400' });
    expect(await bank.eventsOf('ord_k6')).toEqual(['authorized', 'captured', 'refunded']);
  }, 60_000);
});
