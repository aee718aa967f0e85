import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import type { FixtureVariant } from '../peers/products.ts';
import { admin, openShop, type Shop, support } from '../shop.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

export const dayMs = 86_400_000;
export const warehouse = person('usr_warehouse', 'WAREHOUSE');
export const courier = person('usr_courier', 'COURIER');

const ofReturn = `... on Return { id number status note declineReason instructions trackingNumber buyerPaysReturn decisionDueAt sendDueAt lateUntil closedAt
  refund { amount } refundDelivery { amount } refunded { amount } refundStatus refundEndReason exchangeFor { variantId quantity } exchangeCartToken
  lines { line { id returnedQuantity } quantity reason received resalable damaged } order { id status }
  history { from to by reason } }`;
export const whole = `${ofReturn} ... on CaseOpen { caseId } ... on WrongOrderStatus { orderStatus: status }
  ... on NotReturnable { reason lineId until } ... on ReturnTooMany { lineId returnable }`;
/** Of the other mutations. */
export const short = `... on Return { id status declineReason instructions trackingNumber sendDueAt refund { amount }
  refundDelivery { amount } refunded { amount } refundStatus order { status } } ... on WrongReturnStatus { status }`;
/** Of `receiveReturn`. */
export const ofReceived = `${short} ... on CaseOpen { caseId } ... on ReturnTooMany { lineId returnable }`;

export interface Bought {
  lamp: FixtureVariant;
  id: string;
  lineId: string;
  seller: Viewer;
}

/** A shop whose clock can be set forward, and the steps of returns. */
export async function openReturnsShop() {
  let offsetMs = 0;
  let keys = 0;
  const env = { ORDERS_RETURN_ADDRESS: 'Warehouse 7, Nairobi' };
  const shop: Shop = await openShop({ env, now: () => new Date(Date.now() + offsetMs) });
  await shop.mutate(admin, 'setTaxRate', { country: 'DE', basisPoints: 1_900, inclusive: false }, 'country');

  const deliver = async (id: string) => {
    const { lines } = await shop.order(id);
    const packed = lines.map((line: Json) => ({
      lineId: line.id,
      variantId: line.variant.id,
      ordered: line.quantity,
      packed: line.quantity,
    }));
    await shop.packaging('started', id);
    await shop.packaging('completed', id, { lines: packed, deliveryId: `dlv_${id}` });
    await shop.orderIn(id, 'PACKAGED');
    await shop.delivery('started', id, { attempt: 1 });
    await shop.delivery('completed', id, { attempt: 1, completedAt: new Date().toISOString() });
    await shop.orderIn(id, 'FULFILLED');
    await until('captured', () => shop.payments.of(id)?.status === 'CAPTURED');
    await shop.payment('captured', id);
    await until('charged', async () => (await shop.order(id)).paymentStatus === 'CAPTURED');
  };

  /** Lamps of 12.50 that were delivered, with 19 % tax on top and a delivery of 10.00. */
  const bought = async (quantity = 3, overrides: Partial<FixtureVariant> = {}) => {
    const lamp = shop.stocked(quantity, overrides);
    const { orders } = await shop.buy([[lamp, quantity]]);
    const id: string = orders[0].id;
    await deliver(id);
    return { lamp, id, lineId: orders[0].lines[0].id as string, seller: await shop.seller(lamp.sellerId) };
  };

  const request = (as: Viewer, orderId: string, lines: readonly object[], more: object = {}) =>
    shop.mutate(as, 'requestReturn', { orderId, lines, idempotencyKey: `return key ${(keys += 1)}`, ...more }, whole);
  const change = (as: Viewer, mutation: string, returnId: string, more: object = {}) =>
    shop.mutate(as, mutation, { returnId, ...more }, short);
  const receive = (as: Viewer, returnId: string, lineId: string, quantity = 1) =>
    shop.mutate(as, 'receiveReturn', { returnId, lines: [{ lineId, quantity, condition: 'RESALABLE' }] }, ofReceived);
  const see = async (as: Viewer, id: string, token: string | null = null): Promise<Json> => {
    const text = `query ($id: ID!, $token: String) { return(id: $id, token: $token) { ${ofReturn} } }`;
    return (await shop.ask(as, text, { id, token })).return;
  };
  const returnIn = (id: string, status: string) =>
    until(`return ${status}`, async () => {
      const found = await see(support, id);
      return found.status === status ? found : null;
    });
  /** What payments publishes once the refund of a return is made. */
  const refundMade = async (orderId: string, returnId: string) => {
    await tellRefund('refunded', orderId, `case:${returnId}`);
    return returnIn(returnId, 'REFUNDED');
  };
  /** The event of payments about a refund of this key. */
  const tellRefund = (type: 'refunded' | 'refund_failed', orderId: string, request: string) => {
    const { amountMinor, reason, cause } = shop.payments.refunds.get(request)!;
    const amount = { amountMinor: amountMinor.toString(), currency: 'EUR' };
    return shop.payment(type, orderId, { refundId: newId('rfd'), amount, reason, cause, request });
  };
  const eventsOf = async (id: string) =>
    (await shop.told()).filter(({ subject }) => subject === id).map(({ type }) => type.replace(/^orders\.\w+\./, ''));

  return {
    shop,
    deliver,
    bought,
    request,
    change,
    receive,
    see,
    returnIn,
    refundMade,
    tellRefund,
    eventsOf,
    pass: (ms: number) => void (offsetMs += ms),
  };
}

export const oneOf = (lineId: string, quantity = 1, reason = 'CHANGED_MIND') => [{ lineId, quantity, reason }];
