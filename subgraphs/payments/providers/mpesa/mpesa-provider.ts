import type { Collection, Failure } from '../../domain/collection.ts';
import type { Disbursement } from '../../domain/disbursement.ts';
import { type ProviderPayment, providerPayment, type ProviderRefund } from '../../domain/provider-payment.ts';
import { type AuthorizeRequest, type PaymentProvider, ProviderRefusal } from '../provider.ts';
import { maxMinor } from './limits.ts';

/** The part of a checkout's prompt that pays one order. */
export interface Share {
  collection: Collection;
  /** The payment was voided, or failed: money that arrives for it is returned. */
  hasEnded: boolean;
  /** Sum of the refunds that were paid out for it, in minor units. */
  refundedMinor: bigint;
}

/** What the adapter needs: prompts and payouts are saved by Soko, because Daraja remembers too little about them. */
export interface MpesaTill {
  /** Prompts the payer of a checkout for the sum of its orders, once. */
  prompt(request: AuthorizeRequest & { phone: string; checkoutMinor: bigint }): Promise<Collection>;
  /** Null when it is unknown. */
  findShare(collectionId: string, paymentId: string): Promise<Share | null>;
  /** Returns money to the payer of a collection, once per key. */
  giveBack(refund: {
    collection: Collection;
    paymentId: string;
    amountMinor: bigint;
    key: string;
    reason: string;
  }): Promise<Disbursement>;
  findReturn(id: string): Promise<Disbursement | null>;
}

/** M-Pesa moves whole shillings. */
const stepMinor = 100n;

const refOf = (collectionId: string, paymentId: string): string => `${collectionId}/${paymentId}`;

function readRef(ref: string): [collectionId: string, paymentId: string] {
  const [collectionId = '', paymentId = ''] = ref.split('/');
  return [collectionId, paymentId];
}

const failed = (failure: Failure, ref = ''): ProviderPayment => providerPayment(ref, 'failed', { failure });

const wrongAmount = { code: 'wrong_amount', message: 'Another amount arrived than was asked for. It is returned.' };

/** The status of a share, of `amountMinor`. Less money than was asked for pays nothing, and is returned. */
function statusOf(ref: string, { collection, hasEnded, refundedMinor }: Share, amountMinor: bigint): ProviderPayment {
  if (hasEnded) return providerPayment(ref, 'voided');
  const { status, failure, receivedMinor } = collection;
  if (status === 'FAILED') return failed(failure ?? { code: 'declined', message: 'The payment was declined.' }, ref);
  if (status !== 'SUCCEEDED') return providerPayment(ref, 'requires_action');
  if ((receivedMinor ?? 0n) < collection.amountMinor) return failed(wrongAmount, ref);
  return providerPayment(ref, 'captured', { authorizedMinor: amountMinor, capturedMinor: amountMinor, refundedMinor });
}

const refundOf = ({ id, status, failure }: Disbursement): ProviderRefund => ({
  ref: id,
  status: status === 'SUCCEEDED' ? 'succeeded' : status === 'FAILED' ? 'failed' : 'pending',
  failure: failure?.message ?? null,
});

/** What M-Pesa cannot pay, or null. */
function refusalOf(request: AuthorizeRequest): Failure | null {
  const { currency, amountMinor, phone, checkoutMinor = amountMinor, fitsSteps = true } = request;
  if (currency !== 'KES') return { code: 'currency_not_supported', message: 'M-Pesa pays in KES only.' };
  const isWhole = fitsSteps && amountMinor % stepMinor === 0n && checkoutMinor % stepMinor === 0n;
  if (!isWhole) return { code: 'amount_not_whole', message: 'M-Pesa pays whole shillings only.' };
  if (checkoutMinor > maxMinor) return { code: 'limit_reached', message: 'M-Pesa pays at most 250000.00 KES at once.' };
  return phone === null ? { code: 'phone_missing', message: 'M-Pesa needs the phone of the payer.' } : null;
}

/**
 * Checkouts by M-Pesa. The payer confirms one prompt for all orders, and the money moves at once: nothing is held. Captured
 * money is returned by reversal or by a payout to the phone.
 */
export function createMpesaProvider(till: MpesaTill): PaymentProvider {
  async function shareOf(ref: string): Promise<Share> {
    const share = await till.findShare(...readRef(ref));
    if (share === null) throw new ProviderRefusal('payment_unknown', `M-Pesa has no prompt ${ref}.`);
    return share;
  }

  return {
    name: 'mpesa',
    vault: null,
    books: null,
    takesAtOnce: { stepMinor },

    async authorize(request) {
      const refusal = refusalOf(request);
      if (refusal !== null || request.phone === null) return failed(refusal!);
      const { phone, amountMinor, paymentId, checkoutMinor = amountMinor } = request;
      const collection = await till.prompt({ ...request, phone, checkoutMinor });
      const ref = refOf(collection.id, paymentId);
      return statusOf(ref, { collection, hasEnded: false, refundedMinor: 0n }, amountMinor);
    },

    async capture() {
      throw new ProviderRefusal('nothing_held', 'M-Pesa takes the money at once: there is nothing to capture.');
    },

    /** A prompt cannot be taken back. Money that arrives later is returned; money that has arrived must be refunded. */
    async void({ ref, amountMinor }) {
      const share = await shareOf(ref);
      return share.collection.status === 'SUCCEEDED'
        ? statusOf(ref, share, amountMinor)
        : providerPayment(ref, 'voided');
    },

    async refund({ ref, capturedMinor }, { amountMinor, reason }, { key }) {
      if (amountMinor % stepMinor !== 0n) {
        throw new ProviderRefusal('amount_not_whole', 'M-Pesa refunds whole shillings only.');
      }
      const [, paymentId] = readRef(ref);
      const { collection, refundedMinor } = await shareOf(ref);
      if (refundedMinor + amountMinor > capturedMinor) {
        throw new ProviderRefusal('refund_too_large', 'The refund exceeds the captured amount.');
      }
      return refundOf(await till.giveBack({ collection, paymentId, amountMinor, key, reason }));
    },

    async fetch({ ref, amountMinor }) {
      return statusOf(ref, await shareOf(ref), amountMinor);
    },

    async fetchRefund(ref) {
      const found = await till.findReturn(ref);
      if (found === null) throw new ProviderRefusal('refund_unknown', `M-Pesa has no payout ${ref}.`);
      return refundOf(found);
    },
  };
}
