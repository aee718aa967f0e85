import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chainSale, newEvent } from '@soko/events';
import { person, until } from '@soko/testing';
import { address, buyer, guest, openShop, type Shop } from './shop.ts';

describe('buying', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  it('goes from the cart to a confirmed order per seller', async () => {
    const [lamp, vase] = [shop.stocked(5), shop.stocked(5, { price: { amount: '3.33', currency: 'EUR' } })];
    const checkout = await shop.buy([
      [lamp, 2],
      [vase, 1],
    ]);
    expect(checkout).toMatchObject({
      __typename: 'Checkout',
      status: 'CONFIRMED',
      token: null,
      number: expect.stringMatching(/^SO-\d{4}-\d{6}$/),
      total: { amount: '48.33', currency: 'EUR' },
      payment: { method: 'STRIPE_CARD', actions: [], actionDueAt: null },
      orders: [
        {
          status: 'CONFIRMED',
          paymentStatus: 'AUTHORIZED',
          seller: { id: lamp.sellerId },
          buyer: { id: 'usr_buyer' },
          email: 'ada@example.com',
          itemsTotal: { amount: '25.00' },
          deliveryTotal: { amount: '10.00' },
          total: { amount: '35.00' },
          feeTotal: null,
          history: [
            { from: null, to: 'PENDING', by: 'user' },
            { from: 'PENDING', to: 'RESERVED' },
            { from: 'RESERVED', to: 'CONFIRMED' },
          ],
        },
        { seller: { id: vase.sellerId }, itemsTotal: { amount: '3.33' }, total: { amount: '13.33' } },
      ],
    });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(3);
    const { cart } = await shop.ask(buyer, '{ cart { quantity lines { quantity } } }');
    expect(cart).toEqual({ quantity: 0, lines: [] });
    const told = await shop.told();
    expect(told.map(({ type }) => type)).toEqual([
      'orders.cart.line_added',
      'orders.cart.line_added',
      'orders.quote.made',
      'orders.checkout.started',
      'orders.order.placed',
      'orders.order.placed',
      'orders.order.confirmed',
      'orders.order.confirmed',
      'orders.checkout.confirmed',
    ]);
    const goods = [lamp, vase].map(({ productId, sellerId, storeId }) => ({ productId, sellerId, storeId }));
    const [first, second, quote] = told;
    expect(first!.subject).toMatch(/^crt_/);
    expect([first!.sequence, second!.sequence, second!.subject]).toEqual([1, 2, first!.subject]);
    expect([first!.data, second!.data]).toEqual(goods.map((each) => ({ buyerId: 'usr_buyer', ...each })));
    expect(quote!.data).toEqual({ cartId: first!.subject, buyerId: 'usr_buyer', goods });
    expect(told.at(-1)!.data).toMatchObject({ cartId: first!.subject, buyerId: 'usr_buyer', goods });
    expect(address.country).toBe('DE');
  });

  it('takes licence keys before stock: without enough of them nothing is reserved, and nothing is paid', async () => {
    const [lamp, program] = [shop.stocked(5), shop.stocked(0, { type: 'DIGITAL', package: null })];
    shop.products.keys.set(program.variantId, 1);
    const authorized = shop.payments.asked.get('authorizePayments');
    const refused = await shop.buy([
      [lamp, 1],
      [program, 2],
    ]);
    expect(refused).toMatchObject({
      code: 'OUT_OF_STOCK',
      lines: [{ variantId: program.variantId, requested: 2, available: 1 }],
    });
    expect(shop.fulfilment.available(lamp.variantId)).toBe(5);
    expect(shop.payments.asked.get('authorizePayments')).toBe(authorized);
    // The event gives the keys back.
    expect((await shop.told('orders.order.failed')).length).toBeGreaterThan(0);
  });

  describe('tokens', () => {
    /** A product that sells `supply` items of a token. */
    const token = (supply: number, overrides = {}) => {
      const variant = shop.stocked(0, { type: 'NFT', package: null, available: supply, ...overrides });
      shop.chain.supply.set(variant.productId, supply);
      return variant;
    };
    const collector = person('usr_collector');
    const digital = { deliveryMethod: 'NONE', address: null, billingCountry: 'DE' };
    const buy = async (lines: Parameters<Shop['fillCart']>[1]) => {
      await shop.fillCart(collector, lines);
      const quote = await shop.quote(collector, digital);
      return shop.place(collector, quote.id);
    };
    let told = 0;
    /** Chain says what became of the lines of an order. */
    const tellEnd = (id: string, lines: { lineId: string; isMinted: boolean }[]) => {
      const trail = { correlationId: 'req_spec', causationId: null, actor: { kind: 'service', id: 'chain' } } as const;
      const data = { lines: lines.map((line) => ({ quantity: 1, ...line })) };
      const fact = { subject: id, sequence: (told += 1), data };
      return shop.bus.publish('chain.sale', [newEvent(chainSale, 'ended', fact, { ...trail, now: () => new Date() })]);
    };
    const refundsOf = (id: string) => [...shop.payments.refunds.values()].filter(({ orderId }) => orderId === id);

    it('are reserved before the payment, charged at once, and fulfilled when they are minted', async () => {
      const sun = token(3);
      const { status, orders } = await buy([[sun, 2]]);
      expect([status, orders[0].status, orders[0].deliveryTotal.amount]).toEqual(['CONFIRMED', 'CONFIRMED', '0.00']);
      const [{ id, lines }] = orders;
      expect(shop.chain.held.get(lines[0].id)).toMatchObject({ quantity: 2, status: 'COMMITTED' });
      expect(shop.payments.of(id)).toMatchObject({ status: 'CAPTURED', captures: 1 });
      expect(await shop.mutate(collector, 'cancelOrder', { orderId: id })).toMatchObject({
        code: 'WRONG_ORDER_STATUS',
      });

      const authorized = shop.payments.asked.get('authorizePayments');
      const short = await buy([[sun, 2]]);
      expect(short).toMatchObject({ code: 'OUT_OF_STOCK', lines: [{ requested: 2, available: 1 }] });
      expect(shop.payments.asked.get('authorizePayments')).toBe(authorized);
      await shop.mutate(collector, 'removeFromCart', { variantId: sun.variantId });

      await tellEnd(id, [{ lineId: lines[0].id, isMinted: true }]);
      await shop.orderIn(id, 'FULFILLED');
      expect(refundsOf(id)).toEqual([]);
    });

    it('that cannot be minted are refunded once: a line alone, and with it an order of nothing else', async () => {
      const seller = { sellerId: 'slr_minting' };
      const [sun, moon] = [token(3, seller), token(3, { ...seller, price: { amount: '4.00', currency: 'EUR' } })];
      const { orders } = await buy([
        [sun, 2],
        [moon, 1],
      ]);
      const [{ id, lines, total }] = orders;
      const of = (variant: typeof sun) =>
        lines.find((line: (typeof lines)[0]) => line.variant.id === variant.variantId).id;
      const ends = [
        { lineId: of(sun), isMinted: true },
        { lineId: of(moon), isMinted: false },
      ];
      await tellEnd(id, ends);
      const order = await shop.orderIn(id, 'FULFILLED');
      const lost = Number(total.amount) - Number(order.total.amount);
      expect(order.lines.map((line: (typeof lines)[0]) => [line.id, line.packedQuantity])).toEqual(
        expect.arrayContaining([
          [of(sun), 2],
          [of(moon), 0],
        ]),
      );
      await until('the refund', () => refundsOf(id).length === 1);
      expect(refundsOf(id)[0]).toMatchObject({
        amountMinor: BigInt(Math.round(lost * 100)),
        cause: 'OTHER',
        feeReturned: true,
      });
      // The same news once more, as after a mint that was confirmed and dropped by the chain.
      await tellEnd(id, ends);

      const { orders: others } = await buy([[moon, 1]]);
      await tellEnd(others[0].id, [{ lineId: others[0].lines[0].id, isMinted: false }]);
      const cancelled = await shop.orderIn(others[0].id, 'CANCELLED');
      await until('the refund of all', () => refundsOf(cancelled.id).length === 1);
      expect(shop.payments.leftOf(cancelled.id)).toBe(0n);
      expect(refundsOf(id)).toHaveLength(1);
    });

    it('that cannot be charged end their order once: its payment is voided, and nothing waits for support', async () => {
      const sun = token(3);
      const others = new Set(shop.payments.payments.keys());
      shop.payments.watch.before = (question) => {
        if (question !== 'capturePayment') return;
        for (const [orderId, payment] of shop.payments.payments) if (!others.has(orderId)) payment.status = 'EXPIRED';
      };
      const [{ id }] = (await buy([[sun, 2]])).orders;
      await shop.orderIn(id, 'CANCELLED');
      delete shop.payments.watch.before;
      await until('its payment is voided', () => shop.payments.of(id)!.status === 'VOIDED');
      const order = await shop.order(id);
      expect(order.history.at(-1)).toMatchObject({ to: 'CANCELLED', reason: 'the payment could not be charged' });
      expect((await shop.told('orders.order.cancelled')).filter(({ subject }) => subject === id)).toMatchObject([
        { data: { reason: 'the payment could not be charged', wasConfirmed: true } },
      ]);
      const tasks = () =>
        until('its tasks are over', async () => {
          const { rows } = await shop.pool.query<{ kind: string; open: boolean; failed: boolean }>(
            `SELECT kind, next_at IS NOT NULL AS open, failed_at IS NOT NULL AS failed FROM order_task
              WHERE order_id = $1 ORDER BY kind`,
            [id],
          );
          return rows.every(({ open }) => !open) ? rows : null;
        });
      const over = { open: false, failed: false };
      expect(await tasks()).toEqual([
        { kind: 'CAPTURE', ...over },
        { kind: 'VOID', ...over },
      ]);
      // The same task once more, as of a process that died before it saved the result.
      await shop.pool.query(
        `UPDATE order_task SET next_at = now(), done_at = NULL WHERE order_id = $1 AND kind = 'CAPTURE'`,
        [id],
      );
      expect(await tasks()).toHaveLength(2);
      expect((await shop.order(id)).history).toHaveLength(order.history.length);
      expect(refundsOf(id)).toEqual([]);
    });

    it('are bought by people with an account, and apart from goods that the same seller delivers', async () => {
      const seller = { sellerId: 'slr_both' };
      const [sun, lamp] = [token(3, seller), shop.stocked(3, seller)];
      const { token: cartToken } = await shop.fillCart(guest, [[sun, 1]]);
      expect(await shop.quote(guest, { ...digital, cartToken })).toMatchObject({ code: 'SIGN_IN_REQUIRED' });
      await shop.fillCart(collector, [
        [sun, 1],
        [lamp, 1],
      ]);
      expect(await shop.quote(collector)).toMatchObject({ code: 'TOKENS_APART' });
    });
  });
});
