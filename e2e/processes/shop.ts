import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { paymentsOf, stripeAdmin } from '../harness/paying.ts';
import { openAll, type Openings } from '../harness/openings.ts';
import { openProcesses, type Service } from '../harness/processes.ts';
import { type Moment, watchPeers } from '../harness/watched-peers.ts';
import type { Death, End, Victim } from './deaths.ts';

const cards: Partial<Record<Death['given'], string>> = {
  confirmed: 'pm_card_authenticationRequired',
  declined: 'pm_card_chargeDeclined',
};

export interface Purchase {
  guest: Client;
  variantId: string;
  /** Places the same order with the same idempotency key at every call. */
  place(): ReturnType<typeof buying.placeOrder>;
}

/** Soko in separate processes with its staff, and a proxy between orders and the services it calls. */
export interface Shop {
  /** A guest who is about to order two of five units, with a card that pays or is declined. */
  prepare(given: Death['given']): Promise<Purchase>;
  /** Kills a service at that moment of a call of orders. Returns when the process has exited. */
  killAt(who: Victim, moment: Moment): Promise<void>;
  restart(who: Victim): Promise<void>;
  /** Returns the status of the order after the cancellation, or the code of the error. */
  cancel(guest: Client, orderId: string, token: string): Promise<string>;
  deliver(orderId: string): Promise<void>;
  /** Lets the reservation of a variant expire at once. */
  expireReservation(variantId: string): Promise<void>;
  /** Removes all five units of a variant from the stock. */
  removeStock(variantId: string): Promise<void>;
  /** The buyer repeats the order and confirms it at the bank. */
  confirm(purchase: Purchase): Promise<void>;
  /** Returns the only order of this variant, when it has this status and no saga is open. */
  orderAtRest(variantId: string, status: string): Promise<string>;
  /** The final state at Soko, at Stripe and in the stock. */
  seen(orderId: string, variantId: string): Promise<Seen>;
  close(): Promise<void>;
}

export interface Seen extends End {
  payments: number;
  intents: number;
  stuckSagas: unknown[];
}

const others = ['users', 'products', 'gateway'];
const victims: readonly Victim[] = ['fulfilment', 'payments', 'orders'];

export const openShop = (): Promise<Shop> => openAll(startShop);

async function startShop({ open, close }: Openings): Promise<Shop> {
  const names = [...others, ...victims, 'notifications', 'analytics'];
  const processes = await open(openProcesses(names), (it) => it.close());
  const peers = await open(watchPeers(processes.urlOf), (it) => it.close());
  const startVictim = (who: Victim) =>
    processes.start(
      who,
      who === 'orders'
        ? {
            FULFILMENT_URL: peers.urlOf('fulfilment'),
            PAYMENTS_URL: peers.urlOf('payments'),
            ORDERS_SAGA_LEASE_MS: '500',
          }
        : {},
    );
  const starting = (service: Promise<Service>): Promise<Service> => open(service, () => {});
  const [fulfilment, payments, orders] = await Promise.all([
    starting(startVictim('fulfilment')),
    starting(startVictim('payments')),
    starting(startVictim('orders')),
    ...others.map((name) => starting(processes.start(name))),
  ]);
  const services = { fulfilment, payments, orders };
  const poolOf = (name: string): Promise<pg.Pool> => {
    const pool = new pg.Pool({ connectionString: withDatabase(processes.databaseUrl, `soko_${name}`), max: 2 });
    return open(Promise.resolve(pool), (it) => it.end());
  };
  const [purchases, shelves] = [await poolOf('orders'), await poolOf('fulfilment')];
  const stripe = stripeAdmin(processes.stripeAdmin);
  const demo = (name: string) => signedInAs(`${name}@example.com`, processes.gatewayUrl);
  const [seller, warehouse, courier, support] = await Promise.all([
    demo('seller'),
    demo('warehouse'),
    demo('courier'),
    demo('support'),
  ]);

  const stockOf = async (variantId: string): Promise<End['stock']> =>
    (await warehouse.data(`query($id: ID!) { stockItem(variantId: $id) { onHand reserved } }`, { id: variantId }))
      .stockItem;

  return {
    async prepare(given) {
      const isDigital = given === 'digital';
      const { small: variantId } = await buying.putOnSale(seller, 'kill', isDigital ? 'DIGITAL' : 'PHYSICAL');
      if (!isDigital) await buying.receiveStock(warehouse, variantId, 5);
      const guest = client({ url: processes.gatewayUrl });
      const cart = await buying.fillCart(guest, [[variantId, 2]]);
      const { id } = await buying.quote(guest, cart, { deliveryMethod: isDigital ? 'NONE' : 'STANDARD' });
      const key = v7();
      return { guest, variantId, place: () => buying.placeOrder(guest, id, cards[given] ?? 'pm_card_visa', key) };
    },
    killAt: (who, moment) => peers.at(moment, () => services[who].kill()),
    async restart(who) {
      services[who] = await startVictim(who);
    },
    async cancel(guest, orderId, token) {
      const { data, errors } = await guest.ask(
        `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } } }`,
        { input: { orderId, token } },
      );
      return errors?.[0]?.extensions.code ?? data.cancelOrder.status;
    },
    deliver: (orderId) => packAndDeliver(warehouse, courier, orderId),
    async expireReservation(variantId) {
      await shelves.query(
        `UPDATE reservation r SET expires_at = now()
         WHERE EXISTS (SELECT FROM reservation_line l WHERE l.order_id = r.order_id AND l.variant_id = $1)`,
        [variantId],
      );
      await until('nothing is reserved', async () => (await stockOf(variantId))?.reserved === 0);
    },
    async removeStock(variantId) {
      const { adjustStock } = await warehouse.data(
        `mutation($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }`,
        { input: { variantId, delta: -5, reason: 'Sold elsewhere', idempotencyKey: v7() } },
      );
      if (adjustStock.__typename !== 'StockItem') throw new Error(`Not emptied: ${adjustStock.__typename}`);
    },
    async confirm({ place }) {
      const { payment } = await until('the way to the bank', async () => {
        const answer = await place();
        return answer.status === 'REQUIRES_ACTION' && answer;
      });
      const [intent] = await stripe.intentsOf([payment.actions[0].orderId]);
      await stripe.answer(intent!.id, 'approve');
    },
    orderAtRest: (variantId, status) =>
      until(
        `an order ${status}, and everything done`,
        async () => {
          const { rows } = await purchases.query<{ id: string; status: string; open: number }>(
            `SELECT o.id, o.status, (SELECT count(*) FROM checkout_saga WHERE next_at IS NOT NULL)::int
               + (SELECT count(*) FROM order_task WHERE next_at IS NOT NULL)::int AS open
             FROM orders o WHERE EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND l.variant_id = $1)`,
            [variantId],
          );
          if (rows.length > 1) throw new Error(`Bought ${rows.length} times.`);
          return rows[0]?.status === status && rows[0].open === 0 && rows[0].id;
        },
        20_000,
      ),
    async seen(orderId, variantId) {
      const [paid, intents, { order, stuckSagas }, stock] = await Promise.all([
        paymentsOf(support, { orderIds: [orderId] }),
        stripe.intentsOf([orderId]),
        support.data(`query($id: ID!) { order(id: $id) { status } stuckSagas { checkoutId } }`, { id: orderId }),
        stockOf(variantId),
      ]);
      const charges = await Promise.all(intents.map(({ id }) => stripe.chargesOf(id)));
      return {
        order: order.status,
        payment: paid[0]!.status,
        intent: intents[0]!.status,
        charges: charges.flat().filter(({ amount_captured }) => amount_captured > 0).length,
        stock,
        payments: paid.length,
        intents: intents.length,
        stuckSagas,
      };
    },
    close,
  };
}
