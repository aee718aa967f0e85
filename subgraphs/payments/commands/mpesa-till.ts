import type { Collection } from '../domain/collection.ts';
import { hasEndedWithoutCharge } from '../domain/payment.ts';
import type { MpesaTill } from '../providers/mpesa/mpesa-provider.ts';
import { ProviderRefusal } from '../providers/provider.ts';
import { type PaymentsServices, trailOfService } from '../services.ts';
import { findCollection } from '../store/collections.ts';
import { findDisbursement } from '../store/disbursements.ts';
import { findPayments } from '../store/find-payments.ts';
import { countReturns, sumReturnsOf } from '../store/returns.ts';
import { collectFunds } from './collect-funds.ts';
import { disburseFunds } from './disburse-funds.ts';
import { openPayer } from './seal-payer.ts';

interface Return {
  collection: Collection;
  paymentId: string | null;
  amountMinor: bigint;
  reference: string;
}

/**
 * Returns money of a checkout's collection to its payer, once per reference: all of it by a reversal, which needs no phone, and a part by
 * a payout to the phone. After a reversal that failed, a payout is tried where the phone is known.
 */
export async function returnFunds(
  services: PaymentsServices,
  { collection, paymentId, amountMinor, reference }: Return,
) {
  if (collection.purpose !== 'CHECKOUT') throw new Error(`The money of ${collection.id} belongs to a wallet.`);
  const known = await findDisbursement(services.db, { reference });
  if (known !== null) return known;
  const { id: collectionId, userId, currency, receivedMinor, receipt, correlationId } = collection;
  const isWhole = amountMinor === receivedMinor && receipt !== null;
  const earlier = await countReturns(services.db, collectionId, reference);
  const phone = openPayer(services, collection.sealed)?.phone ?? null;
  const isReversal = isWhole && earlier.made === 0 && (earlier.failedReversals === 0 || phone === null);
  const kind = isReversal ? 'REVERSAL' : 'B2C';
  if (kind === 'B2C' && phone === null) {
    throw new ProviderRefusal(
      'payer_erased',
      'The phone number of the payer was erased. Pay the money back another way.',
    );
  }
  return disburseFunds(
    services,
    {
      reference,
      purpose: 'RETURN',
      kind,
      userId,
      collectionId,
      paymentId,
      amount: { amountMinor, currency },
      phone: kind === 'B2C' ? phone : null,
      remarks: 'Refund',
    },
    trailOfService(services, correlationId),
  );
}

/** Prompts and returns of checkouts, saved like those of deposits. */
export const createMpesaTill = (services: PaymentsServices): MpesaTill => ({
  prompt({ checkoutId, buyerId, phone, checkoutMinor, currency, correlationId }) {
    const input = {
      reference: checkoutId,
      purpose: 'CHECKOUT',
      userId: buyerId,
      amount: { amountMinor: checkoutMinor, currency },
      method: 'MPESA',
      phone,
      token: null,
      customer: null,
      description: 'Order',
    } as const;
    return collectFunds(services, input, trailOfService(services, correlationId));
  },

  async findShare(collectionId, paymentId) {
    const [collection, payments, refundedMinor] = await Promise.all([
      findCollection(services.db, { id: collectionId }),
      findPayments(services.pool, [paymentId]),
      sumReturnsOf(services.db, paymentId),
    ]);
    if (collection === null) return null;
    const payment = payments.get(paymentId);
    return { collection, hasEnded: payment !== undefined && hasEndedWithoutCharge(payment), refundedMinor };
  },

  giveBack: ({ key, ...refund }) => returnFunds(services, { ...refund, reference: `refund:${key}` }),

  findReturn: (id) => findDisbursement(services.db, { id }),
});
