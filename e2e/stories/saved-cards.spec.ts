import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { __typename code message }';

const save = async (buyer: Client, token: string, idempotencyKey = v7()) => {
  const { savePaymentMethod } = await buyer.data(
    `mutation($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) {
       ... on PaymentMethod { __typename id brand last4 isDefault } ${refused} } }`,
    { input: { method: 'STRIPE_CARD', token, idempotencyKey } },
  );
  return savePaymentMethod;
};

const cards = async (buyer: Client) =>
  (await buyer.data('{ me { paymentMethods { id brand last4 expMonth expYear isDefault } } }')).me.paymentMethods;

const buyWith = async (buyer: Client, variantId: string, token: string) => {
  const cart = await buying.fillCart(buyer, [[variantId, 1]]);
  return buying.placeOrder(buyer, (await buying.quote(buyer, cart)).id, token);
};

describe('a saved card', () => {
  let goods: buying.Goods;
  let buyer: Client;
  beforeAll(async () => {
    [goods, buyer] = await Promise.all([buying.goodsOnSale('amara', 50), signUp(newAddress('saver'))]);
  });

  it('is saved, listed, paid with, removed, and then refused', async () => {
    const key = v7();
    const card = await save(buyer, 'pm_card_visa', key);
    expect(card).toMatchObject({ __typename: 'PaymentMethod', brand: 'visa', last4: '4242', isDefault: true });
    expect((await save(buyer, 'pm_card_visa', key)).id).toBe(card.id);
    expect(await cards(buyer)).toMatchObject([{ id: card.id, last4: '4242' }]);

    const checkout = await buyWith(buyer, goods.small, card.id);
    expect(checkout).toMatchObject({ __typename: 'Checkout', status: 'CONFIRMED' });
    const { me } = await buyer.data('{ me { orders(first: 5) { nodes { id paymentStatus payment { status } } } } }');
    expect(me.orders.nodes).toEqual([
      { id: checkout.orders[0].id, paymentStatus: 'AUTHORIZED', payment: { status: 'AUTHORIZED' } },
    ]);

    const { removePaymentMethod } = await buyer.data(
      `mutation($input: RemovePaymentMethodInput!) { removePaymentMethod(input: $input) { ... on PaymentMethodRemoved { id } } }`,
      { input: { paymentMethodId: card.id } },
    );
    expect(removePaymentMethod).toEqual({ id: card.id });
    expect(await cards(buyer)).toEqual([]);
    expect(await buyWith(buyer, goods.small, card.id)).toMatchObject({ __typename: 'PaymentDeclined' });
  });

  it('that a browser gave to Stripe pays two sellers, again and again, and is confirmed once each time', async () => {
    const stripe = stripeAdmin();
    const other = await buying.goodsOnSale('second', 20);
    const regular = await signUp(newAddress('regular'));
    const card = await save(regular, await stripe.newCard('4000002500003155'));
    expect(card).toMatchObject({ __typename: 'PaymentMethod', last4: '3155' });
    for (let time = 0; time < 2; time += 1) {
      const cart = await buying.fillCart(regular, [
        [goods.small, 1],
        [other.small, 1],
      ]);
      const checkout = await buying.placeOrder(regular, (await buying.quote(regular, cart)).id, card.id);
      expect(checkout.payment.actions).toHaveLength(1);
      const [{ orderId }] = checkout.payment.actions;
      const [intent] = await stripe.intentsOf([orderId]);
      await stripe.answer(intent!.id, 'approve');
      const bought = { buyer: regular, orders: [] };
      for (const { id } of checkout.orders) await buying.orderIn(bought, id, 'CONFIRMED', 'PACKAGING');
    }
  });

  it('is nobody else’s to see or to pay with', async () => {
    const card = await save(buyer, 'pm_card_mastercard');
    const thief = await signUp(newAddress('thief'));
    const stolen = await buyWith(thief, goods.small, card.id);
    const invented = await buyWith(thief, goods.small, 'pmt_01a1fd56-7b5a-7448-9648-8d57fba5e9fc');
    expect(stolen).toMatchObject({ __typename: 'PaymentDeclined' });
    expect(stolen.message).toBe(invented.message);
    const support = await signedInAs('support@example.com');
    const { me } = await buyer.data('{ me { id } }');
    const seen = await support.data(
      'query($id: ID!) { user(id: $id) { paymentMethods { id } orders { nodes { id } } } }',
      {
        id: me.id,
      },
    );
    expect(seen.user.paymentMethods).toBeNull();
    expect(seen.user.orders.nodes.length).toBeGreaterThan(0);
  });
});

describe('a guest', () => {
  it('sees what became of their payment with the token, and nobody does without', async () => {
    const goods = await buying.goodsOnSale('gideon', 20);
    const guest = client();
    const cart = await buying.fillCart(guest, [[goods.large, 1]]);
    const { token, orders } = await buying.placeOrder(guest, (await buying.quote(guest, cart)).id);
    const document = `query($id: ID!, $token: String) { order(id: $id, token: $token) { id payment { status amount { amount } } } }`;
    const see = async (given: string | null) =>
      (await client().data(document, { id: orders[0].id, token: given })).order;
    for (const right of [token, cart]) expect((await see(right)).payment).toMatchObject({ status: 'AUTHORIZED' });
    expect(await see(null)).toBeNull();
    expect(await see('a guess')).toBeNull();
    const asked = await guest.ask(`query($id: ID!) { order(id: $id) { guestGrant } }`, { id: orders[0].id });
    expect(asked.errors?.[0]?.message).toMatch(/Cannot query field "guestGrant"/);
  });

  it('reads the tax of the country in the quote: contained in Germany, on top in Canada', async () => {
    const goods = await buying.goodsOnSale('vera', 20);
    const guest = client();
    const cart = await buying.fillCart(guest, [[goods.large, 1]]);
    const quoteTo = async (country: string, city: string, postalCode: string) => {
      const address = { name: 'Ada', line1: 'Street 1', city, postalCode, country };
      const { quoteCheckout } = await guest.data(
        `mutation($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { ... on CheckoutQuote {
           taxTotal { amount } taxIncludedTotal { amount } itemsTotal { amount } deliveryTotal { amount } total { amount } } ${refused} } }`,
        { input: { cartToken: cart, email: 'guest@example.org', address, deliveryMethod: 'STANDARD' } },
      );
      return quoteCheckout;
    };
    expect(await quoteTo('DE', 'Berlin', '10115')).toEqual({
      itemsTotal: { amount: '29.90' },
      taxTotal: { amount: '0.00' },
      taxIncludedTotal: { amount: '4.77' },
      deliveryTotal: { amount: '10.00' },
      total: { amount: '39.90' },
    });
    expect(await quoteTo('CA', 'Toronto', 'M5V 2T6')).toEqual({
      itemsTotal: { amount: '29.90' },
      taxTotal: { amount: '1.50' },
      taxIncludedTotal: { amount: '0.00' },
      deliveryTotal: { amount: '15.00' },
      total: { amount: '46.40' },
    });
  });
});

describe('the books of a day', () => {
  it('agree with Stripe’s, for administrators alone', async () => {
    const admin = await signedInAs('admin@example.com');
    const document = `query($date: String!) { reconciliation(date: $date) { providers { provider status complete
      breaks { nodes { kind stage providerRef } } totals { currency captured { ours { amount } theirs { amount } } } } } }`;
    const date = new Date().toISOString().slice(0, 10);
    const stripe = await until('the books are compared', async () => {
      const { reconciliation } = await admin.data(document, { date });
      const found = reconciliation.providers.find(({ provider }: { provider: string }) => provider === 'STRIPE');
      // Other stories pay at this very moment: what is under way may be on one side only.
      return found?.status === 'DONE' && found.breaks.nodes.length === 0 ? found : null;
    });
    expect(stripe).toMatchObject({ complete: true });
    const shopper = await signedInAs('customer@example.com');
    const { errors } = await shopper.ask(document, { date });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
