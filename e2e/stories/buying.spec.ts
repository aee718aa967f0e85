import { beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { stripeAdmin } from '../harness/paying.ts';

describe('buying', () => {
  let one: buying.Goods;
  let other: buying.Goods;
  let warehouse: Client;
  let courier: Client;

  beforeAll(async () => {
    [one, other, warehouse, courier] = await Promise.all([
      buying.goodsOnSale('juma', 100),
      buying.goodsOnSale('lene', 100),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
  });

  it('from two sellers at once, packed in part, is charged for what was delivered', async () => {
    const wanted = [
      [one.small, 3],
      [other.large, 1],
    ] as const;
    const bought = await buying.tryToBuy(wanted, await stripeAdmin().newCard());
    expect(bought.checkout.status).toBe('CONFIRMED');
    expect(bought.orders).toHaveLength(2);
    const orders = await Promise.all(bought.orders.map((id) => buying.orderIn(bought, id, 'PACKAGING', 'CONFIRMED')));
    const inPart = orders.find((order) => order.lines[0].quantity === 3);
    expect(orders.map((order) => order.paymentStatus)).toEqual(['AUTHORIZED', 'AUTHORIZED']);

    expect(await fulfilling.pack(warehouse, inPart.id, () => 2)).toBe('COMPLETED');
    await buying.orderIn(bought, inPart.id, 'PACKAGED');
    const deliveryId = await fulfilling.deliveryOf(courier, inPart.id);
    await fulfilling.deliver(courier, 'startDelivery', { deliveryId });
    await fulfilling.deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });

    const delivered = await until('the lower total is captured', async () => {
      const order = await buying.orderIn(bought, inPart.id, 'FULFILLED');
      return Number(order.payment.captured.amount) > 0 ? order : null;
    });
    expect(delivered.lines).toEqual([expect.objectContaining({ quantity: 3, packedQuantity: 2 })]);
    expect(delivered.itemsTotal.amount).toBe('39.80');
    expect(delivered.payment.captured.amount).toBe(delivered.total.amount);
    expect(Number(delivered.payment.authorized.amount)).toBeGreaterThan(Number(delivered.payment.captured.amount));

    // The other seller's order is untouched by it.
    const untouched = bought.orders.find((id) => id !== inPart.id)!;
    expect((await buying.orderIn(bought, untouched, 'PACKAGING', 'CONFIRMED')).paymentStatus).toBe('AUTHORIZED');
  });

  it('from two sellers as a guest, with a card that a browser gave to Stripe', async () => {
    const guest = client();
    const cart = await buying.fillCart(guest, [
      [one.small, 1],
      [other.small, 1],
    ]);
    const stripe = stripeAdmin();
    const quoted = await buying.quote(guest, cart);
    const checkout = await buying.placeOrder(guest, quoted.id, await stripe.newCard());
    expect(checkout).toMatchObject({ status: 'CONFIRMED', orders: [{}, {}] });
    const intents = await stripe.intentsOf(checkout.orders.map(({ id }: { id: string }) => id));
    expect(intents.map(({ status }) => status)).toEqual(['requires_capture', 'requires_capture']);
    expect(new Set(intents.map(({ customer }) => customer)).size).toBe(1);
  });

  it.each(['pm_\0card', 'pm_card\ud83d'])('with a token that no provider makes is refused: %j', async (token) => {
    const guest = client();
    const cart = await buying.fillCart(guest, [[one.small, 1]]);
    const { id: quoteId } = await buying.quote(guest, cart);
    const { errors } = await guest.ask(
      `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }`,
      { input: { quoteId, idempotencyKey: v7(), paymentMethod: { method: 'STRIPE_CARD', token } } },
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'paymentMethod.token' });
    expect((await buying.placeOrder(guest, quoteId)).status).toBe('CONFIRMED');
  });

  it('with a declined card leaves the cart usable and the stock free', async () => {
    const guest = client();
    const before = await buying.available(guest, one.productId);
    const cart = await buying.fillCart(guest, [[one.large, 2]]);
    const declined = await buying.placeOrder(guest, (await buying.quote(guest, cart)).id, 'pm_card_chargeDeclined');
    expect(declined.__typename).toBe('PaymentDeclined');
    await until('the stock is free again', async () => {
      const now = await buying.available(guest, one.productId);
      return now[1] === before[1];
    });
    const { id } = await buying.quote(guest, cart);
    expect((await buying.placeOrder(guest, id)).status).toBe('CONFIRMED');
  });

  it('more than there is names the lines and what is left', async () => {
    const guest = client();
    const few = await buying.goodsOnSale('few', 3);
    const cart = await buying.fillCart(guest, [[few.small, 5]]);
    const answer = await buying.placeOrder(guest, (await buying.quote(guest, cart)).id);
    expect(answer).toMatchObject({
      __typename: 'OutOfStock',
      lines: [{ variantId: few.small, requested: 5, available: 3 }],
    });
  });

  it('can be cancelled until it is packed, and then nothing is charged', async () => {
    const bought = await buying.buy([[one.small, 1]]);
    const [id] = bought.orders as [string];
    const { cancelOrder } = await bought.buyer.data(
      `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on Order { status } } }`,
      { input: { orderId: id, reason: 'Changed my mind' } },
    );
    expect(cancelOrder.__typename).toBe('Order');
    await until('the authorisation of the card is voided', async () => {
      const order = await buying.orderIn(bought, id, 'CANCELLED');
      return order.payment.status === 'VOIDED';
    });
  });

  it('and never finding anybody at home sends it back, uncharged', async () => {
    const bought = await buying.buy([[one.small, 1]]);
    const [id] = bought.orders as [string];
    await fulfilling.pack(warehouse, id);
    const deliveryId = await fulfilling.deliveryOf(courier, id);
    for (let tries = 0; tries < 3; tries += 1) {
      await fulfilling.deliver(courier, 'startDelivery', { deliveryId });
      await fulfilling.deliver(courier, 'failDelivery', { deliveryId, reason: 'Nobody at home' });
    }
    await until('the authorisation of the card is voided', async () => {
      const order = await buying.orderIn(bought, id, 'RETURNED_TO_SENDER');
      return order.payment.status === 'VOIDED';
    });
  });

  it('can be refunded in two parts, and not in a third', async () => {
    const bought = await buying.buy([[other.small, 2]]);
    const [id] = bought.orders as [string];
    await fulfilling.packAndDeliver(warehouse, courier, id);
    const order = await until('the payment is captured', async () => {
      const seen = await buying.orderIn(bought, id, 'FULFILLED');
      return Number(seen.payment.captured.amount) > 0 ? seen : null;
    });
    const total = Number(order.payment.captured.amount);
    const support = await signedInAs('support@example.com');
    const refund = async (amount: number): Promise<string> => {
      const { refundPayment } = await support.data(
        `mutation($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ... on UserError { code message } } }`,
        {
          input: {
            paymentId: order.payment.id,
            amount: { amount: amount.toFixed(2), currency: 'EUR' },
            reason: 'Scratched',
            idempotencyKey: v7(),
          },
        },
      );
      return refundPayment.__typename;
    };
    expect(await refund(10)).toBe('RefundMade');
    expect(await refund(total - 10)).toBe('RefundMade');
    expect(['RefundTooLarge', 'WrongPaymentStatus']).toContain(await refund(1));
  });
});
