import { newEvent, ordersOrder, paymentsPayment } from '@soko/events';
import { until } from '@soko/testing';
import { expect } from '@jest/globals';
import type { CashDesk } from './cash-desk.ts';

export const trail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => new Date(),
} as const;

export const eur = (amountMinor: number) => ({ amountMinor: String(amountMinor), currency: 'EUR' });

/** 100 of goods, 5 of delivery, 19 of tax on top, and a fee of 1.50. */
const prices = { items: 10_000, delivery: 500, tax: 1_900, taxIncluded: 0, fee: 150, total: 12_400 };

let sales = 0;

/** A sale of a seller of its own at a desk, with the steps that its events take. */
export function newSale(at: CashDesk, { seller = `slr_${(sales += 1)}`, method = 'STRIPE_CARD' } = {}) {
  const [orderId, paymentId] = [`ord_sale_${(sales += 1)}`, `pay_sale_${sales}`];
  let sequence = 0;
  let refunded = 0;
  let captured = 0;
  const order = async (
    type: keyof typeof ordersOrder.events,
    changed: Partial<typeof prices & { sequence: number; platform: number; platformDelivery: number }> = {},
    more: object = {},
  ) => {
    const now = { sequence: undefined, platform: undefined, platformDelivery: undefined, ...prices, ...changed };
    const data = {
      order: {
        checkoutId: 'chk_1',
        number: 'SO-1',
        status: 'FULFILLED',
        sellerId: seller,
        buyerId: 'usr_buyer',
        deliveryMethod: 'STANDARD',
        country: 'DE',
        lines: [],
        items: eur(now.items),
        delivery: eur(now.delivery),
        tax: eur(now.tax),
        taxIncluded: eur(now.taxIncluded),
        discount: eur(0),
        ...(now.platform === undefined ? {} : { platformDiscount: eur(now.platform) }),
        ...(now.platformDelivery === undefined ? {} : { platformDeliveryDiscount: eur(now.platformDelivery) }),
        fee: eur(now.fee),
        total: eur(now.total),
      },
      ...more,
    } as never;
    const about = { subject: orderId, sequence: now.sequence ?? (sequence += 1) };
    const event = newEvent(ordersOrder, type, { ...about, data }, trail);
    await at.bus.publish(ordersOrder.name, [event, event]);
    return event.id;
  };
  const payment = async (type: keyof typeof paymentsPayment.events, more: object = {}) => {
    const facts = { orderId, checkoutId: 'chk_1', sellerId: seller, buyerId: null, method, status: 'CAPTURED' };
    const amounts = { authorized: eur(captured), captured: eur(captured), refunded: eur(refunded) };
    const data = { payment: { ...facts, ...amounts }, ...more } as never;
    const event = newEvent(paymentsPayment, type, { subject: paymentId, sequence: (sequence += 1), data }, trail);
    await at.bus.publish(paymentsPayment.name, [event, event]);
    return event.id;
  };
  const untilHandled = (eventId: string) =>
    until('the event is handled', async () => {
      const { rows } = await at.pool.query("SELECT FROM inbox WHERE consumer = 'wallets.sales' AND event_id = $1", [
        eventId,
      ]);
      return rows.length > 0;
    });
  return {
    seller,
    paymentId,
    order,
    payment,
    /**
     * The order, once its payment is captured. Waits until its prices are known: the events of orders and those of payments arrive
     * apart, and a refund that fails before there are prices is never posted.
     */
    async charged(changed: Parameters<typeof order>[1] = {}): Promise<void> {
      await untilHandled(await order('payment_changed', changed, { paymentStatus: 'CAPTURED' }));
    },
    capture(amount: number) {
      captured = amount;
      return payment('captured');
    },
    refund(amount: number, terms: { cause?: string; delivery?: object; feeReturned?: boolean } = {}) {
      refunded += amount;
      const refund = { refundId: `rfd_${paymentId}_${amount}`, amount: eur(amount), reason: 'Came back', ...terms };
      return payment('refunded', refund);
    },
    /** The refund of this amount, which had succeeded or not, has failed. */
    refundFailed(amount: number) {
      const refund = { refundId: `rfd_${paymentId}_${amount}`, amount: eur(amount), reason: 'Card closed' };
      return payment('refund_failed', refund);
    },
    /** Waits until an event of the sale has had its effect. */
    untilHandled,
    /** Amounts in the ledger about this payment, by account: credits minus debits, in minor units. */
    async lines(): Promise<Record<string, number>> {
      const { rows } = await at.pool.query(
        `SELECT a.code, sum(CASE p.side WHEN 'C' THEN p.amount_minor ELSE -p.amount_minor END)::int AS sum
          FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id JOIN ledger_transaction t ON t.id = p.transaction_id
          WHERE t.about->>'paymentId' = $1 GROUP BY a.code`,
        [paymentId],
      );
      return Object.fromEntries(rows.map(({ code, sum }) => [code, sum]));
    },
    async untilLines(wanted: Record<string, number>): Promise<void> {
      await until(`the postings are ${JSON.stringify(wanted)}`, async () => {
        const lines = await this.lines();
        return Object.entries(wanted).every(([code, sum]) => lines[code] === sum);
      });
      expect(await this.lines()).toEqual(wanted);
    },
  };
}
