import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, signedInAs } from '../harness/client.ts';
import { seededDataFolder, type RunningSoko, startSoko } from '../harness/soko.mjs';

/** A story reads answers as the JSON they are. */
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const refused = '... on UserError { __typename code message }';

describe('an authorisation that expires while the order is under way', () => {
  let soko: RunningSoko;
  let shopper: Client;
  let stripe: string;
  let variantId: string;

  beforeAll(async () => {
    soko = await startSoko({ dataFolder: await seededDataFolder() });
    shopper = await signedInAs('customer@example.com', soko.url);
    stripe = /Simulated\s+Stripe\s+(\S+\/_admin)/i.exec(soko.output())?.[1] ?? '';
    const { products } = await shopper.data(
      '{ products(first: 20, filter: { inStock: true, type: PHYSICAL }) { nodes { variants { id available } } } }',
    );
    variantId = products.nodes
      .flatMap(({ variants }: Json) => variants)
      .find(({ available }: Json) => available > 3).id;
  });

  afterAll(async () => {
    await soko.stop();
    await rm(soko.dataFolder, { recursive: true, force: true });
  });

  const mutate = async (name: string, input: object, selection: string): Promise<Json> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { ${name}(input: $input) { ${selection} ${refused} } }`;
    return (await shopper.data(document, { input }))[name];
  };
  const admin = async (method: string, path: string): Promise<Json> => {
    const body = method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' };
    return (await fetch(`${stripe}/${path}`, { method, ...body })).json();
  };
  const holdsOf = async (orderId: string): Promise<Json[]> => {
    const { data } = await admin('GET', 'objects/payment_intents?limit=1000');
    return data.filter(({ metadata, status }: Json) => {
      return metadata.orderId === orderId && status === 'requires_capture';
    });
  };
  const order = async (id: string): Promise<Json> =>
    (
      await shopper.data('query($id: ID!) { order(id: $id) { status paymentStatus payment { status version } } }', {
        id,
      })
    ).order;

  async function buyWith(token: string): Promise<string> {
    await mutate('addToCart', { variantId, quantity: 1 }, '... on Cart { id }');
    const address = { name: 'Ada', line1: 'Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
    const quote = await mutate('quoteCheckout', { address, deliveryMethod: 'STANDARD' }, '... on CheckoutQuote { id }');
    const paymentMethod = { method: 'STRIPE_CARD', token };
    const input = { quoteId: quote.id, idempotencyKey: v7(), paymentMethod };
    const { orders } = await mutate('placeOrder', input, '... on Checkout { orders { id } }');
    return orders[0].id;
  }

  it('is renewed with the saved card, and the order goes on', async () => {
    const wish = { method: 'STRIPE_CARD', token: 'pm_card_visa', idempotencyKey: v7() };
    const card = await mutate('savePaymentMethod', wish, '... on PaymentMethod { id }');
    const id = await buyWith(card.id);
    const [first] = await holdsOf(id);
    await admin('POST', `payment_intents/${first.id}/expire`);
    const second = await until('another hold', async () => (await holdsOf(id))[0]);
    expect(second.id).not.toBe(first.id);
    expect(second.amount).toBe(first.amount);
    await until('the order knows', async () => {
      const { paymentStatus, payment } = await order(id);
      return paymentStatus === 'AUTHORIZED' && payment.status === 'AUTHORIZED' && payment.version > 2;
    });
    expect(await holdsOf(id)).toHaveLength(1);
  });

  it('waits for support where the card is not saved', async () => {
    const id = await buyWith('pm_card_visa');
    const [first] = await holdsOf(id);
    await admin('POST', `payment_intents/${first.id}/expire`);
    const support = await signedInAs('support@example.com', soko.url);
    const stuck = await until('support sees it', async () => {
      const { stuckSagas } = await support.data('{ stuckSagas(first: 100) { orderId step lastError } }');
      return stuckSagas.find(({ orderId }: Json) => orderId === id);
    });
    expect(stuck).toMatchObject({ step: 'REAUTHORIZE', lastError: expect.stringContaining('no_saved_method') });
    expect(await holdsOf(id)).toEqual([]);
  });
});
