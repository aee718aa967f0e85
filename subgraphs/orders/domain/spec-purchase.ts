import type { Order, OrderLine } from './order.ts';
import { sumOfDiscounts } from './promotions/promotion.ts';
import type { Purchase, Saga } from './purchase.ts';
import { taxOn } from './tax.ts';
import { totalsOf } from './totals.ts';

/** For specs: a line of an order. */
export function specLine(overrides: Partial<OrderLine> = {}): OrderLine {
  const line: OrderLine = {
    id: 'orl_1',
    variantId: 'var_1',
    productId: 'prd_1',
    storeId: null,
    categoryId: 'cat_1',
    type: 'PHYSICAL',
    title: 'Lamp',
    sku: 'L',
    options: [],
    package: null,
    imageUrl: null,
    quantity: 3,
    packedQuantity: null,
    returnedQuantity: 0,
    unitPriceMinor: 3_333n,
    offerId: null,
    taxCountry: 'DE',
    taxBasisPoints: 1_900,
    taxInclusive: false,
    taxMinor: 0n,
    discountMinor: 0n,
    discounts: [],
    feeMinor: 150n,
    ...overrides,
  };
  const tax = { basisPoints: line.taxBasisPoints, inclusive: line.taxInclusive };
  const discountMinor = sumOfDiscounts(line.discounts);
  const taxMinor = taxOn(line.unitPriceMinor * BigInt(line.quantity) - discountMinor, tax);
  return { ...line, discountMinor, taxMinor };
}

/** For specs: an order. */
export function specOrder(overrides: Partial<Order> = {}): Order {
  const lines = overrides.lines ?? [specLine()];
  return {
    id: 'ord_1',
    checkoutId: 'chk_1',
    number: 'SO-2026-000001-1',
    sellerId: 'slr_1',
    buyerId: 'usr_1',
    tokenHash: null,
    email: 'ada@example.com',
    locale: null,
    status: 'PENDING',
    paymentStatus: 'NONE',
    deliveryMethod: 'STANDARD',
    address: null,
    currency: 'EUR',
    lines,
    deliveryDiscounts: [],
    ...totalsOf(lines, 1_000n, overrides.deliveryDiscounts),
    feeMinor: lines.reduce((all, line) => all + line.feeMinor, 0n),
    receiptConfirmedAt: null,
    version: 1,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...overrides,
  };
}

/** For specs: a purchase of two orders, at its beginning. */
export function specPurchase(orders: readonly Order[], saga: Partial<Saga> = {}): Purchase {
  return {
    checkout: {
      id: 'chk_1',
      number: 'SO-2026-000001',
      owner: 'usr_1',
      inputHash: '',
      cartId: 'crt_1',
      buyerId: 'usr_1',
      tokenHash: null,
      status: 'PENDING',
      paymentMethod: 'STRIPE_CARD',
      actions: [],
      failure: null,
      currency: 'EUR',
      totalMinor: orders.reduce((all, order) => all + order.totalMinor, 0n),
      createdAt: new Date(0),
      taxEvidence: null,
    },
    saga: {
      step: 'RESERVE',
      nextAt: new Date(1_000),
      deadlineAt: new Date(900_000),
      attempts: 0,
      reservedAgain: false,
      sealedPayment: 'sealed',
      correlationId: 'req_1',
      lastError: null,
      version: 1,
      ...saga,
    },
    orders,
  };
}
