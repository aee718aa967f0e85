import { v7 } from 'uuid';
import type { ProviderPayment } from '../domain/provider-payment.ts';
import { atOnceAudits, type AtOnceSubject } from './at-once-audits.ts';
import { type Audit, AuditFailure, expectEqual, expectRefusal, newAttempt } from './audit.ts';
import type { AuthorizeRequest, KnownPayment, PaymentProvider } from './provider.ts';

/** A provider that holds money until it is captured. */
interface Subject {
  provider: PaymentProvider;
  /** A token that the provider authorises, and one that it declines. */
  tokens: { good: () => string | Promise<string>; declined: string };
  /** True when the provider can refund. */
  refunds: boolean;
  /** The buyer who has a token, where a provider knows the buyer instead of a token. Default: nobody. */
  buyerOf?: (token: string) => string;
}

const requestFor = (token: string, buyerId: string | null): AuthorizeRequest => ({
  buyerId,
  paymentId: `pay_${v7()}`,
  orderId: `ord_${v7()}`,
  checkoutId: `chk_${v7()}`,
  amountMinor: 2_000n,
  currency: 'EUR',
  token,
  customer: null,
  presence: 'present',
  generation: 1,
  email: null,
  phone: null,
  correlationId: 'cor_audit',
  createdAt: new Date(),
});

const knownOf = ({ ref, authorizedMinor, capturedMinor }: ProviderPayment): KnownPayment => ({
  ref,
  amountMinor: 2_000n,
  authorizedMinor,
  capturedMinor,
  currency: 'EUR',
});

/**
 * The audits of one adapter against a working provider. A provider without holds has others for its authorisations, which
 * must take the money at once: see `AtOnceSubject`.
 */
export const providerAudits = (subject: Subject | AtOnceSubject): Audit[] =>
  'atOnce' in subject ? atOnceAudits(subject) : holdAudits(subject);

function holdAudits({ provider, tokens, refunds, buyerOf }: Subject): Audit[] {
  const requestWith = (token: string): AuthorizeRequest => requestFor(token, buyerOf?.(token) ?? null);
  const authorize = async (): Promise<KnownPayment> => {
    const seen = await provider.authorize(requestWith(await tokens.good()), newAttempt());
    expectEqual('the status', seen.status, 'authorized');
    expectEqual('the authorised amount', seen.authorizedMinor, 2_000n);
    return knownOf(seen);
  };
  const capture = async (amountMinor: bigint): Promise<KnownPayment> =>
    knownOf(await provider.capture(await authorize(), amountMinor, newAttempt()));

  const audits: Audit[] = [
    {
      name: 'holds money, and does not take it at once',
      async run() {
        expectEqual('takesAtOnce', provider.takesAtOnce, null);
      },
    },
    {
      name: 'authorises the requested amount, and returns the same when it is asked again',
      async run() {
        const request = requestWith(await tokens.good());
        const key = newAttempt();
        const first = await provider.authorize(request, key);
        const again = await provider.authorize(request, key);
        expectEqual('the reference', again.ref, first.ref);
        expectEqual('the status', (await provider.fetch(knownOf(first))).status, 'authorized');
      },
    },
    {
      name: 'returns a failure with a code and a message for a declined card',
      async run() {
        const seen = await provider.authorize(requestWith(tokens.declined), newAttempt());
        expectEqual('the status', seen.status, 'failed');
        if (!seen.failure?.code || !seen.failure.message) throw new AuditFailure('A decline has a code and a message.');
      },
    },
    {
      name: 'captures the whole authorised amount, once for a key',
      async run() {
        const payment = await authorize();
        const key = newAttempt();
        for (const seen of [
          await provider.capture(payment, 2_000n, key),
          await provider.capture(payment, 2_000n, key),
        ]) {
          expectEqual('the status', seen.status, 'captured');
          expectEqual('the captured amount', seen.capturedMinor, 2_000n);
        }
      },
    },
    {
      name: 'captures less than was authorised, and counts the rest as released, not as refunded',
      async run() {
        const payment = await authorize();
        const seen = await provider.capture(payment, 1_234n, newAttempt());
        expectEqual('the captured amount', seen.capturedMinor, 1_234n);
        const later = await provider.fetch(knownOf(seen));
        expectEqual('the captured amount', later.capturedMinor, 1_234n);
        expectEqual('the refunded amount', later.refundedMinor, 0n);
      },
    },
    {
      name: 'voids an authorised payment, once for a key, and captures nothing afterwards',
      async run() {
        const payment = await authorize();
        const key = newAttempt();
        expectEqual('the status', (await provider.void(payment, key)).status, 'voided');
        expectEqual('the status', (await provider.void(payment, key)).status, 'voided');
        await expectRefusal('capturing a voided payment', () => provider.capture(payment, 2_000n, newAttempt()));
      },
    },
  ];
  const withRefunds: Audit[] = [
    {
      name: 'refunds in parts, once for a key, and never more than was captured',
      async run() {
        const payment = await capture(1_500n);
        const key = newAttempt();
        const part = { amountMinor: 500n, reason: 'audit' };
        const first = await provider.refund(payment, part, key);
        expectEqual('the reference', (await provider.refund(payment, part, key)).ref, first.ref);
        expectEqual('the status', (await provider.fetchRefund(first.ref)).status, first.status);
        await provider.refund(payment, { amountMinor: 1_000n, reason: 'audit' }, newAttempt());
        expectEqual('the refunded amount', (await provider.fetch(payment)).refundedMinor, 1_500n);
        await expectRefusal('more than was captured', () =>
          provider.refund(payment, { amountMinor: 1n, reason: 'audit' }, newAttempt()),
        );
      },
    },
  ];
  const withoutRefunds: Audit[] = [
    {
      name: 'refuses refunds',
      async run() {
        const payment = await capture(2_000n);
        await expectRefusal('a refund', () =>
          provider.refund(payment, { amountMinor: 1n, reason: 'audit' }, newAttempt()),
        );
      },
    },
  ];
  return [...audits, ...(refunds ? withRefunds : withoutRefunds)];
}
