import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, buyer, type Json, openBank } from './bank.ts';

/** A payment-3p whose refusals quote what Postgres cannot store. */
const quoting = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(String.raw`{"message":"There is no token \"\u0000\ud83d\"."}`);
  });
});

let bank: Bank;
beforeAll(async () => {
  await new Promise<void>((resolve) => quoting.listen(0, '127.0.0.1', resolve));
  const { port } = quoting.address() as AddressInfo;
  bank = await openBank({ PAYMENT_3P_URL: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  await bank.close();
  await new Promise((resolve) => quoting.close(resolve));
});

const callsOf = async (orderId: string): Promise<Json[]> =>
  (
    await bank.pool.query(
      'SELECT call.* FROM provider_call AS call JOIN payment ON payment.id = payment_id WHERE order_id = $1',
      [orderId],
    )
  ).rows;

describe('a token', () => {
  const wrong = ['pm_\0card', 'pm_card\ud83d', 'pm card', '', 'pm', '../customers', 'x'.repeat(201)];

  it.each(wrong.filter((token) => token !== ''))('%j does not authorise a payment', async (token) => {
    for (const method of ['STRIPE_CARD', 'PAYMENT_3P']) {
      const attempt = bank.authorize({ ord_wrong: '5.00' }, { token, method });
      await expect(attempt).rejects.toThrow('"code":"BAD_USER_INPUT","field":"token"');
    }
    expect(await bank.row('ord_wrong')).toBeUndefined();
  });

  it.each(wrong)('%j is not saved', async (token) => {
    const document = `mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) { __typename } }`;
    const input = { method: 'STRIPE_CARD', token, idempotencyKey: 'a wrong token' };
    const { errors } = await bank.query(document, { input }, { as: buyer });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'token' });
  });
});

it('keeps the words of a provider that quotes what cannot be stored', async () => {
  const declined = await bank.authorize({ ord_quoted: '5.00' }, { method: 'PAYMENT_3P', token: 'a-token' });
  // Buyers read our own words; support reads those of the provider.
  expect(declined).toMatchObject({ __typename: 'PaymentsDeclined', message: expect.not.stringContaining('token') });
  expect(await bank.row('ord_quoted')).toMatchObject({
    status: 'FAILED',
    failure_message: 'There is no token "\u{FFFD}\u{FFFD}".',
  });
  expect(await bank.eventsOf('ord_quoted')).toEqual(['failed']);
});

describe('a result that the database refuses', () => {
  /** Refuses every row of an order in this status. */
  const refuse = (orderId: string, status: string) =>
    bank.pool.query(
      `ALTER TABLE payment ADD CONSTRAINT refuse_${orderId} CHECK (order_id <> '${orderId}' OR status <> '${status}')`,
    );

  it('is tried again after growing pauses, then given up: the payment fails, and is voided at Stripe', async () => {
    await refuse('ord_u1', 'AUTHORIZED');
    await expect(bank.authorize({ ord_u1: '5.00' })).rejects.toThrow(/refuse_ord_u1|INTERNAL_SERVER_ERROR/);
    expect(await callsOf('ord_u1')).toMatchObject([{ attempts: 1, unsaved_tries: 1, status: 'PENDING' }]);
    const row = await bank.untilFast('it is given up', async () => {
      const seen = await bank.row('ord_u1');
      return seen.status === 'FAILED' && seen;
    });
    expect(row).toMatchObject({ failure_code: 'result_not_saved' });
    expect(await callsOf('ord_u1')).toMatchObject([{ status: 'FAILED', attempts: 7, sealed: null }]);
    expect((await bank.intents('ord_u1')).map(({ status }) => status)).toEqual(['canceled']);
    expect(await bank.authorize({ ord_u1: '5.00' })).toMatchObject({ code: 'result_not_saved' });
  });

  it('does not hold up the other payments of the checkout', async () => {
    await refuse('ord_u3', 'AUTHORIZED');
    await expect(bank.authorize({ ord_u2: '5.00', ord_u3: '5.00', ord_u4: '5.00' })).rejects.toThrow(
      /refuse_ord_u3|INTERNAL_SERVER_ERROR/,
    );
    expect((await bank.row('ord_u2')).status).toBe('AUTHORIZED');
    expect((await bank.row('ord_u4')).status).toBe('AUTHORIZED');
  });

  it('is saved once the database accepts it', async () => {
    await refuse('ord_u5', 'AUTHORIZED');
    await expect(bank.authorize({ ord_u5: '5.00' })).rejects.toThrow(/refuse_ord_u5|INTERNAL_SERVER_ERROR/);
    await bank.pool.query('ALTER TABLE payment DROP CONSTRAINT refuse_ord_u5');
    await bank.untilFast('it is authorised', async () => (await bank.row('ord_u5')).status === 'AUTHORIZED');
    expect((await bank.intent('ord_u5')).status).toBe('requires_capture');
    expect(await bank.eventsOf('ord_u5')).toEqual(['authorized']);
  });

  it('ends a capture that cannot be saved', async () => {
    await bank.authorize({ ord_u6: '5.00' });
    await refuse('ord_u6', 'CAPTURED');
    await expect(bank.capture('ord_u6', '5.00')).rejects.toThrow(/refuse_ord_u6|INTERNAL_SERVER_ERROR/);
    await bank.untilFast('it is given up', async () =>
      (await callsOf('ord_u6')).some(({ status }) => status === 'FAILED'),
    );
  });
});
