import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import * as buying from '../harness/buying.ts';
import { type Client, signedInAs } from '../harness/client.ts';
import { disputeStep, openDispute, reply } from '../harness/disputing.ts';
import { newAddress, signUp } from '../harness/people.ts';
import { buyAndReceive, requestReturn, returnIn, step } from '../harness/returning.ts';

const refused = '... on UserError { code message }';
const money = '{ amount }';

/** Numbers that look random and are the same in every run. */
function createDice(seed: number) {
  let state = seed;
  return (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * (most + 1));
  };
}

const cents = ({ amount }: { amount: string }): number => Number(amount.replace('.', ''));

/** Yesterday, today and tomorrow, so that midnight does not matter. */
const around = () => {
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-1), to: day(1), timeZone: 'Africa/Nairobi' };
};

const figuresOf = async (seller: Client) => {
  const { sellerDashboard } = await seller.data(
    `query ($range: DashboardRange!) { sellerDashboard(range: $range) { updatedAt currencies { currency
       total { orders units grossSales ${money} discounts ${money} fees ${money} cancelled refunds ${money} returns disputesOpened
         disputesLost net ${money} averageOrder ${money} }
       periods { figures { orders } } topProducts { product { id title } units grossSales ${money} } } } }`,
    { range: around() },
  );
  return sellerDashboard;
};

/** What the dashboard must say, from the sales themselves and from the statement of the seller. */
async function figuresOfSales(seller: Client, sellerId: string) {
  const { sales, sellerStatement } = await seller.data(
    `query ($sellerId: ID!) { sellerStatement(sellerId: $sellerId, currency: "EUR", first: 100) { nodes { amount ${money} } }
      sales(first: 100) { nodes { status itemsTotal ${money} discountTotal ${money} feeTotal ${money} payment { refunded ${money} }
       lines { quantity packedQuantity } returns { status } disputes { outcome } } } }`,
    { sellerId },
  );
  type Sale = (typeof sales)['nodes'][number];
  const sold: Sale[] = sales.nodes.filter(({ status }: Sale) => !['CANCELLED', 'PAYMENT_FAILED'].includes(status));
  const sum = (read: (sale: Sale) => number): number => sold.reduce((all, sale) => all + read(sale), 0);
  const pieces = (sale: Sale): number =>
    sale.lines.reduce(
      (all: number, line: { quantity: number; packedQuantity: number | null }) =>
        all + (line.packedQuantity ?? line.quantity),
      0,
    );
  return {
    orders: sold.length,
    units: sum(pieces),
    grossSales: sum(({ itemsTotal }) => cents(itemsTotal)),
    discounts: sum(({ discountTotal }) => cents(discountTotal)),
    fees: sum(({ feeTotal }) => cents(feeTotal)),
    cancelled: sales.nodes.filter(({ status }: Sale) => status === 'CANCELLED').length,
    refunds: sum(({ payment }) => cents(payment.refunded)),
    returns: sum(({ returns }) => returns.filter(({ status }: Sale) => status !== 'CANCELLED').length),
    disputesOpened: sum(({ disputes }) => disputes.length),
    disputesLost: sum(({ disputes }) => disputes.filter(({ outcome }: Sale) => outcome === 'BUYER').length),
    net: sellerStatement.nodes.reduce(
      (all: number, entry: { amount: { amount: string } }) => all + cents(entry.amount),
      0,
    ),
  };
}

/** The total of the dashboard in the same form. */
function inCents(total: Record<string, unknown>): Record<string, number> {
  const { averageOrder: _, ...figures } = total;
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : cents(value as { amount: string }),
    ]),
  );
}

describe('the dashboard of a seller', () => {
  it('says what the sales say, after orders, cancellations, refunds, a return and a dispute', async () => {
    const dice = createDice(20_260_311);
    const goods = await buying.goodsOnSale('dashboard', 50);
    const { seller, small, large } = goods;
    const digital = await buying.putOnSale(seller, 'dashboard', 'DIGITAL');
    expect((await figuresOf(seller)).currencies).toEqual([]);
    const [admin, warehouse, courier] = [
      await signedInAs('admin@example.com'),
      await signedInAs('warehouse@example.com'),
      await signedInAs('courier@example.com'),
    ];
    await admin.data(`mutation ($input: SetFeeRuleInput!) { setFeeRule(input: $input) { status } }`, {
      input: { scope: 'SELLER', targetId: goods.sellerId, basisPoints: 1_000 },
    });
    const buyer = await signUp(newAddress('dashboard-buyer'));

    const order = async (wanted: buying.Wanted, deliveryMethod: 'STANDARD' | 'NONE'): Promise<string> => {
      const cart = await buying.fillCart(buyer, wanted);
      const checkout = await buying.placeOrder(buyer, (await buying.quote(buyer, cart, { deliveryMethod })).id);
      return checkout.orders[0].id;
    };
    const refund = async (orderId: string, amount: string): Promise<void> => {
      const payment = await until('a charged payment', async () => {
        const { order: found } = await buyer.data(
          `query ($id: ID!) { order(id: $id) { payment { id captured ${money} } } }`,
          { id: orderId },
        );
        return cents(found.payment.captured) > 0 && found.payment;
      });
      const { refundPayment } = await admin.data(
        `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { __typename ${refused} } }`,
        {
          input: {
            paymentId: payment.id,
            amount: { amount, currency: 'EUR' },
            reason: 'Story',
            idempotencyKey: v7(),
          },
        },
      );
      expect(refundPayment.code).toBeUndefined();
    };

    for (let count = 0; count < 6; count += 1) {
      const kind = dice(2);
      if (kind === 0) {
        const orderId = await order([[small, 1 + dice(2)]], 'STANDARD');
        const { cancelOrder } = await buyer.data(
          `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ${refused} } }`,
          { input: { orderId, reason: 'Too late' } },
        );
        expect(cancelOrder.code).toBeUndefined();
      } else {
        const orderId = await order([[dice(1) === 0 ? digital.small : digital.large, 1]], 'NONE');
        if (kind === 1) await refund(orderId, `${1 + dice(8)}.${10 + dice(80)}`);
      }
    }
    const returned = await buyAndReceive(buyer, [[large, 2]], { warehouse, courier });
    const asked = await requestReturn(buyer, returned);
    await step(seller, 'approveReturn', { returnId: asked.id });
    const lines = [{ lineId: returned.lineId, quantity: 1, condition: 'RESALABLE' }];
    await step(warehouse, 'receiveReturn', { returnId: asked.id, lines });
    await returnIn(buyer, asked.id, 'REFUNDED');
    const disputed = await order([[digital.large, 1]], 'NONE');
    const { id: disputeId } = await until('a dispute can be opened', async () => {
      const opened = await openDispute(buyer, disputed, 'Not what I saw.');
      return opened.id !== undefined && opened;
    });
    expect(await reply(seller, disputeId, 'It is as described.')).toMatchObject({ status: 'ANSWERED' });
    const decision = { disputeId, outcome: 'BUYER', reason: 'The buyer is right.' };
    const resolved = await until('the order is charged, so that the dispute can be decided', async () => {
      const step = await disputeStep(admin, 'resolveDispute', decision);
      return step['code'] === 'WRONG_ORDER_STATUS' ? null : step;
    });
    expect(resolved).toMatchObject({ status: 'RESOLVED' });

    let dashboard = { ...(await figuresOf(seller)), sales: await figuresOfSales(seller, goods.sellerId) };
    const hasCaughtUp = async (): Promise<boolean> => {
      dashboard = { ...(await figuresOf(seller)), sales: await figuresOfSales(seller, goods.sellerId) };
      const total = inCents(dashboard.currencies[0].total);
      return dashboard.sales.disputesLost === 1 && isDeepStrictEqual(total, dashboard.sales);
    };
    // What differs says more than that it took too long.
    await until('the dashboard has caught up', hasCaughtUp).catch(() => {});
    const [euros] = dashboard.currencies;
    expect(dashboard.currencies).toHaveLength(1);
    expect(inCents(euros.total)).toEqual(dashboard.sales);
    expect(dashboard.sales.cancelled).toBeGreaterThan(0);
    expect(Math.min(dashboard.sales.refunds, dashboard.sales.fees)).toBeGreaterThan(0);
    expect(dashboard.sales).toMatchObject({ returns: 1, disputesOpened: 1, disputesLost: 1 });
    expect(euros.periods).toHaveLength(3);
    // Users of the gateway get the product of each from products.
    expect(euros.topProducts.map(({ product }: { product: { id: string } }) => product.id).sort()).toEqual(
      [digital.productId, goods.productId].sort(),
    );
    expect(euros.topProducts[0].product.title).toMatch(/^Stool by dashboard/);
    expect(Date.now() - Date.parse(dashboard.updatedAt)).toBeLessThan(120_000);
  });
});
