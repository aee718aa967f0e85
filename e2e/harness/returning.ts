import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from './buying.ts';
import type { Client } from './client.ts';
import * as fulfilling from './fulfilling.ts';

const refused = '... on UserError { __typename code message }';

/** An order that was delivered and charged, and its first line. */
export interface Delivered {
  orderId: string;
  lineId: string;
}

/** Staff who pack and deliver. */
export type Staff = Record<'warehouse' | 'courier', Client>;

/** A buyer's order of these goods, packed, delivered and charged. */
export async function buyAndReceive(buyer: Client, wanted: buying.Wanted, staff: Staff): Promise<Delivered> {
  const cart = await buying.fillCart(buyer, wanted);
  const { orders } = await buying.placeOrder(buyer, (await buying.quote(buyer, cart)).id);
  const orderId: string = orders[0].id;
  await fulfilling.packAndDeliver(staff.warehouse, staff.courier, orderId);
  const order = await until(`${orderId} is charged`, async () => {
    const { order: found } = await buyer.data('query ($id: ID!) { order(id: $id) { paymentStatus lines { id } } }', {
      id: orderId,
    });
    return found.paymentStatus === 'CAPTURED' ? found : null;
  });
  return { orderId, lineId: order.lines[0].id };
}

/** One step of a return, such as `approveReturn`. Answers the return after it, or the refusal. */
export async function step(as: Client, name: string, input: object) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await as.data(
    `mutation($input: ${type}!) { ${name}(input: $input) {
       ... on Return { id number status refund { amount } refundDelivery { amount } order { status } } ${refused} } }`,
    { input },
  );
  return data[name];
}

/** Asks to send pieces of a line back. */
export const requestReturn = (buyer: Client, { orderId, lineId }: Delivered, quantity = 1, reason = 'DEFECTIVE') =>
  step(buyer, 'requestReturn', { orderId, lines: [{ lineId, quantity, reason }], idempotencyKey: v7() });

/** The return once it is in `status`. */
export const returnIn = (as: Client, id: string, status: string) =>
  until(`return ${id} in ${status}`, async () => {
    const { return: found } = await as.data(
      `query($id: ID!) { return(id: $id) { status refunded { amount } refundDelivery { amount }
         order { status paymentStatus payment { status refunded { amount } refundable { amount } } lines { returnedQuantity } }
         history { from to by } } }`,
      { id },
    );
    return found.status === status ? found : null;
  });
