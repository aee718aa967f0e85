import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { readExamples } from '../../web/playground/read-examples.mjs';
import { fillIn, type Memory, remember } from '../../web/playground/src/memory.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { hasBrowser, newPlayground, type Playground, type Ran, startBrowser } from '../harness/playground.ts';
import { startTour } from '../harness/tour.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

let browser: Browser | null;
let playground: Playground;

/** What the page knows after the story "Buy", whose walk is e2e/browser/buying.spec.ts, once the order is here. */
async function bought(): Promise<Memory> {
  const [customer, warehouse, courier] = (await Promise.all(
    ['customer', 'warehouse', 'courier'].map((name) => signedInAs(`${name}@example.com`)),
  )) as [Client, Client, Client];
  const examples = readExamples();
  let memory: Memory = { correlationId: 'money-and-cases' };
  for (const name of ['FindInStock', 'AddToCart', 'QuoteCheckout', 'PlaceOrder']) {
    const { query, variables } = examples.find((example) => example.name === name)!;
    const filled = fillIn(JSON.parse(variables!), memory) as Record<string, unknown>;
    memory = remember(memory, { variables: filled, data: await customer.data(query, filled) });
  }
  await packAndDeliver(warehouse, courier, memory['orderId']!);
  return memory;
}

beforeAll(async () => {
  browser = await startBrowser();
  if (!browser) return;
  playground = await newPlayground(browser, url);
  const kept = JSON.stringify(JSON.stringify({ session: null, memory: await bought() }));
  await playground.page.addInitScript({ content: `sessionStorage.setItem('soko-playground', ${kept})` });
  await playground.open();
});
afterAll(async () => browser?.close());

const story = hasBrowser ? it : it.skip;

const fieldOf = <Field>(data: Ran['data'], name: string): Field => data[name] as Field;

const hasStatus =
  (field: string, status: string) =>
  (data: Ran['data']): boolean =>
    fieldOf<{ status: string }>(data, field).status === status;

describe('the playground leads through what follows a purchase', () => {
  story('a dispute, and its end', async () => {
    const { show, signedInAs: isSignedInAs, photograph } = startTour(playground);
    await show('LogInToDispute');
    await isSignedInAs('customer');
    expect((await show('OpenDispute'))['openDispute']).toMatchObject({ status: 'OPEN' });
    expect((await show('ReplyToDispute'))['replyToDispute']).toMatchObject({
      messages: [{ side: 'BUYER' }, { side: 'BUYER', text: 'I can send it back, if you prefer.' }],
    });
    await photograph('dispute');
    expect((await show('WithdrawDispute'))['withdrawDispute']).toMatchObject({ closedAt: expect.any(String) });
  });

  story('the money of the seller, who asks for a part and gets the rest in a run', async () => {
    const { show, signedInAs: isSignedInAs, photograph } = startTour(playground);
    await show('LogInToConfirm');
    await show('ConfirmReceipt');
    await show('LogInToSeeMoney');
    await isSignedInAs('seller');
    type Balance = { seller: { balance: { currency: string; available: { amount: string } }[] } };
    await show('MyBalance', (data) =>
      fieldOf<Balance>(data, 'me').seller.balance.some(({ available }) => Number(available.amount) > 500),
    );
    await photograph('my-balance');
    expect((await show('ChooseMpesa'))['updateSeller']).toMatchObject({ payoutMethod: { kind: 'MPESA' } });
    const { requestPayout } = await show('RequestPayout');
    expect(requestPayout).toMatchObject({ amount: { amount: '500.00', currency: 'KES' } });
    const { id } = requestPayout as { id: string };
    const isPaid = (nodes: readonly { id: string; status: string }[]): boolean =>
      nodes.some((payout) => payout.id === id && payout.status === 'PAID');
    type Payouts = { seller: { payouts: { nodes: { id: string; status: string }[] } } };
    await show('MyPayouts', (data) => isPaid(fieldOf<Payouts>(data, 'me').seller.payouts.nodes));
    await photograph('my-payouts');
    await show('LogInToPayOut');
    await isSignedInAs('admin');
    await show('RunPayouts', (data) => fieldOf<{ payoutCount: number }>(data, 'runPayouts').payoutCount > 0);
    await photograph('run-payouts');
    const { payouts } = await show('AllPayouts', (data) => {
      const { nodes } = fieldOf<{ nodes: { status: string }[] }>(data, 'payouts');
      return nodes[0]?.status === 'PAID';
    });
    expect(payouts).toMatchObject({ nodes: expect.arrayContaining([expect.objectContaining({ id, status: 'PAID' })]) });
    await photograph('all-payouts');
  });

  story('a return, until the money is back', async () => {
    const { show, signedInAs: isSignedInAs, photograph } = startTour(playground);
    await show('LogInToReturn');
    await isSignedInAs('customer');
    await show('WhatCanBeReturned');
    expect((await show('RequestReturn'))['requestReturn']).toMatchObject({ status: 'REQUESTED' });
    await photograph('request-return');
    await show('LogInToReceive');
    await show('ReceiveReturn');
    const { return: found } = await show('TheReturn', hasStatus('return', 'REFUNDED'));
    expect(found).toMatchObject({ status: 'REFUNDED' });
    await photograph('the-return');
  });

  story('an advert, from its product to a click', async () => {
    const { show, signedInAs: isSignedInAs, photograph } = startTour(playground);
    await show('LogInToAdvertise');
    await isSignedInAs('seller');
    await show('MyGoods');
    const { createAdvert } = await show('CreateAdvert');
    const { id } = createAdvert as { id: string };
    await show('StartAdvert');
    await photograph('start-advert');
    await show('LogInAsVisitor');
    await show('FindAdverts', (data) => fieldOf<unknown[]>(data, 'promotedProducts').length > 0);
    await photograph('find-adverts');
    expect(id).toMatch(/^adv/);
    expect((await show('RecordClick'))['recordAdvertClick']).toMatchObject({ advertId: expect.any(String) });
    expect(playground.complaints).toEqual([]);
  });
});
