import { Pool } from 'undici';
import { z } from 'zod';
import { failedPayment, providerPayment } from '../domain/provider-payment.ts';
import { type Attempt, keyOf } from './attempt.ts';
import {
  type AuthorizeRequest,
  type KnownPayment,
  type PaymentProvider,
  ProviderRefusal,
  ProviderUnavailable,
} from './provider.ts';

export interface Payment3pOptions {
  /** Address, such as `http://127.0.0.1:12112`. */
  url: string;
  timeoutMs: number;
}

const preauthorization = z.object({ paymentToken: z.string().min(1) });
const outcome = z.object({ ok: z.boolean() });
const problem = z.object({ message: z.string() });

const isCardNumber = (token: string): boolean => /^\d{16}$/.test(token);

/**
 * The third-party payment system of the AWS serverless e-commerce sample. A card is pre-authorised, which gives a token;
 * the token can be checked, and processed once for the amount it was last set to. There are no refunds and no webhooks.
 */
export function createPayment3pProvider({ url, timeoutMs }: Payment3pOptions): PaymentProvider {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    allowH2: false,
  });

  async function call<Shape extends z.ZodType>(
    path: string,
    body: object,
    key: string | null,
    shape: Shape,
  ): Promise<z.infer<Shape>> {
    const request = {
      method: 'POST',
      path: pathname.replace(/\/$/, '') + path,
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    } as const;
    const response = await pool.request(request).catch((cause: unknown) => {
      throw new ProviderUnavailable(`payment-3p did not respond to ${path}.`, { cause });
    });
    const json: unknown = await response.body.json().catch(() => null);
    const status = response.statusCode;
    if (status >= 200 && status < 300) {
      const read = shape.safeParse(json);
      if (read.success) return read.data;
      throw new ProviderUnavailable(`payment-3p returned an unexpected response to ${path}.`);
    }
    const message = problem.safeParse(json).data?.message ?? `status ${status}`;
    if (status >= 500 || status === 429 || status === 409) throw new ProviderUnavailable(`payment-3p: ${message}`);
    throw new ProviderRefusal('refused', message);
  }

  const check = async (token: string, amountMinor: bigint): Promise<boolean> =>
    (await call('/check', { paymentToken: token, amount: Number(amountMinor) }, null, outcome)).ok;

  /** The token to process: the buyer's own, already pre-authorised, or a new one for a card number. */
  async function tokenFor({ token, amountMinor }: AuthorizeRequest, attempt: Attempt): Promise<string | null> {
    if (token === null)
      throw new ProviderRefusal(
        'token_missing',
        'A payment through payment-3p needs a `token`: a token of payment-3p or a card number.',
      );
    if (!isCardNumber(token)) return (await check(token, amountMinor)) ? token : null;
    const body = { cardNumber: token, amount: Number(amountMinor) };
    return (await call('/preauth', body, keyOf(attempt), preauthorization)).paymentToken;
  }

  return {
    name: 'payment-3p',
    takesAtOnce: null,
    vault: null,
    books: null,

    async authorize(request, attempt) {
      try {
        const ref = await tokenFor(request, attempt);
        if (ref !== null) return providerPayment(ref, 'authorized', { authorizedMinor: request.amountMinor });
        const message = 'The token is unknown or does not cover the amount.';
        return failedPayment('token_not_valid', message);
      } catch (error) {
        if (!(error instanceof ProviderRefusal)) throw error;
        return failedPayment(error.code, error.message);
      }
    },

    async capture({ ref, authorizedMinor }: KnownPayment, amountMinor, attempt) {
      if (amountMinor < authorizedMinor) {
        const amount = Number(amountMinor);
        const { ok } = await call('/updateAmount', { paymentToken: ref, amount }, `${keyOf(attempt)}:amount`, outcome);
        if (!ok) throw new ProviderRefusal('amount_refused', 'payment-3p refused to lower the amount of this token.');
      }
      const { ok } = await call('/processPayment', { paymentToken: ref }, keyOf(attempt), outcome);
      if (!ok) throw new ProviderRefusal('not_processed', 'payment-3p refused to process this token.');
      return providerPayment(ref, 'captured', { authorizedMinor, capturedMinor: amountMinor });
    },

    async void({ ref }, attempt) {
      const { ok } = await call('/cancelPayment', { paymentToken: ref }, keyOf(attempt), outcome);
      // An unknown token has nothing authorised, so it counts as voided.
      if (!ok && (await check(ref, 1n)))
        throw new ProviderRefusal('not_cancelled', 'payment-3p refused to cancel this token.');
      return providerPayment(ref, 'voided');
    },

    async refund() {
      throw new ProviderRefusal('refund_not_supported', 'payment-3p cannot refund a captured payment.');
    },

    async fetch({ ref, amountMinor, authorizedMinor, capturedMinor }) {
      if (capturedMinor > 0n) return providerPayment(ref, 'captured', { authorizedMinor, capturedMinor });
      const expectedMinor = authorizedMinor > 0n ? authorizedMinor : amountMinor;
      return (await check(ref, expectedMinor))
        ? providerPayment(ref, 'authorized', { authorizedMinor: expectedMinor })
        : providerPayment(ref, 'processing');
    },

    async fetchRefund() {
      throw new ProviderRefusal('refund_not_supported', 'payment-3p has no refunds.');
    },
  };
}
