import { newId } from '@soko/ids';
import { seal, unseal } from '@soko/seal';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import type { PricedCheckout } from '../domain/price-checkout.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { Quote } from '../domain/quote.ts';
import type { PaymentMethod } from '../peers/payments.ts';

const purpose = 'checkout-payment';

export const sealPayment = (key: string, method: PaymentMethod): string => seal(key, purpose, JSON.stringify(method));

export const openPayment = (key: string, sealed: string): PaymentMethod =>
  JSON.parse(unseal(key, purpose, sealed)) as PaymentMethod;

/** A purchase as it begins: nothing reserved, nothing authorised. `fees` is what the house keeps, by seller and line. */
export function newPurchase(
  { sealKey, times, identity }: Pick<OrdersContext, 'sealKey' | 'times' | 'identity'>,
  facts: {
    quote: Quote;
    priced: PricedCheckout;
    fees: ReadonlyMap<string, readonly bigint[]>;
    number: string;
    method: PaymentMethod;
    inputHash: string;
    now: Date;
  },
): Purchase {
  const { quote, priced, number, now } = facts;
  const checkoutId = newId('chk');
  const tokenHash = quote.userId === null ? quote.tokenHash : null;
  const orders = priced.orders.map((part, index): Order => {
    const fees = facts.fees.get(part.sellerId) ?? [];
    const lines = part.lines.map(({ sellerId: _seller, ...line }, at) => {
      return { ...line, id: newId('orl'), packedQuantity: null, feeMinor: fees[at] ?? 0n };
    });
    return {
      ...part,
      id: newId('ord'),
      checkoutId,
      number: `${number}-${index + 1}`,
      buyerId: quote.userId,
      tokenHash,
      email: quote.email,
      status: 'PENDING',
      paymentStatus: 'NONE',
      address: quote.address,
      currency: priced.currency,
      lines,
      feeMinor: lines.reduce((all, { feeMinor }) => all + feeMinor, 0n),
      receiptConfirmedAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
  });
  return {
    checkout: {
      id: checkoutId,
      number,
      owner: quote.userId ?? quote.cartId,
      inputHash: facts.inputHash,
      cartId: quote.cartId,
      buyerId: quote.userId,
      tokenHash,
      status: 'PENDING',
      paymentMethod: facts.method.method,
      actions: [],
      refusal: null,
      currency: priced.currency,
      totalMinor: priced.totalMinor,
      createdAt: now,
    },
    saga: {
      step: 'RESERVE',
      nextAt: new Date(now.getTime() + times.leaseMs),
      deadlineAt: new Date(now.getTime() + times.reservationMs),
      attempts: 0,
      reservedAgain: false,
      sealedPayment: sealPayment(sealKey, facts.method),
      correlationId: identity.correlationId,
      lastError: null,
      version: 1,
    },
    orders,
  };
}
