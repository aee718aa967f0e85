import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guestGrant } from '@soko/auth';
import { person } from '@soko/testing';
import { type Bank, type Json, buyer, openBank, sealKey, seller, sellerId, support } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

const card3p = { method: 'PAYMENT_3P', token: '1234567890123456' };

describe('authorising a checkout', () => {
  it('authorises the payment of each order separately, and publishes it once', async () => {
    const result = await bank.authorize({ ord_a1: '12.50', ord_a2: '7.50' });
    expect(result).toMatchObject({
      __typename: 'PaymentsAuthorized',
      payments: [
        { orderId: 'ord_a1', status: 'AUTHORIZED' },
        { orderId: 'ord_a2', status: 'AUTHORIZED' },
      ],
    });
    expect(await bank.intent('ord_a1')).toMatchObject({ amount: 1250, status: 'requires_capture', currency: 'eur' });
    expect(await bank.intent('ord_a2')).toMatchObject({ amount: 750, status: 'requires_capture' });
    expect(await bank.eventsOf('ord_a1')).toEqual(['authorized']);
  });

  it('is two statements, however many orders', async () => {
    const { count, texts } = await bank.statements(() =>
      bank.authorize({ ord_s1: '1.00', ord_s2: '2.00', ord_s3: '3.00' }, card3p),
    );
    expect({ count, texts }).toMatchObject({ count: 2 });
  });

  it('is declined with the bank’s reason, also when repeated', async () => {
    const three = { ord_b1: '10.00', ord_b2: '99999.00' };
    const result = await bank.authorize(three, { token: 'pm_card_visa_chargeDeclinedInsufficientFunds' });
    expect(result).toMatchObject({ __typename: 'PaymentsDeclined', code: 'insufficient_funds' });
    expect((await bank.row('ord_b1')).status).toBe('FAILED');
    expect(await bank.eventsOf('ord_b1')).toEqual(['failed']);
    expect(await bank.authorize(three, { token: 'pm_card_visa_chargeDeclinedInsufficientFunds' })).toEqual(result);
  });

  it('authorises nothing when one payment is declined', async () => {
    const token = await bank.tokenOf3p(1000);
    const result = await bank.authorize({ ord_m1: '10.00', ord_m2: '20.00' }, { method: 'PAYMENT_3P', token });
    expect(result).toMatchObject({ __typename: 'PaymentsDeclined', code: 'token_not_valid' });
    expect(await bank.eventsOf('ord_m1')).toEqual(['authorized', 'voided']);
    expect(await bank.eventsOf('ord_m2')).toEqual(['failed']);
    expect(await bank.hold3p(token)).toMatchObject({ status: 'cancelled' });
  });

  it('accepts a token for one order, once', async () => {
    const token = await bank.tokenOf3p(1000);
    const method = { method: 'PAYMENT_3P', token };
    expect(await bank.authorize({ ord_t1: '10.00' }, method)).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await bank.authorize({ ord_t2: '10.00' }, method)).toMatchObject({ code: 'token_used' });
    expect((await bank.row('ord_t1')).status).toBe('AUTHORIZED');
    const twice = { method: 'PAYMENT_3P', token: await bank.tokenOf3p(1000) };
    expect(await bank.authorize({ ord_t3: '10.00', ord_t4: '10.00' }, twice)).toMatchObject({ code: 'token_used' });
  });

  it('declines methods that are not available', async () => {
    expect(await bank.authorize({ ord_mpesa: '1.00' }, { method: 'MPESA' })).toMatchObject({
      __typename: 'PaymentsDeclined',
      code: 'METHOD_NOT_AVAILABLE',
      message: expect.stringContaining('not configured'),
    });
  });

  it('authorises once for fifty simultaneous requests, with the same result for all', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, () => bank.authorize({ ord_c1: '5.00', ord_c2: '6.00' })),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await bank.intent('ord_c1')).toMatchObject({ status: 'requires_capture' });
    expect(await bank.eventsOf('ord_c1')).toEqual(['authorized']);
  });

  it('authorises currencies without decimals as Stripe counts them', async () => {
    const payments = [{ orderId: 'ord_isk', sellerId, amount: '4990', currency: 'ISK' }];
    expect(await bank.authorize({}, { payments })).toMatchObject({ __typename: 'PaymentsAuthorized' });
    expect(await bank.intent('ord_isk')).toMatchObject({ amount: 499_000, currency: 'isk' });
    expect(await bank.row('ord_isk')).toMatchObject({ authorized_minor: '4990' });
  });

  it('refuses another amount or card for an order that has a payment', async () => {
    await bank.authorize({ ord_d1: '5.00' });
    await expect(bank.authorize({ ord_d1: '6.00' })).rejects.toThrow('IDEMPOTENCY_MISMATCH');
    await expect(bank.authorize({ ord_d1: '5.00' }, { token: 'pm_card_mastercard' })).rejects.toThrow(
      'IDEMPOTENCY_MISMATCH',
    );
  });

  it('keeps no token after the provider has answered', async () => {
    await bank.authorize({ ord_e1: '5.00' });
    const { rows } = await bank.pool.query(
      `SELECT sealed FROM provider_call JOIN payment ON payment.id = payment_id WHERE order_id = 'ord_e1'`,
    );
    expect(rows).toEqual([{ sealed: null }]);
  });

  it('is for services only', async () => {
    const document = 'mutation { voidPayment(input: { orderId: "ord_a1", reason: "x" }) { __typename } }';
    const { errors } = await bank.query(document, {}, { as: support });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe.each([
  ['Stripe', 'stripe', {}],
  ['payment-3p', 'p3', card3p],
])('a payment authorised at %s', (_, name, method) => {
  const ord = (suffix: string) => `ord_${name}_${suffix}`;

  it('is captured once', async () => {
    await bank.authorize({ [ord('whole')]: '20.00' }, method);
    const results = await Promise.all(Array.from({ length: 10 }, () => bank.capture(ord('whole'), '20.00')));
    for (const result of results) expect(result).toMatchObject({ status: 'CAPTURED', captured: { amount: '20.00' } });
    expect(await bank.eventsOf(ord('whole'))).toEqual(['authorized', 'captured']);
    expect(await bank.capture(ord('whole'), '19.00')).toMatchObject({
      __typename: 'WrongPaymentStatus',
      status: 'CAPTURED',
    });
    expect(await bank.void(ord('whole'))).toMatchObject({ __typename: 'WrongPaymentStatus', status: 'CAPTURED' });
  });

  it('is captured in part: the rest is released', async () => {
    await bank.authorize({ [ord('part')]: '20.00' }, method);
    expect(await bank.capture(ord('part'), '12.34')).toMatchObject({
      status: 'PARTIALLY_CAPTURED',
      captured: { amount: '12.34' },
    });
    expect(await bank.row(ord('part'))).toMatchObject({
      authorized_minor: '2000',
      captured_minor: '1234',
      refunded_minor: '0',
    });
  });

  it('is never captured above the authorised amount', async () => {
    await bank.authorize({ [ord('more')]: '20.00' }, method);
    await expect(bank.capture(ord('more'), '20.01')).rejects.toThrow('must not exceed the authorised amount');
    await expect(
      bank.pool.query('UPDATE payment SET captured_minor = 2001 WHERE order_id = $1', [ord('more')]),
    ).rejects.toThrow('payment_captured_check');
  });

  it('is voided once, and cannot be captured afterwards', async () => {
    await bank.authorize({ [ord('void')]: '20.00' }, method);
    const results = await Promise.all(Array.from({ length: 10 }, () => bank.void(ord('void'))));
    for (const result of results) expect(result).toMatchObject({ status: 'VOIDED' });
    expect(await bank.eventsOf(ord('void'))).toEqual(['authorized', 'voided']);
    expect(await bank.capture(ord('void'), '20.00')).toMatchObject({
      __typename: 'WrongPaymentStatus',
      status: 'VOIDED',
    });
  });

  it('is either captured or voided when both are requested at once', async () => {
    const orders = Array.from({ length: 8 }, (_, index) => ord(`race${index}`));
    await Promise.all(orders.map((order) => bank.authorize({ [order]: '20.00' }, method)));
    for (const order of orders) {
      await Promise.all([bank.capture(order, '20.00'), bank.void(order)]);
      expect([
        ['authorized', 'captured'],
        ['authorized', 'voided'],
      ]).toContainEqual(await bank.eventsOf(order));
    }
  });
});

it('voids nothing for an order without a payment', async () => {
  expect(await bank.void('ord_nobody')).toBeNull();
});

describe('a refund', () => {
  it('is made in parts until nothing is left', async () => {
    await bank.authorize({ ord_r1: '20.00' });
    await bank.capture('ord_r1', '15.00');
    expect(await bank.refund('ord_r1', '5.00')).toMatchObject({
      __typename: 'RefundMade',
      refund: { status: 'SUCCEEDED' },
      payment: { status: 'PARTIALLY_REFUNDED', refunded: { amount: '5.00' }, refundable: { amount: '10.00' } },
    });
    expect(await bank.refund('ord_r1', '10.00')).toMatchObject({ payment: { status: 'REFUNDED' } });
    expect(await bank.refund('ord_r1', '0.01')).toMatchObject({
      __typename: 'RefundTooLarge',
      refundable: { amount: '0.00' },
    });
    expect(await bank.eventsOf('ord_r1')).toEqual([
      'authorized',
      'captured',
      'refund_begun',
      'refunded',
      'refund_begun',
      'refunded',
    ]);
  });

  it('never exceeds the captured amount, not even with simultaneous requests', async () => {
    await bank.authorize({ ord_r2: '10.00' });
    await bank.capture('ord_r2', '10.00');
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((key) => bank.refund('ord_r2', '4.00', `at once ${key}`)),
    );
    const names = results.map(({ __typename }) => __typename).toSorted((a, b) => (a < b ? -1 : 1));
    expect(names).toEqual(['RefundMade', 'RefundMade', 'RefundTooLarge', 'RefundTooLarge']);
    expect(await bank.row('ord_r2')).toMatchObject({ refunded_minor: '800', refunding_minor: '0' });
  });

  it('happens once for a key, whatever the number of repeats', async () => {
    await bank.authorize({ ord_r3: '10.00' });
    await bank.capture('ord_r3', '10.00');
    const results = await Promise.all(Array.from({ length: 20 }, () => bank.refund('ord_r3', '4.00', 'the same key')));
    expect(new Set(results.map(({ refund }) => refund.id)).size).toBe(1);
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(await bank.row('ord_r3')).toMatchObject({ refunded_minor: '400' });
    await expect(bank.refund('ord_r3', '5.00', 'the same key')).rejects.toThrow('IDEMPOTENCY_MISMATCH');
  });

  it('is for support and the seller, in the public API', async () => {
    const { payments } = await bank.authorize({ ord_r4: '10.00' });
    await bank.capture('ord_r4', '10.00');
    const document = /* GraphQL */ `
      mutation ($input: RefundPaymentInput!) {
        refundPayment(input: $input) {
          __typename
          ... on RefundMade {
            payment {
              status
              refunds {
                status
                reason
              }
            }
          }
        }
      }
    `;
    const input = { paymentId: payments[0].id, reason: 'Came back', idempotencyKey: 'by the seller' };
    const byBuyer = await bank.query(document, { input }, { as: buyer });
    expect(byBuyer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    await bank.tellSeller('suspended', 2);
    const stopped = await bank.query(document, { input }, { as: seller });
    expect(stopped.data.refundPayment).toEqual({ __typename: 'SellerNotActive' });
    expect(await bank.row('ord_r4')).toMatchObject({ status: 'CAPTURED', refunding_minor: '0' });
    // Support refunds for the seller.
    const part = { ...input, amount: { amount: '1.00', currency: 'EUR' }, idempotencyKey: 'by support' };
    const bySupport = await bank.query(document, { input: part }, { as: support });
    expect(bySupport.data.refundPayment).toMatchObject({ __typename: 'RefundMade' });
    await bank.tellSeller('reinstated', 3);
    const bySeller = await bank.query(document, { input }, { as: seller });
    expect(bySeller.data.refundPayment).toMatchObject({
      __typename: 'RefundMade',
      payment: { status: 'REFUNDED', refunds: [{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED', reason: 'Came back' }] },
    });
  });

  it('is not possible at payment-3p, and the payment stays captured', async () => {
    await bank.authorize({ ord_r5: '10.00' }, card3p);
    await bank.capture('ord_r5', '10.00');
    expect(await bank.refund('ord_r5', '4.00')).toMatchObject({ __typename: 'RefundNotPossible' });
    expect(await bank.row('ord_r5')).toMatchObject({ status: 'CAPTURED', refunded_minor: '0', refunding_minor: '0' });
  });
});

describe('seeing a payment', () => {
  const document =
    'query ($id: ID!) { payment(id: $id) { status order { id } providerRef amount { amount currency } } }';

  it('is for its buyer, its seller and support', async () => {
    const { payments } = await bank.authorize({ ord_v1: '10.00' });
    const seen = async (as: Json) => (await bank.query(document, { id: payments[0].id }, { as })).data.payment;
    expect(await seen(person('usr_stranger'))).toBeNull();
    expect(await seen(buyer)).toMatchObject({ status: 'AUTHORIZED', order: { id: 'ord_v1' }, providerRef: null });
    expect(await seen(seller)).toMatchObject({ amount: { amount: '10.00', currency: 'EUR' } });
    expect(await seen(support)).toMatchObject({ providerRef: expect.stringMatching(/^pi_/) });
  });

  it('works through the order too, in one statement for many', async () => {
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { payment { status } } } }`;
    const of = ['ord_a1', 'ord_a2', 'ord_c1'].map((id) => ({ __typename: 'Order', id }));
    const { result, count } = await bank.statements(() => bank.query(document, { of }, { as: buyer }));
    expect(result.data._entities).toEqual(Array.from({ length: 3 }, () => ({ payment: { status: 'AUTHORIZED' } })));
    expect(count).toBe(1);
  });

  it('is for a guest who has opened the order in the same request, by the proof of orders', async () => {
    await bank.authorize({ ord_g1: '10.00', ord_g2: '10.00' }, { buyerId: null });
    await bank.authorize({ ord_g3: '10.00' });
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { payment { status } } } }`;
    const seen = async (id: string, given: string | null, requestId = 'req_one') => {
      const of = [{ __typename: 'Order', id, guestGrant: given }];
      const { data } = await bank.query(document, { of }, { identity: { requestId } });
      return data._entities[0].payment;
    };
    const grant = guestGrant(sealKey, 'ord_g1', 'req_one');
    expect(await seen('ord_g1', grant)).toEqual({ status: 'AUTHORIZED' });
    expect(await seen('ord_g1', null)).toBeNull();
    expect(await seen('ord_g1', 'a guess')).toBeNull();
    expect(await seen('ord_g1', grant, 'req_two')).toBeNull();
    expect(await seen('ord_g2', grant)).toBeNull();
    // The buyer has an account, so no guest token opens the order.
    expect(await seen('ord_g3', guestGrant(sealKey, 'ord_g3', 'req_one'))).toBeNull();
  });

  it('lists them for support, page by page', async () => {
    const list =
      'query ($after: String) { payments(first: 5, after: $after, filter: { sellerId: "slr_of_these_specs" }) { nodes { id } pageInfo { hasNextPage endCursor } } }';
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await bank.query(list, { after }, { as: support });
      ids.push(...data.payments.nodes.map(({ id }: Json) => id));
      after = data.payments.pageInfo.hasNextPage ? data.payments.pageInfo.endCursor : null;
    } while (after !== null);
    const { rows } = await bank.pool.query('SELECT id FROM payment WHERE seller_id = $1', [sellerId]);
    expect(new Set(ids).size).toBe(rows.length);
    expect(ids).toHaveLength(rows.length);
  });
});
