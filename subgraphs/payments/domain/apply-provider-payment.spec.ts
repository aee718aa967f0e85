import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyProviderPayment } from './apply-provider-payment.ts';
import type { Payment } from './payment.ts';
import type { ProviderPayment } from './provider-payment.ts';

const now = new Date('2026-11-21T09:00:00.000Z');
const trail = {
  correlationId: 'cor',
  causationId: null,
  actor: { kind: 'service' as const, id: 'spec' },
  now: () => now,
};
const times = { actionMs: 30_000, settledMs: 30_000 };

const created: Payment = {
  id: 'pay_1',
  checkoutId: 'chk_1',
  orderId: 'ord_1',
  sellerId: 'slr_1',
  buyerId: null,
  method: 'STRIPE_CARD',
  provider: 'stripe',
  status: 'CREATED',
  currency: 'EUR',
  amountMinor: 1_000n,
  authorizedMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  refundingMinor: 0n,
  providerRef: null,
  clientSecret: null,
  secretHash: null,
  actionUrl: null,
  failure: null,
  endReason: null,
  requestHash: 'hash',
  savedMethodId: null,
  generation: 1,
  authorizedAt: null,
  capturedAt: null,
  expiresAt: null,
  lookAt: null,
  correlationId: 'cor',
  version: 1,
  createdAt: now,
  updatedAt: now,
};

const seen = (status: ProviderPayment['status'], more: Partial<ProviderPayment> = {}): ProviderPayment => ({
  ref: 'pi_1',
  status,
  authorizedMinor: status === 'authorized' || status === 'captured' ? 1_000n : 0n,
  capturedMinor: status === 'captured' ? 800n : 0n,
  refundedMinor: 0n,
  dispute: 'none',
  disputes: [],
  chargedBackMinor: 0n,
  failure: status === 'failed' ? { code: 'insufficient_funds', message: 'No.' } : null,
  action: status === 'requires_action' ? { clientSecret: 'secret', url: null } : null,
  expiresAt: null,
  ...more,
});

const lost = (chargedBackMinor: bigint, more: Partial<ProviderPayment> = {}): ProviderPayment =>
  seen('captured', { dispute: 'lost', chargedBackMinor, ...more });

const apply = (payment: Payment, report: ProviderPayment): Payment =>
  applyProviderPayment(payment, report, trail, times)?.after ?? payment;

const eventsOf = (payment: Payment, report: ProviderPayment): string[] =>
  (applyProviderPayment(payment, report, trail, times)?.events ?? []).map(({ type }) => type.split('.')[2] ?? '');

describe('a payment whose provider reports its status', () => {
  it('moves forward and publishes each step', () => {
    const waiting = apply(created, seen('requires_action'));
    expect(waiting).toMatchObject({ status: 'REQUIRES_ACTION', clientSecret: 'secret', version: 2 });
    const authorized = apply(waiting, seen('authorized'));
    expect(authorized).toMatchObject({ status: 'AUTHORIZED', authorizedMinor: 1_000n, clientSecret: null });
    expect(authorized.secretHash).toBe(waiting.secretHash);
    expect(authorized.secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(eventsOf(authorized, seen('captured'))).toEqual(['captured']);
    expect(apply(authorized, seen('captured'))).toMatchObject({ status: 'PARTIALLY_CAPTURED', capturedMinor: 800n });
  });

  it('may skip steps that were not reported', () => {
    expect(apply(created, seen('captured', { refundedMinor: 300n }))).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refundedMinor: 300n,
    });
    expect(eventsOf(created, seen('captured', { refundedMinor: 300n }))).toEqual(['captured', 'refunded']);
  });

  it('leaves a pending refund to its own result', () => {
    const charged = { ...apply(created, seen('captured')), refundingMinor: 300n };
    expect(applyProviderPayment(charged, seen('captured', { refundedMinor: 300n }), trail, times)).toBeNull();
    expect(apply(charged, seen('captured', { refundedMinor: 450n }))).toMatchObject({
      refundedMinor: 150n,
      refundingMinor: 300n,
    });
  });

  it('is disputed, and then returns to its status or is charged back', () => {
    const charged = apply(created, seen('captured'));
    const disputed = apply(charged, seen('captured', { dispute: 'open' }));
    expect(disputed.status).toBe('DISPUTED');
    expect(apply(disputed, seen('captured')).status).toBe('PARTIALLY_CAPTURED');
    expect(eventsOf(disputed, seen('captured'))).toEqual(['dispute_won']);
    expect(apply(disputed, lost(800n)).status).toBe('CHARGED_BACK');
  });

  it('loses what each lost dispute took, a part or all, and refunds that were under way', () => {
    const charged = apply(created, seen('captured'));
    const amountsOf = (payment: Payment, report: ProviderPayment) =>
      (applyProviderPayment(payment, report, trail, times)?.events ?? []).map(({ type, data }) => [
        type.split('.')[2],
        (data as { amount: { amountMinor: string } }).amount.amountMinor,
      ]);
    expect(amountsOf(charged, lost(300n))).toEqual([['charged_back', '300']]);
    const part = apply(charged, lost(300n));
    expect(part).toMatchObject({ status: 'CHARGED_BACK', chargedBackMinor: 300n, refundedMinor: 0n });
    expect(amountsOf(part, lost(500n))).toEqual([['charged_back', '200']]);
    expect(amountsOf(part, lost(300n, { refundedMinor: 100n }))).toEqual([['refunded', '100']]);
    // An answer that says nothing of disputes takes nothing back.
    expect(apply(part, seen('captured'))).toBe(part);
    const all = apply(part, lost(800n, { refundedMinor: 800n }));
    expect(all).toMatchObject({ status: 'CHARGED_BACK', chargedBackMinor: 800n, refundedMinor: 800n });
  });

  it('is the same when a report repeats, and never goes back', () => {
    const reports = fc.constantFrom(
      seen('processing'),
      seen('requires_action'),
      seen('authorized'),
      seen('captured'),
      seen('captured', { refundedMinor: 800n }),
      lost(300n),
      lost(800n),
      seen('voided'),
      seen('expired'),
      seen('failed'),
    );
    fc.assert(
      fc.property(fc.array(reports, { maxLength: 12 }), (given) => {
        let payment = created;
        for (const report of given) {
          const next = apply(payment, report);
          expect(apply(next, report)).toBe(next);
          expect(next.capturedMinor).toBeGreaterThanOrEqual(payment.capturedMinor);
          expect(next.refundedMinor).toBeGreaterThanOrEqual(payment.refundedMinor);
          expect(next.refundedMinor).toBeLessThanOrEqual(next.capturedMinor);
          expect(next.capturedMinor).toBeLessThanOrEqual(next.authorizedMinor);
          expect(next.chargedBackMinor).toBeGreaterThanOrEqual(payment.chargedBackMinor);
          expect(next.chargedBackMinor).toBeLessThanOrEqual(next.capturedMinor);
          if (payment.status === 'FAILED') expect(next).toBe(payment);
          if (payment.status === 'CHARGED_BACK') expect(next.status).toBe('CHARGED_BACK');
          payment = next;
        }
      }),
    );
  });
});
