import { type Envelope, newEvent, paymentsPayment, walletsBet, walletsDeposit, walletsWithdrawal } from '@soko/events';
import { newId } from '@soko/ids';
import { orderEvent, specOrder } from '../sales/sales-world.ts';

const trailAt = (at: string) => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service' as const, id: 'orders' },
  now: () => new Date(at),
});

interface OrderNews {
  at: string;
  totalMinor: number;
  currency?: string;
}

/** An event of an order with this total. */
export function orderNews(
  type: Parameters<typeof orderEvent>[1],
  { at, totalMinor, currency = 'EUR' }: OrderNews,
): Envelope {
  const lines = [{ productId: 'prd_1', quantity: 1, packed: null, priceMinor: totalMinor }];
  const order = specOrder({ currency, placedAt: at, deliveryMinor: 0, lines });
  return orderEvent(order, type, type.toUpperCase(), { at, sequence: 1 });
}

const euros = (minor: number) => ({ amountMinor: String(minor), currency: 'EUR' });
const shillings = (minor: number) => ({ amountMinor: String(minor), currency: 'KES' });

export function paymentNews(
  type: 'authorized' | 'captured' | 'failed' | 'refunded',
  { at, amountMinor }: { at: string; amountMinor: number },
): Envelope {
  const amount = euros(amountMinor);
  const payment = {
    orderId: newId('ord'),
    checkoutId: 'chk_1',
    sellerId: 'slr_1',
    buyerId: 'usr_buyer',
    method: 'STRIPE_CARD' as const,
    status: type.toUpperCase(),
    authorized: amount,
    captured: amount,
    refunded: euros(0),
  };
  const subject = newId('pay');
  const reason = 'Spec';
  if (type === 'failed') {
    const data = { payment, code: 'insufficient_funds', reason };
    return newEvent(paymentsPayment, type, { subject, sequence: 1, data }, trailAt(at));
  }
  if (type === 'refunded') {
    const data = { payment, refundId: null, amount, reason };
    return newEvent(paymentsPayment, type, { subject, sequence: 1, data }, trailAt(at));
  }
  return newEvent(paymentsPayment, type, { subject, sequence: 1, data: { payment } }, trailAt(at));
}

export function betEvent(
  type: 'placed' | 'settled',
  { at, stakeMinor, paidMinor = 0 }: { at: string; stakeMinor: number; paidMinor?: number },
): Envelope {
  const stake = shillings(stakeMinor);
  const bet = { userId: 'usr_1', kind: 'SINGLE' as const, status: type.toUpperCase(), stake, openStake: stake };
  const fact = { subject: newId('bet'), sequence: 1 };
  return type === 'placed'
    ? newEvent(walletsBet, type, { ...fact, data: { bet, lines: 1, legs: [], potentialReturn: stake } }, trailAt(at))
    : newEvent(
        walletsBet,
        type,
        { ...fact, data: { bet, stakeSettled: stake, paid: shillings(paidMinor), revision: 1 } },
        trailAt(at),
      );
}

interface Moved {
  at: string;
  amountMinor: number;
}

export const depositEvent = (type: 'created' | 'completed', { at, amountMinor }: Moved): Envelope =>
  newEvent(
    walletsDeposit,
    type,
    {
      subject: newId('dep'),
      sequence: 1,
      data: {
        deposit: {
          ownerId: 'usr_1',
          walletId: 'wal_1',
          method: 'MPESA',
          status: type.toUpperCase(),
          amount: shillings(amountMinor),
          excise: shillings(0),
        },
      },
    },
    trailAt(at),
  );

export const withdrawalEvent = (type: 'requested' | 'completed', { at, amountMinor }: Moved): Envelope =>
  newEvent(
    walletsWithdrawal,
    type,
    {
      subject: newId('wdr'),
      sequence: 1,
      data: {
        withdrawal: {
          ownerId: 'usr_1',
          walletId: 'wal_1',
          status: type.toUpperCase(),
          amount: shillings(amountMinor),
          withholding: shillings(0),
        },
      },
    },
    trailAt(at),
  );
