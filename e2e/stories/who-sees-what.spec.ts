import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { readTable, valuesAt } from '../harness/documented-table.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { stripeAdmin } from '../harness/paying.ts';

const order = `query ($id: ID!, $token: String) { order(id: $id, token: $token) {
  number status lines { title } total { amount } email address { name line1 phone } feeTotal { amount }
  buyer { displayName email firstName lastName locale orders(first: 1) { nodes { id } } paymentMethods { id } }
  checkout { number total { amount } token taxEvidence { clientAddress } payment { actions { clientSecret } } }
  payment { status amount { amount } actionUrl providerRef }
  packaging { status address { name phone } history { by } }
  delivery { status trackingNumber address { name phone } proof history { by } } } }`;

const columns = ['buyer', 'guest', 'seller', 'warehouse', 'courier', 'support', 'others'] as const;
type Column = (typeof columns)[number];

/** State of a purchase, and what `until …` means in it. */
interface Moment {
  name: string;
  owner: 'buyer' | 'guest';
  orderId: string;
  isPacked: boolean;
  isDelivered: boolean;
}

describe('the personal data of a purchase', () => {
  const rows = readTable(columns, null);
  /** Rows for which some viewer saw a value: the others would prove nothing. */
  const proven = new Set<string>();
  let goods: buying.Goods;
  let people: Record<Exclude<Column, 'guest'>, readonly Client[]>;
  const guest = client();

  beforeAll(async () => {
    goods = await buying.goodsOnSale('seen', 20);
    const [buyer, stranger, otherSeller] = await Promise.all([
      signUp(newAddress('buyer')),
      signUp(newAddress('stranger')),
      signedInAs('seller@example.com'),
    ]);
    people = {
      buyer: [buyer],
      seller: [goods.seller],
      warehouse: [await signedInAs('warehouse@example.com')],
      courier: [await signedInAs('courier@example.com')],
      support: [await signedInAs('support@example.com')],
      others: [stranger, otherSeller, client()],
    };
  });

  const buy = async (visitor: Client, token?: string) => {
    const cart = await buying.fillCart(visitor, [[goods.small, 1]]);
    const { id: quoteId } = await buying.quote(visitor, cart, { phone: '+4930123456' });
    const checkout = await buying.placeOrder(visitor, quoteId, token);
    return { orderId: checkout.orders[0].id as string, token: checkout.token as string | null };
  };

  /** Everyone looks at one moment of a purchase; each cell of the table is compared. */
  async function look(moment: Moment, token: string | null): Promise<void> {
    const seenBy = async (viewer: Client, given: string | null) => {
      const { data } = await viewer.ask(order, { id: moment.orderId, token: given });
      return data?.order;
    };
    const seen = new Map<Column, unknown[]>();
    for (const column of columns) {
      if (column === 'guest') seen.set(column, moment.owner === 'guest' ? [await seenBy(guest, token)] : []);
      else if (column === 'buyer' && moment.owner === 'guest') seen.set(column, []);
      else seen.set(column, await Promise.all(people[column].map((viewer) => seenBy(viewer, null))));
    }
    const wrong: string[] = [];
    for (const { path, cells } of rows) {
      const valuesOf = (column: Column) => seen.get(column)!.map((result) => valuesAt(result, path.split('.')));
      const exists = columns.some((column) => valuesOf(column).some((values) => values.length > 0));
      if (exists) proven.add(path);
      for (const column of columns) {
        const cell = cells[column];
        const isAllowed =
          cell === 'yes' ||
          (cell === 'until packed' && !moment.isPacked) ||
          (cell === 'until delivered' && !moment.isDelivered);
        for (const values of valuesOf(column)) {
          if (values.length > 0 !== (isAllowed && exists)) {
            wrong.push(`${moment.name}: ${column} ${values.length > 0 ? 'sees' : 'does not see'} ${path} (${cell})`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  }

  it.each(['buyer', 'guest'] as const)(
    'of a %s is seen as the documentation says, from packing to delivery',
    async (owner) => {
      const visitor = owner === 'guest' ? guest : people.buyer[0]!;
      const { orderId, token } = await buy(visitor);
      const moment = { owner, orderId, isPacked: false, isDelivered: false };
      const [courier, warehouse] = [people.courier[0]!, people.warehouse[0]!];
      await look({ ...moment, name: 'to be packed' }, token);
      await fulfilling.pack(warehouse, orderId);
      const deliveryId = await fulfilling.deliveryOf(courier, orderId);
      await fulfilling.deliver(courier, 'startDelivery', { deliveryId });
      await look({ ...moment, name: 'on its way', isPacked: true }, token);
      await fulfilling.deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
      await until('the order is fulfilled', async () => {
        const { data } = await people.support[0]!.ask(order, { id: orderId });
        return data.order.status === 'FULFILLED';
      });
      await look({ ...moment, name: 'delivered', isPacked: true, isDelivered: true }, token);
    },
  );

  it.each(['buyer', 'guest'] as const)(
    'of a %s who has to confirm a payment shows its secrets to nobody else',
    async (owner) => {
      const visitor = owner === 'guest' ? guest : people.buyer[0]!;
      const { orderId, token } = await buy(visitor, await stripeAdmin().newCard('4000002500003155'));
      // Nothing is packed or delivered before the payment, so staff need no address yet.
      await look({ name: 'unpaid', owner, orderId, isPacked: true, isDelivered: true }, token);
    },
  );

  it('was there to be seen in every row', () => {
    const missing = rows.map(({ path }) => path).filter((path) => !proven.has(path));
    expect(missing).toEqual([]);
  });
});
