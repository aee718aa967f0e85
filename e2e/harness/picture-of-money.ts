import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { until } from '@soko/testing';
import { trialBalance } from './bettors.ts';
import type { Client } from './client.ts';

/** An order, its payment, its returns and its disputes. */
export interface OrderFigures {
  /** Status of the order and of its payment. */
  order: string;
  /** Pieces, price, discount, and pieces that are in returns. */
  lines: readonly string[];
  /** Goods, delivery and discount, and the tax in them. */
  total: string;
  /** Soko's fee. The buyer does not see it. */
  fee: string;
  /** Status of the payment, and where its money is. */
  payment: string;
  /** Returns and disputes with what they give back. */
  cases: readonly string[];
}

/** The money of a seller. */
export interface SellerFigures {
  /** Available + pending + reserved, and what of the last is in a payout. */
  balance: string;
  /**
   * Newest first: amount, what the buyer and Soko paid, what of it Soko keeps, and the balance after it. These are the accounts of
   * the ledger: clearing and promotions, platform_fee, taxes_due and delivery_income.
   */
  statement: readonly string[];
  /** Newest first. */
  payouts: readonly string[];
  /** Newest first. */
  invoices: readonly string[];
}

/** Orders and sellers by name. */
export interface Figures {
  orders: Readonly<Record<string, OrderFigures>>;
  sellers: Readonly<Record<string, SellerFigures>>;
}

/** What a step changes. */
export interface Changes {
  orders?: Readonly<Record<string, Partial<OrderFigures>>>;
  sellers?: Readonly<Record<string, Partial<SellerFigures>>>;
}

/** An order that is followed. Buyer and seller are names of parties. */
interface Followed {
  id: string;
  buyer: string;
  seller: string;
}

/** Everybody who looks: buyers, sellers and support, by name. `support` sees all. */
interface Parties {
  viewers: Readonly<Record<string, Client>> & { support: Client };
  sellerIds: Readonly<Record<string, string>>;
  /** Sees the trial balance. */
  admin: Client;
}

const money = '{ amount }';

const orderFields = `status paymentStatus itemsTotal ${money} deliveryTotal ${money} discountTotal ${money}
  total ${money} taxIncludedTotal ${money} feeTotal ${money}
  lines { quantity packedQuantity returnedQuantity unitPrice ${money} total ${money} discountTotal ${money} }
  payment { status authorized ${money} captured ${money} refunded ${money} chargedBack ${money} refundable ${money} }
  returns { status refund ${money} refunded ${money} }
  disputes { kind status outcome amount ${money} refund { status amount ${money} } }`;

const statementFields = `kind amount ${money} balance ${money}
  parts { total ${money} platformDiscount ${money} fee ${money} tax ${money} delivery ${money} }`;

/** A payment: what was authorised, charged, refunded and taken back by the bank, and what can still be refunded. */
export const payment = (
  status: string,
  authorized: string,
  charged: string,
  refunded: string,
  bank: string,
  left: string,
) =>
  `${status}: ${authorized} authorized, ${charged} charged, ${refunded} refunded, ${bank} charged back, ${left} refundable`;

/** Money of a seller: available, pending, reserved, and what of the last is in a payout. */
export const balance = (available: string, pending: string, reserved: string, inPayout = '0.00') =>
  `${available} + ${pending} + ${reserved} (${inPayout} in a payout)`;

type Amount = { amount: string } | null;

const amountOf = (found: Amount): string => found?.amount ?? 'nothing';

// oxlint-disable-next-line typescript/no-explicit-any
type Found = any;

const toLine = ({ quantity, packedQuantity, returnedQuantity, unitPrice, total, discountTotal }: Found): string => {
  const pieces = packedQuantity === null ? quantity : `${packedQuantity} of ${quantity}`;
  return `${pieces} × ${unitPrice.amount} = ${total.amount} − ${discountTotal.amount}, ${returnedQuantity} back`;
};

const toPayment = ({ status, authorized, captured, refunded, chargedBack, refundable }: Found): string =>
  payment(status, authorized.amount, captured.amount, refunded.amount, chargedBack.amount, refundable.amount);

const toCases = ({ returns, disputes }: Found): string[] => [
  ...returns.map(
    ({ status, refund, refunded }: Found) =>
      `return ${status}: ${amountOf(refund)} to refund, ${amountOf(refunded)} refunded`,
  ),
  ...disputes.map(({ kind, status, outcome, amount, refund }: Found) =>
    [`dispute ${kind} ${status} about ${amount.amount}`, outcome, refund && `${refund.amount.amount} ${refund.status}`]
      .filter(Boolean)
      .join(', '),
  ),
];

const toOrder = (found: Found): OrderFigures | null =>
  found && {
    order: `${found.status}, ${found.paymentStatus}`,
    lines: found.lines.map(toLine),
    total: `${found.itemsTotal.amount} + ${found.deliveryTotal.amount} − ${found.discountTotal.amount} = ${found.total.amount}, tax ${found.taxIncludedTotal.amount}`,
    fee: found.feeTotal?.amount ?? null,
    payment: toPayment(found.payment),
    cases: toCases(found),
  };

function toBalance(amounts: Found[]): string {
  if (amounts.length === 0) return 'nothing';
  const [{ currency, available, pending, reserved, inPayout }, ...others] = amounts;
  expect([currency, others]).toEqual(['EUR', []]);
  return balance(available.amount, pending.amount, reserved.amount, inPayout.amount);
}

function toEntry({ kind, amount, balance: after, parts }: Found): string {
  if (parts === null) return `${kind} ${amount.amount} → ${after.amount}`;
  const { total, platformDiscount, fee, tax, delivery } = parts;
  const paid = `buyer ${total.amount}, Soko ${platformDiscount.amount}`;
  const kept = `fee ${fee.amount}, tax ${tax.amount}, delivery ${delivery.amount}`;
  return `${kind} ${amount.amount} (${paid}; ${kept}) → ${after.amount}`;
}

/** The money of a seller. Null for those who see nothing of it. */
function toSeller(seller: Found, statement: Found, invoices: Found): SellerFigures | null {
  if (seller.balance === null) {
    expect([seller.payouts, statement, invoices]).toEqual([null, null, null]);
    return null;
  }
  return {
    balance: toBalance(seller.balance),
    statement: statement.nodes.map(toEntry),
    payouts: seller.payouts.nodes.map(({ status, kind, amount }: Found) => `${status} ${amount.amount} ${kind}`),
    invoices: invoices.nodes.map(({ kind, total }: Found) => `${kind} ${total.amount}`),
  };
}

const nobody: SellerFigures = { balance: 'nothing', statement: [], payouts: [], invoices: [] };

const each = <Value, Other>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Other,
): Record<string, Other> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));

/**
 * Compares everything that every party sees of orders and of the money of sellers with what it must be. A step names what it
 * changes; all other figures must stay as they were.
 */
export function followMoney({ viewers, sellerIds, admin }: Parties) {
  const followed: Record<string, Followed> = {};
  let figures: Figures = { orders: {}, sellers: each(sellerIds, () => nobody) };

  /** Everything in one request. */
  async function lookAs(viewer: Client): Promise<Record<string, unknown>> {
    const orders = each(followed, ({ id }, name) => `order_${name}: order(id: "${id}") { ${orderFields} }`);
    const sellers = each(
      sellerIds,
      (id, name) => `
        seller_${name}: seller(id: "${id}") {
          balance { currency available ${money} pending ${money} reserved ${money} inPayout ${money} }
          payouts(first: 100) { nodes { status kind amount ${money} } } }
        statement_${name}: sellerStatement(sellerId: "${id}", currency: "EUR", first: 100) { nodes { ${statementFields} } }
        invoices_${name}: invoices(sellerId: "${id}", first: 100) { nodes { kind total ${money} } }`,
    );
    const data = await viewer.data(`{ ${[...Object.values(orders), ...Object.values(sellers)].join('\n')} }`);
    return {
      orders: each(followed, (_, name) => toOrder(data[`order_${name}`])),
      sellers: each(sellerIds, (_, name) =>
        toSeller(data[`seller_${name}`], data[`statement_${name}`], data[`invoices_${name}`]),
      ),
    };
  }

  const lookAsAll = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      await Promise.all(Object.entries(viewers).map(async ([name, viewer]) => [name, await lookAs(viewer)])),
    );

  /** What a party must see: support all, a buyer their orders without the fee, a seller their orders and their money. */
  const shownTo = (viewer: string): Record<string, unknown> => ({
    orders: each(figures.orders, (order, name) => {
      const { buyer, seller } = followed[name]!;
      if (viewer === buyer) return { ...order, fee: null };
      return viewer === seller || viewer === 'support' ? order : null;
    }),
    sellers: each(figures.sellers, (seller, name) => (viewer === name || viewer === 'support' ? seller : null)),
  });

  return {
    /** Looks at one more order from now on. */
    follow(name: string, order: Followed): void {
      followed[name] = order;
    },
    /** Waits until these figures have changed, and no others, and checks that the books add up. */
    async changes({ orders = {}, sellers = {} }: Changes): Promise<void> {
      figures = {
        orders: each(followed, (_, name) => ({ ...figures.orders[name]!, ...orders[name] })),
        sellers: each(figures.sellers, (seller, name) => ({ ...seller, ...sellers[name] })),
      };
      const expected = each(viewers, (_, name) => shownTo(name));
      let last: unknown;
      const isReached = async (): Promise<boolean> => {
        last = await lookAsAll();
        return isDeepStrictEqual(last, expected);
      };
      await until('the figures', isReached).catch(() => {});
      expect(last).toEqual(expected);
      expect(new Set(await trialBalance(admin))).toEqual(new Set([0]));
    },
  };
}
