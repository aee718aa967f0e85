import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { packAndDeliver } from '../harness/fulfilling.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { createPromotion, newCode } from '../harness/promoting.ts';

const applyCode = async (buyer: Client, code: string) => {
  const { applyPromotionCode } = await buyer.data(
    `mutation ($input: ApplyPromotionCodeInput!) { applyPromotionCode(input: $input) {
       ... on Cart { discountTotal { amount } promotionCodes { code applies } } ... on UserError { code message } } }`,
    { input: { code } },
  );
  return applyPromotionCode;
};

const promotionOf = async (as: Client, id: string) => {
  const { promotion } = await as.data('query ($id: ID!) { promotion(id: $id) { status redeemed } }', { id });
  return promotion;
};

const orderOf = async (as: Client, id: string) => {
  const { order } = await as.data(
    `query ($id: ID!) { order(id: $id) { status itemsTotal { amount } deliveryTotal { amount } taxTotal { amount } taxIncludedTotal { amount }
       discountTotal { amount } feeTotal { amount } discounts { promotionId paidBy amount { amount } }
       lines { discountTotal { amount } } payment { captured { amount } } } }`,
    { id },
  );
  return order;
};

const cents = ({ amount }: { amount: string }): number => Math.round(Number(amount) * 100);

describe('promotions', () => {
  it('of a seller lower the price by a code, once, and again after the order was cancelled', async () => {
    const goods = await buying.goodsOnSale('promoter', 9);
    const { seller, sellerId } = goods;
    const code = newCode();
    const terms = { sellerId, kind: 'PERCENT', basisPoints: 1_000, activation: 'CODE', code, maxRedemptions: 1 };
    const id = await createPromotion(seller, terms);
    const [buyer, late] = [await signUp(newAddress('bargain')), await signUp(newAddress('late'))];
    await buying.fillCart(buyer, [[goods.small, 2]]);
    expect(await applyCode(buyer, code.toLowerCase())).toEqual({
      discountTotal: { amount: '3.98' },
      promotionCodes: [{ code, applies: true }],
    });
    const placed = await buying.placeOrder(buyer, (await buying.quote(buyer, null)).id);
    const orderId = placed.orders[0].id;
    expect(await orderOf(buyer, orderId)).toMatchObject({
      itemsTotal: { amount: '39.80' },
      discountTotal: { amount: '3.98' },
      discounts: [{ promotionId: id, paidBy: 'SELLER', amount: { amount: '3.98' } }],
      lines: [{ discountTotal: { amount: '3.98' } }],
    });
    expect(await promotionOf(seller, id)).toEqual({ status: 'USED_UP', redeemed: 1 });
    await buying.fillCart(late, [[goods.small, 1]]);
    expect(await applyCode(late, code)).toMatchObject({ code: 'PROMOTION_USED_UP' });
    const cancelled = await until('the order is cancelled', async () => {
      const { cancelOrder } = await buyer.data(
        `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } ... on UserError { code } } }`,
        { input: { orderId } },
      );
      return cancelOrder.status ?? null;
    });
    expect(cancelled).toBe('CANCELLED');
    expect(await promotionOf(seller, id)).toEqual({ status: 'RUNNING', redeemed: 0 });
    expect(await applyCode(late, code)).toMatchObject({ discountTotal: { amount: '1.99' } });
  });

  it('of the platform cost the seller nothing', async () => {
    const [goods, support, warehouse, courier] = await Promise.all([
      buying.goodsOnSale('promoted', 9),
      signedInAs('support@example.com'),
      signedInAs('warehouse@example.com'),
      signedInAs('courier@example.com'),
    ]);
    const code = newCode();
    const amount = { amount: '5.00', currency: 'EUR' };
    const terms = { kind: 'FIXED', amount, activation: 'CODE', code, productIds: [goods.productId] };
    const id = await createPromotion(support, terms);
    const buyer = await signUp(newAddress('promoted'));
    await buying.fillCart(buyer, [[goods.small, 2]]);
    const quoted = await buying.quote(buyer, null, { promotionCode: code });
    const placed = await buying.placeOrder(buyer, quoted.id);
    const orderId = placed.orders[0].id;
    await packAndDeliver(warehouse, courier, orderId);
    const order = await until('the payment is captured', async () => {
      const found = await orderOf(support, orderId);
      return found.payment !== null && cents(found.payment.captured) > 0 ? found : null;
    });
    expect(order).toMatchObject({ status: 'FULFILLED', discounts: [{ promotionId: id, paidBy: 'PLATFORM' }] });
    expect(order.discountTotal.amount).toBe('5.00');
    const earned = cents(order.itemsTotal) - cents(order.taxIncludedTotal) - cents(order.feeTotal);
    const [balance] = await until('the sale is in the ledger', async () => {
      const { seller } = await support.data(
        'query ($id: ID!) { seller(id: $id) { balance { currency pending { amount } available { amount } } } }',
        { id: goods.sellerId },
      );
      return seller.balance.length === 0 ? null : seller.balance;
    });
    expect(cents(balance.pending) + cents(balance.available)).toBe(earned);
  });

  it('make the one delivery price of a seller free from an amount on, and leave that of another seller', async () => {
    const [goods, other] = [await buying.goodsOnSale('bundler', 9), await buying.goodsOnSale('neighbour', 9)];
    const { seller, sellerId } = goods;
    const [second, third] = [
      await buying.putOnSale(seller, 'bundler second', 'PHYSICAL'),
      await buying.putOnSale(seller, 'bundler third', 'PHYSICAL'),
    ];
    for (const { small } of [second, third]) await buying.receiveStock(seller, small, 9);
    const minimum = { amount: '59.70', currency: 'EUR' };
    const terms = { sellerId, kind: 'FREE_DELIVERY', activation: 'AUTOMATIC', combinable: true, minimum };
    const id = await createPromotion(seller, terms);
    const buyer = await signUp(newAddress('bundle'));
    const costs = async () => {
      const { id: quoteId, deliveryTotal, total } = await buying.quote(buyer, null);
      return { quoteId, delivery: cents(deliveryTotal), total: cents(total) };
    };

    await buying.fillCart(buyer, [[goods.small, 1]]);
    const one = await costs();
    expect(one.delivery).toBeGreaterThan(0);
    await buying.fillCart(buyer, [[second.small, 1]]);
    expect(await costs()).toMatchObject({ delivery: one.delivery, total: 2 * 1_990 + one.delivery });
    await buying.fillCart(buyer, [[third.small, 1]]);
    expect(await costs()).toMatchObject({ delivery: one.delivery, total: 3 * 1_990 });
    await buying.fillCart(buyer, [[other.large, 1]]);
    const both = await costs();
    expect(both).toMatchObject({ delivery: 2 * one.delivery, total: 3 * 1_990 + 2_990 + one.delivery });

    const placed = await buying.placeOrder(buyer, both.quoteId);
    expect(placed).toMatchObject({ status: 'CONFIRMED' });
    expect(placed.orders).toHaveLength(2);
    const orders = await Promise.all(placed.orders.map((order: { id: string }) => orderOf(buyer, order.id)));
    const delivery = (one.delivery / 100).toFixed(2);
    expect(orders.toSorted((a, b) => cents(b.itemsTotal) - cents(a.itemsTotal))).toEqual([
      expect.objectContaining({
        itemsTotal: { amount: '59.70' },
        deliveryTotal: { amount: delivery },
        discountTotal: { amount: delivery },
        discounts: [{ promotionId: id, paidBy: 'SELLER', amount: { amount: delivery } }],
      }),
      expect.objectContaining({
        itemsTotal: { amount: '29.90' },
        deliveryTotal: { amount: delivery },
        discountTotal: { amount: '0.00' },
        discounts: [],
      }),
    ]);

    const ofOther = { ...terms, sellerId: other.sellerId, minimum: { amount: '29.90', currency: 'EUR' } };
    await createPromotion(other.seller, ofOther);
    await buying.fillCart(buyer, [
      [goods.small, 3],
      [other.large, 1],
    ]);
    expect(await costs()).toMatchObject({ delivery: 2 * one.delivery, total: 3 * 1_990 + 2_990 });
  });
});
