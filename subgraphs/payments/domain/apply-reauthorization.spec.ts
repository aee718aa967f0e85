import { describe, expect, it } from '@jest/globals';
import type { EventTrail } from '@soko/events';
import { applyReauthorization } from './apply-reauthorization.ts';
import type { Payment } from './payment.ts';
import type { ProviderPayment } from './provider-payment.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const trail: EventTrail = {
  correlationId: 'cor',
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => now,
};
const times = { actionMs: 1_000, settledMs: 2_000 };

const expired: Payment = {
  id: 'pay_1',
  checkoutId: 'chk_1',
  orderId: 'ord_1',
  sellerId: 'slr_1',
  buyerId: 'usr_1',
  method: 'STRIPE_CARD',
  provider: 'stripe',
  status: 'EXPIRED',
  currency: 'EUR',
  amountMinor: 2_000n,
  authorizedMinor: 2_000n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  refundingMinor: 0n,
  providerRef: 'pi_old',
  clientSecret: null,
  secretHash: null,
  actionUrl: null,
  failure: null,
  endReason: 'EXPIRED',
  requestHash: 'hash',
  savedMethodId: 'pmt_1',
  generation: 1,
  authorizedAt: new Date('2026-11-14T12:00:00.000Z'),
  capturedAt: null,
  expiresAt: now,
  lookAt: null,
  correlationId: 'cor',
  version: 5,
  createdAt: now,
  updatedAt: now,
};

const authorized: ProviderPayment = {
  ref: 'pi_new',
  status: 'authorized',
  authorizedMinor: 1_500n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  dispute: 'none',
  disputes: [],
  chargedBackMinor: 0n,
  failure: null,
  action: null,
  expiresAt: new Date('2026-11-28T12:00:00.000Z'),
};

const typesOf = (change: ReturnType<typeof applyReauthorization>) => change?.events.map(({ type }) => type);

describe('an expired payment', () => {
  it('is authorised again, under the new id at the provider', () => {
    const change = applyReauthorization(expired, authorized, 2, trail, times);
    expect(change?.after).toMatchObject({
      status: 'AUTHORIZED',
      generation: 2,
      providerRef: 'pi_new',
      authorizedMinor: 1_500n,
      endReason: null,
      version: 6,
      lookAt: new Date('2026-11-28T12:00:02.000Z'),
    });
    expect(typesOf(change)).toEqual(['payments.payment.reauthorized']);
  });

  it('stays expired when the bank declines, and publishes the failure', () => {
    const failure = { code: 'authentication_required', message: 'Your card was declined.' };
    const change = applyReauthorization(expired, { ...authorized, status: 'failed', failure }, 2, trail, times);
    expect(change?.after).toMatchObject({ status: 'EXPIRED', generation: 1, providerRef: 'pi_old', version: 6 });
    expect(typesOf(change)).toEqual(['payments.payment.reauthorization_failed']);
  });

  it.each([
    ['is authorised again already', { status: 'AUTHORIZED', generation: 2 }],
    ['has a later authorisation', { generation: 2 }],
    ['is captured', { status: 'CAPTURED' }],
  ] as const)('that %s does not change when the result comes again', (_, more) => {
    expect(applyReauthorization({ ...expired, ...more }, authorized, 2, trail, times)).toBeNull();
  });
});
