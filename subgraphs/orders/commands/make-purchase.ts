import { newId } from '@soko/ids';
import type { OrdersContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import type { PricedCheckout } from '../domain/price-checkout.ts';
import type { Purchase } from '../domain/purchase.ts';
import type { Quote } from '../domain/quote.ts';
import type { PaymentMethod } from '../peers/payments.ts';
import { sealPaymentMethod } from '../seal-payment-method.ts';

/** A new purchase: nothing is reserved or authorised yet. `fees` are the marketplace fees by seller and line. */
export function makePurchase(
  { sealKeys, times, identity }: Pick<OrdersContext, 'sealKeys' | 'times' | 'identity'>,
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
      return { ...line, id: newId('orl'), packedQuantity: null, returnedQuantity: 0, feeMinor: fees[at] ?? 0n };
    });
    return {
      ...part,
      id: newId('ord'),
      checkoutId,
      number: `${number}-${index + 1}`,
      buyerId: quote.userId,
      tokenHash,
      email: quote.email,
      locale: quote.locale,
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
      failure: null,
      currency: priced.currency,
      totalMinor: priced.totalMinor,
      createdAt: now,
      taxEvidence: { ...quote.taxEvidence, clientAddress: identity.clientAddress },
    },
    saga: {
      step: 'RESERVE',
      nextAt: new Date(now.getTime() + times.leaseMs),
      deadlineAt: new Date(now.getTime() + times.reservationMs),
      attempts: 0,
      reservedAgain: false,
      sealedPayment: sealPaymentMethod(sealKeys, facts.method),
      correlationId: identity.correlationId,
      lastError: null,
      version: 1,
    },
    orders,
  };
}
