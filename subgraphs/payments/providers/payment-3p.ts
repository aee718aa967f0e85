import { Pool } from 'undici';
import { z } from 'zod';
import {
  type Attempt,
  type AuthorizeRequest,
  keyOf,
  type KnownPayment,
  type PaymentProvider,
  type ProviderPayment,
  ProviderRefusal,
  ProviderUnavailable,
} from './provider.ts';

export interface Payment3pOptions {
  /** `http://127.0.0.1:12112` */
  url: string;
  timeoutMs: number;
}

const preauthorized = z.object({ paymentToken: z.string().min(1) });
const answered = z.object({ ok: z.boolean() });
const refused = z.object({ message: z.string() });

const standing = (
  ref: string,
  status: ProviderPayment['status'],
  more: Partial<ProviderPayment> = {},
): ProviderPayment => ({
  ref,
  status,
  authorizedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  dispute: 'none',
  failure: null,
  action: null,
  expiresAt: null,
  ...more,
});

const isCardNumber = (token: string): boolean => /^\d{16}$/.test(token);

/**
 * The third-party payment system of the AWS serverless e-commerce sample: pre-authorisation, a check of a token, and one
 * processing of it, for the amount that it was last set to. It knows no refunds and no webhooks.
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
    const asked = {
      method: 'POST',
      path: pathname.replace(/\/$/, '') + path,
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    } as const;
    const answer = await pool.request(asked).catch((cause: unknown) => {
      throw new ProviderUnavailable(`payment-3p does not answer ${path}.`, { cause });
    });
    const json: unknown = await answer.body.json().catch(() => null);
    const status = answer.statusCode;
    if (status >= 200 && status < 300) {
      const read = shape.safeParse(json);
      if (read.success) return read.data;
      throw new ProviderUnavailable(`payment-3p answered ${path} with something else.`);
    }
    const message = refused.safeParse(json).data?.message ?? `status ${status}`;
    if (status >= 500 || status === 429 || status === 409) throw new ProviderUnavailable(`payment-3p: ${message}`);
    throw new ProviderRefusal('refused', message);
  }

  const check = async (token: string, amountMinor: bigint): Promise<boolean> =>
    (await call('/check', { paymentToken: token, amount: Number(amountMinor) }, null, answered)).ok;

  /** A token that the buyer brings stands for an amount that was set aside already. */
  async function tokenFor({ token, amountMinor }: AuthorizeRequest, attempt: Attempt): Promise<string | null> {
    if (token === null)
      throw new ProviderRefusal('token_missing', 'payment-3p is paid with by a token or a card number.');
    if (!isCardNumber(token)) return (await check(token, amountMinor)) ? token : null;
    const body = { cardNumber: token, amount: Number(amountMinor) };
    return (await call('/preauth', body, keyOf(attempt), preauthorized)).paymentToken;
  }

  return {
    name: 'payment-3p',
    vault: null,
    books: null,

    async authorize(request, attempt) {
      try {
        const ref = await tokenFor(request, attempt);
        if (ref !== null) return standing(ref, 'authorized', { authorizedMinor: request.amountMinor });
        const message = 'The token is not known, or does not cover the amount.';
        return standing('', 'failed', { failure: { code: 'token_not_valid', message } });
      } catch (error) {
        if (!(error instanceof ProviderRefusal)) throw error;
        return standing('', 'failed', { failure: { code: error.code, message: error.message } });
      }
    },

    async capture({ ref, authorizedMinor }: KnownPayment, amountMinor, attempt) {
      if (amountMinor < authorizedMinor) {
        const amount = Number(amountMinor);
        const { ok } = await call('/updateAmount', { paymentToken: ref, amount }, `${keyOf(attempt)}:amount`, answered);
        if (!ok) throw new ProviderRefusal('amount_refused', 'payment-3p does not lower the amount of this token.');
      }
      const { ok } = await call('/processPayment', { paymentToken: ref }, keyOf(attempt), answered);
      if (!ok) throw new ProviderRefusal('not_processed', 'payment-3p does not process this token.');
      return standing(ref, 'captured', { authorizedMinor, capturedMinor: amountMinor });
    },

    async void({ ref }, attempt) {
      const { ok } = await call('/cancelPayment', { paymentToken: ref }, keyOf(attempt), answered);
      // A token that is not known holds nothing either.
      if (!ok && (await check(ref, 1n)))
        throw new ProviderRefusal('not_cancelled', 'payment-3p does not cancel this token.');
      return standing(ref, 'voided');
    },

    async refund() {
      throw new ProviderRefusal('refund_not_supported', 'payment-3p gives no money back once it has been processed.');
    },

    async fetch({ ref, amountMinor, authorizedMinor, capturedMinor }) {
      if (capturedMinor > 0n) return standing(ref, 'captured', { authorizedMinor, capturedMinor });
      const held = authorizedMinor > 0n ? authorizedMinor : amountMinor;
      return (await check(ref, held))
        ? standing(ref, 'authorized', { authorizedMinor: held })
        : standing(ref, 'processing');
    },

    async fetchRefund() {
      throw new ProviderRefusal('refund_not_supported', 'payment-3p knows no refunds.');
    },
  };
}
