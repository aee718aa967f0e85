import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { deliver, deliveryOf, pack } from '../harness/fulfilling.ts';
import { paymentsOf, type StripeAdmin, stripeAdmin } from '../harness/paying.ts';
import { openProcesses, type Processes, type Service } from '../harness/processes.ts';
import { type Moment, type WatchedPeers, watchPeers } from '../harness/watched-peers.ts';
import { type Death, deaths, type End } from './deaths.ts';

const cards: Partial<Record<Death['given'], string>> = {
  asked: 'pm_card_authenticationRequired',
  declined: 'pm_card_chargeDeclined',
};

describe('orders, killed in the middle of a purchase', () => {
  let processes: Processes;
  let peers: WatchedPeers;
  let orders: Service;
  let pool: pg.Pool;
  let shelves: pg.Pool;
  let stripe: StripeAdmin;
  let seller: Client;
  let warehouse: Client;
  let courier: Client;
  let support: Client;

  const startOrders = () =>
    processes.start('orders', {
      FULFILMENT_URL: peers.urlOf('fulfilment'),
      PAYMENTS_URL: peers.urlOf('payments'),
      ORDERS_SAGA_LEASE_MS: '500',
    });

  beforeAll(async () => {
    const others = ['users', 'products', 'fulfilment', 'payments', 'gateway'];
    processes = await openProcesses([...others, 'orders', 'notifications', 'analytics']);
    peers = await watchPeers(processes.urlOf);
    await Promise.all(others.map((name) => processes.start(name)));
    orders = await startOrders();
    pool = new pg.Pool({ connectionString: withDatabase(processes.databaseUrl, 'soko_orders'), max: 2 });
    shelves = new pg.Pool({ connectionString: withDatabase(processes.databaseUrl, 'soko_fulfilment'), max: 1 });
    stripe = stripeAdmin(processes.stripeAdmin);
    [seller, warehouse, courier, support] = (await Promise.all(
      ['seller', 'warehouse', 'courier', 'support'].map((name) =>
        signedInAs(`${name}@example.com`, processes.gatewayUrl),
      ),
    )) as [Client, Client, Client, Client];
  }, 120_000);

  afterAll(async () => {
    await Promise.all([pool.end(), shelves.end()]);
    peers.close();
    await processes.close();
  }, 30_000);

  /** Has orders killed at that moment. Answers when it is dead. */
  const killAt = (moment: Moment): Promise<void> => peers.at(moment, () => orders.kill());

  interface Purchase {
    guest: Client;
    variantId: string;
    /** The same order, with the same key, however often. */
    place(): ReturnType<typeof buying.placeOrder>;
  }

  /** A guest who is about to order two of five, on a card that pays or does not. */
  async function prepare(given: Death['given']): Promise<Purchase> {
    const isDigital = given === 'digital';
    const { small: variantId } = await buying.putOnSale(seller, 'kill', isDigital ? 'DIGITAL' : 'PHYSICAL');
    if (!isDigital) await buying.receiveStock(warehouse, variantId, 5);
    const guest = client({ url: processes.gatewayUrl });
    const cart = await buying.fillCart(guest, [[variantId, 2]]);
    const { id } = await buying.quote(guest, cart, { deliveryMethod: isDigital ? 'NONE' : 'STANDARD' });
    const key = v7();
    return { guest, variantId, place: () => buying.placeOrder(guest, id, cards[given] ?? 'pm_card_visa', key) };
  }

  const cancel = async (guest: Client, orderId: string, token: string): Promise<string> => {
    const { data, errors } = await guest.ask(
      `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } } }`,
      { input: { orderId, token } },
    );
    return errors?.[0]?.extensions.code ?? data.cancelOrder.status;
  };

  async function takeToItsBuyer(orderId: string): Promise<void> {
    await pack(warehouse, orderId);
    const deliveryId = await deliveryOf(courier, orderId);
    await deliver(courier, 'startDelivery', { deliveryId });
    await deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed' });
  }

  /** Does what leads to the moment. Answers when orders is dead, and whoever waited for it has been told. */
  async function dieAt(death: Death, { guest, place }: Purchase): Promise<void> {
    if (death.given === 'delivered' || death.given === 'cancelled') {
      const { token, orders: placed } = await place();
      const dead = killAt(death);
      if (death.given === 'delivered') await takeToItsBuyer(placed[0].id);
      else expect(await cancel(guest, placed[0].id, token)).toBe('SERVICE_UNAVAILABLE');
      return dead;
    }
    const dead = killAt(death);
    await expect(place()).rejects.toThrow('SERVICE_UNAVAILABLE');
    return dead;
  }

  /** While orders is dead the reservation runs out, and perhaps the shelf is emptied. */
  async function takeAway(variantId: string, given: Death['given']): Promise<void> {
    if (given !== 'run out' && given !== 'run out and sold') return;
    await shelves.query(
      `UPDATE reservation r SET expires_at = now()
       WHERE EXISTS (SELECT FROM reservation_line l WHERE l.order_id = r.order_id AND l.variant_id = $1)`,
      [variantId],
    );
    await until('nothing is reserved', async () => (await stockOf(variantId))?.reserved === 0);
    if (given === 'run out') return;
    const { adjustStock } = await warehouse.data(
      `mutation($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }`,
      { input: { variantId, delta: -5, reason: 'Sold elsewhere', idempotencyKey: v7() } },
    );
    expect(adjustStock.__typename).toBe('StockItem');
  }

  /** The buyer asks again, is told to go to their bank, and says yes there. */
  async function sayYes({ place }: Purchase): Promise<void> {
    const { payment } = await until('the way to the bank', async () => {
      const answer = await place();
      return answer.status === 'REQUIRES_ACTION' && answer;
    });
    const [intent] = await stripe.intentsOf([payment.actions[0].orderId]);
    await stripe.answer(intent!.id, 'approve');
  }

  const stockOf = async (variantId: string): Promise<End['stock']> =>
    (await warehouse.data(`query($id: ID!) { stockItem(variantId: $id) { onHand reserved } }`, { id: variantId }))
      .stockItem;

  /** The one order there is of this variant, once it has come so far and nothing is left to be done for any. */
  async function orderAtRest(variantId: string, status: string): Promise<string> {
    return until(
      `an order ${status}, and everything done`,
      async () => {
        const { rows } = await pool.query<{ id: string; status: string; open: number }>(
          `SELECT o.id, o.status, (SELECT count(*) FROM checkout_saga WHERE next_at IS NOT NULL)::int
             + (SELECT count(*) FROM order_task WHERE next_at IS NOT NULL)::int AS open
           FROM orders o WHERE EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.variant_id = $1)`,
          [variantId],
        );
        if (rows.length > 1) throw new Error(`Bought ${rows.length} times.`);
        return rows[0]?.status === status && rows[0].open === 0 && rows[0].id;
      },
      20_000,
    );
  }

  async function seen(orderId: string, variantId: string): Promise<End> {
    const [payments, intents, { order, stuckSagas }, stock] = await Promise.all([
      paymentsOf(support, { orderIds: [orderId] }),
      stripe.intentsOf([orderId]),
      support.data(`query($id: ID!) { order(id: $id) { status } stuckSagas { checkoutId } }`, { id: orderId }),
      stockOf(variantId),
    ]);
    expect({ payments: payments.length, intents: intents.length, stuckSagas }).toEqual({
      payments: 1,
      intents: 1,
      stuckSagas: [],
    });
    const charges = (await stripe.chargesOf(intents[0]!.id)).filter(({ amount_captured }) => amount_captured > 0);
    return {
      order: order.status,
      payment: payments[0]!.status,
      intent: intents[0]!.status,
      charges: charges.length,
      stock,
    };
  }

  it.each(deaths)(
    '$when $question ($given): ends $end.order, with its payment $end.payment',
    async (death) => {
      const purchase = await prepare(death.given);
      await dieAt(death, purchase);
      await takeAway(purchase.variantId, death.given);
      orders = await startOrders();
      if (death.given === 'asked') await sayYes(purchase);
      const orderId = await orderAtRest(purchase.variantId, death.end.order);
      expect(await seen(orderId, purchase.variantId)).toEqual(death.end);
      // Whoever did not hear the answer asks again, and is told what came of it.
      expect((await purchase.place()).__typename).toBe(death.answer);
      expect(await seen(orderId, purchase.variantId)).toEqual(death.end);
    },
    60_000,
  );
});
