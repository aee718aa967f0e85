import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import type { Browser, WebSocket as PageSocket } from 'playwright-core';
import { WebSocket } from 'ws';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { confirmPayment, stripeAdmin } from '../harness/paying.ts';
import { newPlayground, startBrowser } from '../harness/playground.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

/** The example of the playground: fields of orders, products, payments, fulfilment and users. */
const example = resolve(import.meta.dirname, '../../web/playground/examples/20-watch-order.graphql');

// oxlint-disable-next-line typescript/no-explicit-any
type Order = any;

interface Message {
  data?: { orderUpdated: Order } | null;
  errors?: unknown;
  extensions?: { gap?: boolean };
}

/** One who watches the order, and all that was received. */
interface Onlooker {
  name: string;
  messages: Message[];
}

/** How many subscriptions to an order run. */
async function watchers(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^soko_gateway_subscriptions\{field="orderUpdated"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

const ordersOf = ({ messages }: Onlooker): Order[] => messages.flatMap(({ data }) => data?.orderUpdated ?? []);

/**
 * The statuses in the order in which they came, each run of equal ones once. The payment may be authorised a moment before its
 * order is confirmed.
 */
const statusesOf = (onlooker: Onlooker): string[] =>
  ordersOf(onlooker)
    .map(({ status }) => status as string)
    .filter((status, index, all) => status !== all[index - 1] && (index > 0 || status !== 'RESERVED'));

describe('one order, watched over a WebSocket, as an event stream and in the playground', () => {
  const open: (() => unknown)[] = [];
  let browser: Browser | null;
  let goods: buying.Goods;
  let warehouse: Client;
  let courier: Client;
  let query: string;

  beforeAll(async () => {
    query = await readFile(example, 'utf8');
    [browser, goods, warehouse, courier] = await Promise.all([
      startBrowser(),
      buying.goodsOnSale('onlooker', 10),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
  });
  afterAll(async () => {
    for (const close of open) await close();
    await browser?.close();
  });

  const bySocket = (token: string, id: string): Onlooker => {
    const onlooker: Onlooker = { name: 'socket', messages: [] };
    const connectionParams = { authorization: `Bearer ${token}` };
    const client = createSocketClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams,
    });
    open.push(() => client.dispose());
    client.subscribe({ query, variables: { id } }, take(onlooker));
    return onlooker;
  };

  const byStream = (token: string, id: string): Onlooker => {
    const onlooker: Onlooker = { name: 'stream', messages: [] };
    const client = createStreamClient({ url: `${url}/graphql`, headers: { authorization: `Bearer ${token}` } });
    open.push(() => client.dispose());
    client.subscribe({ query, variables: { id } }, take(onlooker));
    return onlooker;
  };

  const take = ({ messages }: Onlooker) => ({
    next: (message: unknown) => void messages.push(message as Message),
    error: (errors: unknown) => void messages.push({ errors }),
    complete: () => {},
  });

  /** What the page receives over its own socket. Null without a browser. */
  const inPlayground = async (token: string, id: string): Promise<Onlooker | null> => {
    if (!browser) return null;
    const onlooker: Onlooker = { name: 'playground', messages: [] };
    const playground = await newPlayground(browser, url);
    playground.page.on('websocket', (socket: PageSocket) =>
      socket.on('framereceived', ({ payload }) => {
        const { type, payload: message } = JSON.parse(String(payload)) as { type: string; payload?: Message };
        if (type === 'next' || type === 'error') onlooker.messages.push(message ?? {});
      }),
    );
    const session = { accessToken: token, refreshToken: null, expiresAt: null, person: null };
    const kept = JSON.stringify(JSON.stringify({ session, memory: { correlationId: 'onlooker', orderId: id } }));
    await playground.page.addInitScript({ content: `sessionStorage.setItem('soko-playground', ${kept})` });
    await playground.open();
    await playground.openExample('WatchOrder');
    await playground.page.click('.graphiql-execute-button');
    await playground.page.waitForSelector('.soko-watch >> text=/WatchOrder/');
    return onlooker;
  };

  it('shows each of them every step from the payment to the door, in order and once', async () => {
    const { buyer, checkout, orders } = await buying.tryToBuy([[goods.small, 2]], 'pm_card_authenticationRequired');
    const [id, token] = [orders[0]!, buyer.token!];
    const before = await watchers();
    const onlookers = [bySocket(token, id), byStream(token, id), await inPlayground(token, id)].filter(
      (each) => each !== null,
    );
    await until('all to watch', async () => (await watchers()) === before + onlookers.length);

    /** Takes the order one step on, and lets everyone see it before the next. */
    const step = async (status: string, work: () => Promise<unknown>): Promise<void> => {
      await work();
      for (const onlooker of onlookers)
        await until(`${onlooker.name} to see ${status}`, () => statusesOf(onlooker).at(-1) === status);
    };
    await step('CONFIRMED', async () => {
      const stripe = stripeAdmin();
      await stripe.answer((await stripe.intentsOf([id]))[0]!.id, 'approve');
      expect(await confirmPayment(buyer, { paymentId: checkout.payment.actions[0].paymentId })).toBe('AUTHORIZED');
    });
    const { id: packagingId } = await fulfilling.packagingOf(warehouse, id);
    await step('PACKAGING', () => fulfilling.packagingStep(warehouse, packagingId, 'startPackaging'));
    await step('PACKAGED', async () => {
      const packed = { variantId: goods.small, quantity: 2 };
      await fulfilling.packagingStep(warehouse, packagingId, 'setPackedQuantity', packed);
      await fulfilling.packagingStep(warehouse, packagingId, 'completePackaging');
    });
    const deliveryId = await fulfilling.deliveryOf(courier, id);
    await step('IN_DELIVERY', () => fulfilling.deliver(courier, 'startDelivery', { deliveryId }));
    await step('FULFILLED', () => fulfilling.deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed' }));

    for (const onlooker of onlookers) {
      const { name, messages } = onlooker;
      await until(`${name} to see the charge`, () => ordersOf(onlooker).at(-1)?.payment.status === 'CAPTURED');
      expect([name, statusesOf(onlooker)]).toEqual([
        name,
        ['CONFIRMED', 'PACKAGING', 'PACKAGED', 'IN_DELIVERY', 'FULFILLED'],
      ]);
      const seen = ordersOf(onlooker).map((order) => JSON.stringify(order));
      expect([name, seen]).toEqual([name, [...new Set(seen)]]);
      expect([name, messages.filter(({ errors, extensions }) => errors !== undefined || extensions?.gap)]).toEqual([
        name,
        [],
      ]);
      expect(ordersOf(onlooker).at(-1)).toMatchObject({
        lines: [
          {
            quantity: 2,
            packedQuantity: 2,
            variant: { product: { title: expect.stringContaining('Stool by onlooker') } },
          },
        ],
        seller: { displayName: 'onlooker & Co' },
        payment: { status: 'CAPTURED' },
        delivery: { status: 'COMPLETED' },
      });
    }
  });
});
