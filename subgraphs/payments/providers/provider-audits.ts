import { v7 } from 'uuid';
import type { AuthorizeRequest, KnownPayment, PaymentProvider, ProviderPayment } from './provider.ts';
import { ProviderRefusal } from './provider.ts';

/** What every adapter has to keep, as functions that fail by throwing. */
export interface ProviderAudit {
  name: string;
  run(): Promise<void>;
}

interface Subject {
  provider: PaymentProvider;
  /** A token that the provider authorises, and one that it declines. */
  tokens: { good: () => string | Promise<string>; declined: string };
  /** Whether it gives money back. */
  refunds: boolean;
}

class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new AuditFailure(`${what} is ${String(seen)}, and not ${String(wanted)}.`);
}

const attempt = (key: string) => ({ key, number: 0 });
const newKey = () => attempt(`audit-${v7()}`);

const request = (token: string): AuthorizeRequest => ({
  paymentId: `pay_${v7()}`,
  orderId: `ord_${v7()}`,
  checkoutId: `chk_${v7()}`,
  amountMinor: 2_000n,
  currency: 'EUR',
  token,
  customer: null,
  offSession: false,
  generation: 1,
  email: null,
  createdAt: new Date(),
});

const known = ({ ref, authorizedMinor, capturedMinor }: ProviderPayment): KnownPayment => ({
  ref,
  amountMinor: 2_000n,
  authorizedMinor,
  capturedMinor,
  currency: 'EUR',
});

async function refusalOf(what: string, call: () => Promise<unknown>): Promise<void> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderRefusal)) throw new AuditFailure(`${what} is not refused: ${String(error)}.`);
}

/** The audits of one adapter, at a provider that works. */
export function providerAudits({ provider, tokens, refunds }: Subject): ProviderAudit[] {
  const authorized = async (): Promise<KnownPayment> => {
    const seen = await provider.authorize(request(await tokens.good()), newKey());
    expectEqual('the status', seen.status, 'authorized');
    expectEqual('what is held', seen.authorizedMinor, 2_000n);
    return known(seen);
  };
  const captured = async (amountMinor: bigint): Promise<KnownPayment> =>
    known(await provider.capture(await authorized(), amountMinor, newKey()));

  const audits: ProviderAudit[] = [
    {
      name: 'holds what it is asked for, and says so when it is asked again',
      async run() {
        const wish = request(await tokens.good());
        const key = newKey();
        const first = await provider.authorize(wish, key);
        const again = await provider.authorize(wish, key);
        expectEqual('the reference', again.ref, first.ref);
        expectEqual('the status', (await provider.fetch(known(first))).status, 'authorized');
      },
    },
    {
      name: 'answers a declined card with a failure that has a code and a message',
      async run() {
        const seen = await provider.authorize(request(tokens.declined), newKey());
        expectEqual('the status', seen.status, 'failed');
        if (!seen.failure?.code || !seen.failure.message) throw new AuditFailure('A decline says why.');
      },
    },
    {
      name: 'charges all of what is held, once for a key',
      async run() {
        const payment = await authorized();
        const key = newKey();
        for (const seen of [
          await provider.capture(payment, 2_000n, key),
          await provider.capture(payment, 2_000n, key),
        ]) {
          expectEqual('the status', seen.status, 'captured');
          expectEqual('what is charged', seen.capturedMinor, 2_000n);
        }
      },
    },
    {
      name: 'charges less than is held, and counts the rest as let go, not as refunded',
      async run() {
        const payment = await authorized();
        const seen = await provider.capture(payment, 1_234n, newKey());
        expectEqual('what is charged', seen.capturedMinor, 1_234n);
        const later = await provider.fetch(known(seen));
        expectEqual('what is charged', later.capturedMinor, 1_234n);
        expectEqual('what went back', later.refundedMinor, 0n);
      },
    },
    {
      name: 'lets go what is held, once for a key, and charges nothing afterwards',
      async run() {
        const payment = await authorized();
        const key = newKey();
        expectEqual('the status', (await provider.void(payment, key)).status, 'voided');
        expectEqual('the status', (await provider.void(payment, key)).status, 'voided');
        await refusalOf('charging what was let go', () => provider.capture(payment, 2_000n, newKey()));
      },
    },
  ];
  const withRefunds: ProviderAudit[] = [
    {
      name: 'gives money back in parts, once for a key, and never more than was charged',
      async run() {
        const payment = await captured(1_500n);
        const key = newKey();
        const part = { amountMinor: 500n, reason: 'audit' };
        const first = await provider.refund(payment, part, key);
        expectEqual('the reference', (await provider.refund(payment, part, key)).ref, first.ref);
        expectEqual('the status', (await provider.fetchRefund(first.ref)).status, first.status);
        await provider.refund(payment, { amountMinor: 1_000n, reason: 'audit' }, newKey());
        expectEqual('what went back', (await provider.fetch(payment)).refundedMinor, 1_500n);
        await refusalOf('more than was charged', () =>
          provider.refund(payment, { amountMinor: 1n, reason: 'audit' }, newKey()),
        );
      },
    },
  ];
  const without: ProviderAudit[] = [
    {
      name: 'says that it gives no money back',
      async run() {
        const payment = await captured(2_000n);
        await refusalOf('a refund', () => provider.refund(payment, { amountMinor: 1n, reason: 'audit' }, newKey()));
      },
    },
  ];
  return [...audits, ...(refunds ? withRefunds : without)];
}
