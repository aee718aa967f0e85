import { v7 } from 'uuid';
import type { ProviderPayment } from '../domain/provider-payment.ts';
import { type Audit, AuditFailure, expectEqual, expectRefusal, newAttempt } from './audit.ts';
import type { AuthorizeRequest, KnownPayment, PaymentProvider } from './provider.ts';

/** A provider that holds no money: the payer confirms, and the money has moved. */
export interface AtOnceSubject {
  provider: PaymentProvider;
  atOnce: {
    currency: string;
    /** Another payer for each request. */
    payer(): Pick<AuthorizeRequest, 'phone' | 'token'>;
    /** Has the payer of the last request confirm it, or refuse. Resolves when the provider knows it. */
    confirm(): Promise<void>;
    refuse(): Promise<void>;
    /** Resolves when a refund has its outcome at the provider. */
    finishRefund(ref: string): Promise<void>;
  };
}

const amountMinor = 20_000n;

/** The audits of an adapter without holds. None of them is weaker than its counterpart for a provider with holds. */
export function atOnceAudits({ provider, atOnce }: AtOnceSubject): Audit[] {
  const request = (): AuthorizeRequest => ({
    paymentId: `pay_${v7()}`,
    orderId: `ord_${v7()}`,
    checkoutId: `chk_${v7()}`,
    amountMinor,
    currency: atOnce.currency,
    customer: null,
    presence: 'present',
    generation: 1,
    email: null,
    buyerId: null,
    correlationId: 'cor_audit',
    createdAt: new Date(),
    ...atOnce.payer(),
  });
  const knownOf = ({ ref, authorizedMinor, capturedMinor }: ProviderPayment): KnownPayment => ({
    ref,
    amountMinor,
    authorizedMinor,
    capturedMinor,
    currency: atOnce.currency,
  });
  const take = async (): Promise<KnownPayment> => {
    const first = await provider.authorize(request(), newAttempt());
    await atOnce.confirm();
    const seen = await provider.fetch(knownOf(first));
    expectEqual('the status', seen.status, 'captured');
    expectEqual('the captured amount', seen.capturedMinor, amountMinor);
    return knownOf(seen);
  };

  return [
    {
      name: 'says that it takes the money at once',
      async run() {
        if (provider.takesAtOnce === null) throw new AuditFailure('A provider without holds must have `takesAtOnce`.');
      },
    },
    {
      name: 'asks the payer once, and reports the whole amount as captured when they confirm',
      async run() {
        const wanted = request();
        const first = await provider.authorize(wanted, newAttempt());
        expectEqual('the status', first.status, 'requires_action');
        expectEqual('the captured amount', first.capturedMinor, 0n);
        expectEqual('the reference', (await provider.authorize(wanted, newAttempt())).ref, first.ref);
        await atOnce.confirm();
        const seen = await provider.fetch(knownOf(first));
        expectEqual('the status', seen.status, 'captured');
        expectEqual('the authorised amount', seen.authorizedMinor, amountMinor);
        expectEqual('the captured amount', seen.capturedMinor, amountMinor);
        const again = await provider.authorize(wanted, newAttempt());
        expectEqual('the status of a repeat', again.status, 'captured');
      },
    },
    {
      name: 'returns a failure with a code and a message when the payer refuses',
      async run() {
        const first = await provider.authorize(request(), newAttempt());
        await atOnce.refuse();
        const seen = await provider.fetch(knownOf(first));
        expectEqual('the status', seen.status, 'failed');
        expectEqual('the captured amount', seen.capturedMinor, 0n);
        if (!seen.failure?.code || !seen.failure.message) throw new AuditFailure('A decline has a code and a message.');
      },
    },
    {
      name: 'voids a payment that waits for its payer, and none whose money has moved',
      async run() {
        const waiting = knownOf(await provider.authorize(request(), newAttempt()));
        const key = newAttempt();
        expectEqual('the status', (await provider.void(waiting, key)).status, 'voided');
        expectEqual('the status', (await provider.void(waiting, key)).status, 'voided');
        expectEqual('the status of taken money', (await provider.void(await take(), newAttempt())).status, 'captured');
      },
    },
    {
      name: 'captures nothing later: there is no hold',
      async run() {
        const payment = await take();
        await expectRefusal('a capture', () => provider.capture(payment, amountMinor, newAttempt()));
      },
    },
    {
      name: 'refunds in parts, once for a key, and never more than was captured',
      async run() {
        const payment = await take();
        const key = newAttempt();
        const part = { amountMinor: 5_000n, reason: 'audit' };
        const first = await provider.refund(payment, part, key);
        expectEqual('the reference', (await provider.refund(payment, part, key)).ref, first.ref);
        await atOnce.finishRefund(first.ref);
        expectEqual('the status', (await provider.fetchRefund(first.ref)).status, 'succeeded');
        const rest = await provider.refund(payment, { amountMinor: 15_000n, reason: 'audit' }, newAttempt());
        await atOnce.finishRefund(rest.ref);
        expectEqual('the refunded amount', (await provider.fetch(payment)).refundedMinor, amountMinor);
        await expectRefusal('more than was captured', () =>
          provider.refund(payment, { amountMinor: 100n, reason: 'audit' }, newAttempt()),
        );
      },
    },
  ];
}
