import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { silentLogger } from '@soko/log';
import { startPayment3pSimulator } from '@soko/payment-3p-simulator';
import { startStripeSimulator } from '@soko/stripe-simulator';
import { createPayment3pProvider } from '../providers/payment-3p.ts';
import { type PaymentProvider, ProviderUnavailable } from '../providers/provider.ts';
import type { MethodVault } from '../providers/method-vault.ts';
import { providerAudits } from '../providers/provider-audits.ts';
import { vaultAudits } from '../providers/vault-audits.ts';
import { createStripe, createStripeProvider } from '../providers/stripe.ts';

const nowhere = 'http://127.0.0.1:9';
const timeoutMs = 20_000;
const returnUrl = 'http://127.0.0.1:4000';

const stripeAt = (apiBase: string): PaymentProvider =>
  createStripeProvider(createStripe({ secretKey: 'sk_test_x', apiBase, returnUrl, timeoutMs }), { returnUrl });
const payment3pAt = (url: string): PaymentProvider => createPayment3pProvider({ url, timeoutMs });

const subjects = [
  {
    name: 'Stripe',
    at: stripeAt,
    start: () => startStripeSimulator({ port: 0, log: silentLogger, webhookSecret: 'whsec_unused' }),
    tokens: { good: () => 'pm_card_visa', declined: 'pm_card_visa_chargeDeclined' },
    refunds: true,
  },
  {
    name: 'payment-3p',
    at: payment3pAt,
    start: () => startPayment3pSimulator({ port: 0, log: silentLogger }),
    tokens: { good: () => '1234567890123456', declined: 'an unknown token' },
    refunds: false,
  },
];

describe.each(subjects)('the adapter of $name', ({ at, start, tokens, refunds }) => {
  let provider: PaymentProvider;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const simulator = await start();
    provider = at(simulator.url);
    ({ close } = simulator);
  });
  afterAll(() => close());

  it.each(providerAudits({ provider: at(nowhere), tokens, refunds }).map(({ name }) => name))('%s', async (name) => {
    const audit = providerAudits({ provider, tokens, refunds }).find((each) => each.name === name);
    await audit?.run();
    expect(audit).toBeDefined();
  });

  it('reports that the result is unknown when the provider is unreachable', async () => {
    const request = {
      paymentId: 'pay_x',
      orderId: 'ord_x',
      checkoutId: 'chk_x',
      amountMinor: 1n,
      currency: 'EUR',
      token: tokens.good(),
      customer: null,
      presence: 'present' as const,
      generation: 1,
      email: null,
      buyerId: null,
      phone: null,
      correlationId: 'cor_spec',
      createdAt: new Date(),
    };
    await expect(at(nowhere).authorize(request, { key: 'key', number: 0 })).rejects.toThrow(ProviderUnavailable);
  });
});

describe('the vault of Stripe', () => {
  const tokens = { good: 'pm_card_visa', refused: 'pm_card_chargeDeclined' };
  let vault: MethodVault;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const simulator = await startStripeSimulator({ port: 0, log: silentLogger, webhookSecret: 'whsec_unused' });
    vault = stripeAt(simulator.url).vault!;
    ({ close } = simulator);
  });
  afterAll(() => close());

  it.each(vaultAudits(stripeAt(nowhere).vault!, tokens).map(({ name }) => name))('%s', async (name) => {
    const audit = vaultAudits(vault, tokens).find((each) => each.name === name);
    await audit?.run();
    expect(audit).toBeDefined();
  });
});
