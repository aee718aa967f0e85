import { z } from 'zod';
import { collectionReport } from '../../domain/collection.ts';
import type { CollectRequest, FundsProvider, KnownCollection } from '../funds-provider.ts';
import { ProviderUnavailable } from '../provider.ts';
import { type DarajaClient, DarajaRefusal, DarajaUnclear } from './daraja-client.ts';
import { createMpesaPayouts } from './mpesa-payouts.ts';
import { readMsisdn, requireShillings } from './limits.ts';
import { nairobiTime } from './nairobi-time.ts';
import { refusedRequest, stkFailure } from './results.ts';
import { callbackUrl, type MpesaSettings } from './settings.ts';

/** Reference of at most 12 characters, which the payer sees, and which a payment to the shortcode can name. */
export const accountReferenceOf = (id: string): string => id.slice(-12).toUpperCase();

const pushed = z.object({ CheckoutRequestID: z.string().min(1), ResponseCode: z.coerce.string() });
const queried = z.object({ ResultCode: z.coerce.string() });

/**
 * While the payer has not answered, Daraja answers a query with an error. No error is an outcome: a query that is refused, such
 * as one about a prompt that is long over, leaves it open as well.
 */
const saysNothing = (error: unknown): boolean => error instanceof DarajaRefusal || error instanceof DarajaUnclear;

/** Some answers say the same with a result. */
const stillProcessing = '4999';

/** Prompts on the phones of payers. A prompt that was not acknowledged may still be on the phone, so it is never repeated. */
export function createMpesaFunds(client: DarajaClient, settings: MpesaSettings, now: () => Date): FundsProvider {
  const { shortCode, passkey, initiator } = settings;

  /** The shortcode, and a password that is valid for this moment. */
  const signature = () => {
    const Timestamp = nairobiTime(now());
    const Password = Buffer.from(shortCode + passkey + Timestamp).toString('base64');
    return { BusinessShortCode: shortCode, Password, Timestamp };
  };

  async function push({ id, phone, amountMinor, description }: CollectRequest) {
    const msisdn = readMsisdn(phone);
    const answer = await client.post('/mpesa/stkpush/v1/processrequest', {
      ...signature(),
      TransactionType: 'CustomerPayBillOnline',
      Amount: Number(amountMinor / 100n),
      PartyA: msisdn,
      PartyB: shortCode,
      PhoneNumber: msisdn,
      CallBackURL: callbackUrl(settings, 'stk', id),
      AccountReference: accountReferenceOf(id),
      TransactionDesc: description.slice(0, 13).trim(),
    });
    const read = pushed.safeParse(answer);
    if (!read.success) throw new ProviderUnavailable('M-Pesa acknowledged a prompt without its id.');
    const { ResponseCode: code, CheckoutRequestID: ref } = read.data;
    return code === '0'
      ? collectionReport('pending', { ref })
      : collectionReport('failed', { ref, failure: stkFailure(code) });
  }

  async function query({ ref }: KnownCollection) {
    if (ref === null) return collectionReport('pending');
    const body = { ...signature(), CheckoutRequestID: ref };
    const answer = await client.post('/mpesa/stkpushquery/v1/query', body).catch((error: unknown) => {
      if (saysNothing(error)) return null;
      throw error;
    });
    const read = queried.safeParse(answer);
    if (!read.success || read.data.ResultCode === stillProcessing) return collectionReport('pending', { ref });
    const { ResultCode: code } = read.data;
    return code === '0'
      ? collectionReport('succeeded', { ref })
      : collectionReport('failed', { ref, failure: stkFailure(code) });
  }

  return {
    name: 'mpesa',
    isRepeatable: false,
    mayTakeBack: false,
    check({ phone, amountMinor, currency }) {
      readMsisdn(phone);
      requireShillings({ amountMinor, currency });
    },
    async collect(request) {
      try {
        return await push(request);
      } catch (error) {
        if (!(error instanceof DarajaRefusal)) throw error;
        return collectionReport('failed', { failure: refusedRequest(error.code, error.message) });
      }
    },
    fetchCollection: query,
    accounts: null,
    subscriptions: null,
    payouts: initiator === null ? null : createMpesaPayouts(client, { ...settings, initiator }),
  };
}
