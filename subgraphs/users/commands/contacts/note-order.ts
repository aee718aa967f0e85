import type { Queryable } from '@soko/postgres';
import { type OrderEvent, type OrderMoney, partsOfOrder } from '../../domain/contacts/parts-of-order.ts';
import {
  countOrders,
  deletePartsOf,
  insertContactOrder,
  type KnownPart,
  lockPerson,
  lockPartsOf,
  makePersonContact,
  savePart,
} from '../../store/contacts/contact-orders.ts';

/** Makes the buyer a contact of each store that sold in the order. Guests have no account, and stay unknown. */
async function addOrder(tx: Queryable, { subject, time, data: { order } }: OrderEvent): Promise<void> {
  const { buyerId } = order;
  const parts = partsOfOrder(order, { capturedMinor: null, refundedMinor: 0n });
  if (buyerId === null || parts.length === 0 || !(await lockPerson(tx, buyerId))) return;
  const at = new Date(time);
  for (const part of parts) {
    const contactId = await makePersonContact(tx, { storeId: part.storeId, userId: buyerId, source: 'ORDER', at });
    if (contactId === null) continue;
    await insertContactOrder(tx, contactId, subject, { ...part, orderedAt: new Date(order.placedAt ?? time) });
    await countOrders(tx, contactId);
  }
}

async function removeOrder(tx: Queryable, { subject }: OrderEvent): Promise<void> {
  const known = await lockPartsOf(tx, subject);
  await deletePartsOf(tx, subject);
  for (const { contactId } of known) await countOrders(tx, contactId);
}

const minorOf = ({ amountMinor }: { amountMinor: string }): bigint => BigInt(amountMinor);

/** Statuses of a payment at which the whole price is charged. Less than was authorised is the price of less than was ordered. */
const charged: readonly string[] = ['CAPTURED', 'PARTIALLY_CAPTURED'];

/** The money of an order after an event of it. What a bank took back counts as never charged. */
function moneyAfter(event: OrderEvent, { capturedMinor, refundedMinor }: KnownPart): OrderMoney {
  if (event.type === 'orders.order.refunded') return { capturedMinor, refundedMinor: minorOf(event.data.refunded) };
  if (event.type !== 'orders.order.payment_changed') return { capturedMinor, refundedMinor };
  const { paymentStatus, order, paid } = event.data;
  if (paid !== undefined) {
    const { captured, chargedBack, refunded } = paid;
    return { capturedMinor: minorOf(captured) - minorOf(chargedBack), refundedMinor: minorOf(refunded) };
  }
  if (paymentStatus === 'CHARGED_BACK') return { capturedMinor: 0n, refundedMinor };
  if (!charged.includes(paymentStatus)) return { capturedMinor, refundedMinor };
  return { capturedMinor: minorOf(order.total), refundedMinor };
}

async function changeOrder(tx: Queryable, event: OrderEvent): Promise<void> {
  for (const known of await lockPartsOf(tx, event.subject)) {
    const money = moneyAfter(event, known);
    const part = partsOfOrder(event.data.order, money).find(({ storeId }) => storeId === known.storeId);
    await savePart(tx, event.subject, { ...known, ...money, spentMinor: part?.spentMinor ?? 0n });
  }
}

/** Brings the contacts of stores up to date with an order. */
export async function noteOrder(tx: Queryable, event: OrderEvent): Promise<void> {
  switch (event.type) {
    case 'orders.order.confirmed':
      return addOrder(tx, event);
    case 'orders.order.cancelled':
    case 'orders.order.failed':
      return removeOrder(tx, event);
    case 'orders.order.modified':
    case 'orders.order.refunded':
    case 'orders.order.payment_changed':
      return changeOrder(tx, event);
    default:
  }
}
