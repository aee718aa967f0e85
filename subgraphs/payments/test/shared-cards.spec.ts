import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { type Bank, buyer, type Json, openBank } from './bank.ts';

let bank: Bank;
beforeAll(async () => {
  bank = await openBank();
});
afterAll(() => bank.close());

/** A bank that wants its customer once, and one that wants them for every payment. */
const cards = { plain: '4242424242424242', asksOnce: '4000002500003155', asksAlways: '4000002760003184' };

let checkouts = 0;
/** A new checkout of two orders, 20.00 and 10.00. A repeat has the same input. */
async function newCheckout(number: string, more: object = {}) {
  const checkoutId = `chk_shared_${(checkouts += 1)}`;
  const [one, two] = [`ord_${checkouts}a`, `ord_${checkouts}b`] as const;
  const input = { checkoutId, token: await bank.newCard(number), ...more };
  const authorize = () => bank.authorize({ [one]: '20.00', [two]: '10.00' }, input);
  return { checkoutId, one, two, authorize, result: await authorize() };
}

const answer = async (orderId: string, given: 'approve' | 'decline') =>
  bank.stripe('POST', `payment_intents/${(await bank.intent(orderId)).id}/${given}`);
const at = async (name: string): Promise<Json[]> => (await bank.stripe('GET', `objects/${name}?limit=1000`)).data;
const customersOf = async (checkoutId: string): Promise<Json[]> =>
  (await at('customers')).filter(({ metadata }) => metadata.checkoutId === checkoutId);

async function expectPaid(one: string, two: string): Promise<void> {
  await bank.untilStatus(one, 'AUTHORIZED');
  await bank.untilStatus(two, 'AUTHORIZED');
  expect(await bank.capture(one, '20.00')).toMatchObject({ status: 'CAPTURED' });
  expect(await bank.capture(two, '7.50')).toMatchObject({ status: 'PARTIALLY_CAPTURED' });
  expect(await bank.refund(one, '5.00')).toMatchObject({ payment: { status: 'PARTIALLY_REFUNDED' } });
  expect(await bank.refund(two, '7.50')).toMatchObject({ payment: { status: 'REFUNDED' } });
}

describe.each([
  ['of a guest', { buyerId: null }],
  ['of a user', {}],
])('a card %s that pays two sellers', (_, who) => {
  it('pays both, with a customer that stands for the checkout', async () => {
    const { checkoutId, one, two, result, authorize } = await newCheckout(cards.plain, who);
    expect(result).toMatchObject({ __typename: 'PaymentsAuthorized', payments: [{ orderId: one }, { orderId: two }] });
    const [customer, ...others] = await customersOf(checkoutId);
    expect(others).toEqual([]);
    expect(customer).toMatchObject({ email: null, name: null, metadata: { checkoutId } });
    for (const order of [one, two]) expect(await bank.intent(order)).toMatchObject({ customer: customer.id });
    expect(await authorize()).toEqual(result);
    await expectPaid(one, two);
    expect(await bank.eventsOf(two)).toEqual(['authorized', 'captured', 'refund_begun', 'refunded']);
  });

  it('is confirmed once for both', async () => {
    const { one, two, result, authorize } = await newCheckout(cards.asksOnce, who);
    expect(result).toMatchObject({ __typename: 'PaymentActionRequired', authorizedOrderIds: [] });
    expect(result.payments).toEqual([expect.objectContaining({ orderId: one, actionUrl: expect.any(String) })]);
    expect(await bank.intents(two)).toEqual([]);
    expect((await authorize()).payments).toEqual(result.payments);
    await answer(one, 'approve');
    await expectPaid(one, two);
    expect(await bank.eventsOf(one)).toEqual(['requires_action', 'authorized', 'captured', 'refund_begun', 'refunded']);
    expect(await bank.eventsOf(two)).toEqual(['authorized', 'captured', 'refund_begun', 'refunded']);
    expect(await authorize()).toMatchObject({ __typename: 'PaymentsAuthorized' });
  });
});

describe('a card that pays two sellers', () => {
  it('is confirmed by its buyer’s return as well, when every webhook is lost', async () => {
    await bank.stripe('PATCH', 'webhooks', { dropTypes: ['*'] });
    const { one, two, result } = await newCheckout(cards.asksOnce);
    await answer(one, 'approve');
    const document = 'mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { status } }';
    const input = { paymentId: result.payments[0].id };
    const { data } = await bank.query(document, { input }, { as: buyer });
    expect(data.confirmPayment).toEqual({ status: 'AUTHORIZED' });
    await bank.stripe('PATCH', 'webhooks', { dropTypes: [] });
    expect((await bank.row(two)).status).toBe('AUTHORIZED');
  });

  it('is confirmed again only when the bank insists', async () => {
    const { one, two, authorize } = await newCheckout(cards.asksAlways);
    await answer(one, 'approve');
    await bank.untilStatus(two, 'REQUIRES_ACTION');
    expect(await authorize()).toMatchObject({
      __typename: 'PaymentActionRequired',
      payments: [{ orderId: two, actionUrl: expect.stringContaining('/authenticate/') }],
      authorizedOrderIds: [one],
    });
    await answer(two, 'approve');
    await expectPaid(one, two);
  });

  it('pays neither when its owner says no, and the second payment is never begun', async () => {
    const { one, two, authorize } = await newCheckout(cards.asksOnce);
    await answer(one, 'decline');
    await bank.untilStatus(one, 'FAILED');
    expect(await bank.untilStatus(two, 'FAILED')).toMatchObject({
      failure_code: 'payment_intent_authentication_failure',
      provider_ref: null,
    });
    expect(await bank.intents(two)).toEqual([]);
    expect(await authorize()).toMatchObject({ code: 'payment_intent_authentication_failure' });
  });

  it('pays neither when it is declined', async () => {
    const { one, two, result } = await newCheckout('4000000000000341');
    expect(result).toMatchObject({ __typename: 'PaymentsDeclined', code: 'generic_decline' });
    for (const order of [one, two]) expect((await bank.row(order)).status).toBe('FAILED');
    expect(await newCheckout('4000000000009995')).toMatchObject({ result: { code: 'insufficient_funds' } });
  });

  it('pays one when the other is cancelled before the confirmation, whichever it is', async () => {
    const second = await newCheckout(cards.asksOnce);
    expect(await bank.void(second.two)).toMatchObject({ status: 'VOIDED' });
    expect(await bank.intents(second.two)).toEqual([]);
    await answer(second.one, 'approve');
    await bank.untilStatus(second.one, 'AUTHORIZED');
    expect(await bank.eventsOf(second.two)).toEqual(['voided']);

    const first = await newCheckout(cards.asksOnce);
    expect(await bank.void(first.one)).toMatchObject({ status: 'VOIDED' });
    await bank.untilStatus(first.two, 'REQUIRES_ACTION');
    await answer(first.two, 'approve');
    await bank.untilStatus(first.two, 'AUTHORIZED');
  });

  it('is attached and charged once, for twenty simultaneous requests', async () => {
    const token = await bank.newCard();
    const input = { checkoutId: 'chk_twenty', token };
    const results = await Promise.all(
      Array.from({ length: 20 }, () => bank.authorize({ ord_20a: '5.00', ord_20b: '6.00', ord_20c: '7.00' }, input)),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(results[0].__typename).toBe('PaymentsAuthorized');
    expect(await customersOf('chk_twenty')).toHaveLength(1);
    for (const order of ['ord_20a', 'ord_20b', 'ord_20c'])
      expect((await bank.intent(order)).status).toBe('requires_capture');
  });

  it.each([
    ['the customer is created', 'POST /v1/customers', {}],
    ['the card is attached', 'POST /v1/payment_methods/*/attach', {}],
    ['a payment is made', 'POST /v1/payment_intents', {}],
    ['the answer about the card is lost', 'POST /v1/payment_methods/*/attach', { when: 'after', effect: 'disconnect' }],
  ])('pays both, once, when Stripe does not respond while %s', async (what, match, more) => {
    const input = { checkoutId: `chk_away_${what.length}`, token: await bank.newCard() };
    const orders = { [`ord_away_${what.length}a`]: '5.00', [`ord_away_${what.length}b`]: '6.00' };
    await bank.stripe('POST', 'faults', { match, status: 503, times: 4, ...more });
    await expect(bank.authorize(orders, input)).rejects.toThrow('SERVICE_UNAVAILABLE');
    for (const order of Object.keys(orders)) {
      await bank.untilFast(`${order} is authorised`, async () => (await bank.row(order)).status === 'AUTHORIZED');
      expect((await bank.intent(order)).status).toBe('requires_capture');
    }
  });

  it('is confirmed once as a saved card', async () => {
    const token = await bank.saveCard(buyer, await bank.newCard(cards.asksOnce));
    const { one, two, result, checkoutId } = await newCheckout(cards.plain, { token });
    expect(result.payments).toEqual([expect.objectContaining({ orderId: one })]);
    expect(await customersOf(checkoutId)).toEqual([]);
    await answer(one, 'approve');
    await expectPaid(one, two);
  });

  it('is deleted at Stripe with the customer of the checkout, when its authorisations have ended', async () => {
    const { checkoutId } = await newCheckout(cards.plain);
    bank.advance(7 * 86_400_000);
    expect(await customersOf(checkoutId)).toHaveLength(1);
    bank.advance(86_400_000 + 60_000);
    await until('the customer is deleted', async () => (await customersOf(checkoutId)).length === 0);
  });
});
