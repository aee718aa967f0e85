import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { chargeIdOf, errorOf, held, simulatorOfFile, startTestSimulator } from './fixture.ts';

const simulator = await simulatorOfFile();
const { stripe } = simulator;

const newSeller = (): Promise<Stripe.Account> =>
  stripe.accounts.create({
    type: 'express',
    country: 'PL',
    email: 'seller@example.com',
    capabilities: { transfers: { requested: true } },
    metadata: { sellerId: 'slr_1' },
  });

const onboarded = async (): Promise<Stripe.Account> => {
  const { id } = await newSeller();
  await simulator.admin('POST', `accounts/${id}/enable`);
  return stripe.accounts.retrieve(id);
};

const paid = async (amount = 10_000, card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> => {
  const intent = await stripe.paymentIntents.create({ ...held(card, amount), transfer_group: 'chk_1' });
  return stripe.paymentIntents.capture(intent.id);
};

const balanceOf = async (account?: string): Promise<{ available: number; pending: number }> => {
  const balance = await stripe.balance.retrieve({}, account ? { stripeAccount: account } : {});
  const amountIn = (parts: { amount: number; currency: string }[]) =>
    parts.find(({ currency }) => currency === 'eur')?.amount ?? 0;
  return { available: amountIn(balance.available), pending: amountIn(balance.pending) };
};

describe('a seller’s account', () => {
  it('is onboarded through a link that works once', async () => {
    const seller = await newSeller();
    expect(seller).toMatchObject({
      type: 'express',
      payouts_enabled: false,
      details_submitted: false,
      capabilities: { transfers: 'inactive' },
      metadata: { sellerId: 'slr_1' },
    });
    expect(seller.requirements?.currently_due).not.toEqual([]);
    const link = await stripe.accountLinks.create({
      account: seller.id,
      type: 'account_onboarding',
      return_url: 'https://shop.example/done',
      refresh_url: 'https://shop.example/again',
    });
    expect(link.expires_at - link.created).toBe(300);
    expect(await (await fetch(link.url)).text()).toContain('Get paid');
    const visit = () => fetch(link.url, { method: 'POST', redirect: 'manual' });
    expect((await visit()).headers.get('location')).toBe('https://shop.example/done');
    expect((await visit()).headers.get('location')).toBe('https://shop.example/again');
    expect(await stripe.accounts.retrieve(seller.id)).toMatchObject({
      payouts_enabled: true,
      details_submitted: true,
      capabilities: { transfers: 'active' },
      requirements: { currently_due: [], disabled_reason: null },
    });
  });

  it('is out of reach while it is disconnected', async () => {
    const { id } = await onboarded();
    await simulator.admin('POST', `accounts/${id}/disconnect`);
    const gone = { statusCode: 403, code: 'account_invalid' };
    expect(await errorOf(stripe.accounts.retrieve(id))).toMatchObject(gone);
    expect(await errorOf(stripe.payouts.list({}, { stripeAccount: id }))).toMatchObject(gone);
    const transfer = stripe.transfers.create({ amount: 1, currency: 'eur', destination: id });
    expect(await errorOf(transfer)).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'destination' });
    await simulator.admin('POST', `accounts/${id}/connect`);
    expect(await stripe.accounts.retrieve(id)).toMatchObject({ id });
  });

  it('is changed, and restricted by Stripe', async () => {
    const seller = await onboarded();
    expect(await stripe.accounts.update(seller.id, { email: 'new@example.com' })).toMatchObject({
      email: 'new@example.com',
    });
    await simulator.admin('POST', `accounts/${seller.id}/restrict`, { reason: 'rejected.fraud' });
    expect(await stripe.accounts.retrieve(seller.id)).toMatchObject({
      payouts_enabled: false,
      requirements: { disabled_reason: 'rejected.fraud' },
    });
    expect((await stripe.accounts.list({ limit: 1 })).data).toMatchObject([{ id: seller.id }]);
  });

  it('that is not ours is forbidden', async () => {
    const error = await errorOf(stripe.balance.retrieve({}, { stripeAccount: 'acct_of_somebody' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error).toMatchObject({ statusCode: 403, code: 'account_invalid' });
  });
});

describe('a transfer', () => {
  it('from a charge goes to several sellers, up to what the charge took', async () => {
    const [one, other] = [await onboarded(), await onboarded()];
    const intent = await paid(10_000);
    const charge = chargeIdOf(intent);
    const transfer = (destination: string, amount: number) =>
      stripe.transfers.create({ amount, currency: 'eur', destination, source_transaction: charge });
    const first = await transfer(one.id, 6_000);
    expect(first).toMatchObject({
      object: 'transfer',
      amount: 6_000,
      destination: one.id,
      source_transaction: charge,
      transfer_group: 'chk_1',
      reversed: false,
    });
    await transfer(other.id, 3_900);
    const tooMuch = await errorOf(transfer(other.id, 101));
    expect(tooMuch.message).toMatch(/must not exceed the source amount of 10000/);
    expect(await balanceOf(one.id)).toEqual({ available: 0, pending: 6_000 });
    const otherCurrency = stripe.transfers.create({
      amount: 1,
      currency: 'usd',
      destination: one.id,
      source_transaction: charge,
    });
    expect(await errorOf(otherCurrency)).toMatchObject({ param: 'currency' });
    const { data } = await stripe.transfers.list({ transfer_group: 'chk_1', limit: 2 });
    expect(data.map(({ amount }) => amount)).toEqual([3_900, 6_000]);
  });

  it('without a charge needs money that is available', async () => {
    const fresh = await startTestSimulator();
    try {
      const { id } = await fresh.stripe.accounts.create({ capabilities: { transfers: { requested: true } } });
      const transfer = () => fresh.stripe.transfers.create({ amount: 900, currency: 'eur', destination: id });
      expect(await errorOf(transfer())).toMatchObject({ code: 'insufficient_capabilities_for_transfer' });
      await fresh.admin('POST', `accounts/${id}/enable`);
      expect(await errorOf(transfer())).toMatchObject({ statusCode: 400, code: 'balance_insufficient' });
      await fresh.stripe.paymentIntents.create({ ...held('pm_card_visa', 1_000), capture_method: 'automatic' });
      expect(await errorOf(transfer())).toMatchObject({ code: 'balance_insufficient' });
      await fresh.admin('POST', 'clock', { advanceMs: 2 * 24 * 3_600_000 });
      expect(await transfer()).toMatchObject({ amount: 900 });
      expect(await errorOf(transfer())).toMatchObject({ code: 'balance_insufficient' });
    } finally {
      await fresh.close();
    }
  });

  it('is reversed in parts, up to its amount and what the seller has', async () => {
    const seller = await onboarded();
    const intent = await paid(10_000, 'pm_card_bypassPending');
    const transfer = await stripe.transfers.create({
      amount: 8_000,
      currency: 'eur',
      destination: seller.id,
      source_transaction: chargeIdOf(intent),
    });
    const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 3_000, metadata: { why: 'refund' } });
    expect(reversal).toMatchObject({ object: 'transfer_reversal', amount: 3_000, transfer: transfer.id });
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({
      amount_reversed: 3_000,
      reversed: false,
      reversals: { data: [{ id: reversal.id }] },
    });
    expect(await errorOf(stripe.transfers.createReversal(transfer.id, { amount: 5_001 }))).toMatchObject({
      param: 'amount',
    });
    await stripe.payouts.create({ amount: 4_500, currency: 'eur' }, { stripeAccount: seller.id });
    expect(await errorOf(stripe.transfers.createReversal(transfer.id))).toMatchObject({ code: 'balance_insufficient' });
    expect(await balanceOf(seller.id)).toEqual({ available: 500, pending: 0 });
  });
});

describe('a payout', () => {
  const funded = async (): Promise<string> => {
    const { id } = await onboarded();
    const intent = await paid(10_000, 'pm_card_bypassPending');
    const source_transaction = chargeIdOf(intent);
    await stripe.transfers.create({ amount: 5_000, currency: 'eur', destination: id, source_transaction });
    return id;
  };

  it('leaves the balance at once and arrives the next day', async () => {
    const stripeAccount = await funded();
    const payout = await stripe.payouts.create({ amount: 5_000, currency: 'eur' }, { stripeAccount });
    expect(payout).toMatchObject({ object: 'payout', status: 'pending', amount: 5_000, method: 'standard' });
    expect(await balanceOf(stripeAccount)).toEqual({ available: 0, pending: 0 });
    const more = stripe.payouts.create({ amount: 1, currency: 'eur' }, { stripeAccount });
    expect(await errorOf(more)).toMatchObject({ code: 'balance_insufficient' });
    await simulator.admin('POST', 'clock', { advanceMs: 2_000 });
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount })).toMatchObject({ status: 'in_transit' });
    expect((await errorOf(stripe.payouts.cancel(payout.id, {}, { stripeAccount }))).message).toMatch(/in_transit/);
    await simulator.admin('POST', 'clock', { advanceMs: 24 * 3_600_000 });
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount })).toMatchObject({ status: 'paid' });
    expect(await errorOf(stripe.payouts.retrieve(payout.id))).toMatchObject({ statusCode: 404 });
  });

  it('that fails comes back', async () => {
    const stripeAccount = await funded();
    const payout = await stripe.payouts.create({ amount: 5_000, currency: 'eur' }, { stripeAccount });
    await simulator.admin('POST', `payouts/${payout.id}/fail`, { code: 'no_account' });
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount })).toMatchObject({
      status: 'failed',
      failure_code: 'no_account',
    });
    expect(await balanceOf(stripeAccount)).toEqual({ available: 5_000, pending: 0 });
  });

  it('is not made by an account that may not', async () => {
    const { id } = await newSeller();
    const payout = stripe.payouts.create({ amount: 1, currency: 'eur' }, { stripeAccount: id });
    expect(await errorOf(payout)).toMatchObject({ code: 'payouts_not_allowed' });
  });
});

describe('the balance', () => {
  it('is the sum of its transactions, net of fees', async () => {
    const fresh = await startTestSimulator();
    try {
      const intent = await fresh.stripe.paymentIntents.create({ ...held(), capture_method: 'automatic' });
      await fresh.stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
      const { data } = await fresh.stripe.balanceTransactions.list();
      expect(data.map(({ type, net }) => [type, net])).toEqual([
        ['refund', -1_000],
        ['charge', 4_825],
      ]);
      const balance = await fresh.stripe.balance.retrieve();
      expect(balance.available).toMatchObject([{ currency: 'eur', amount: -1_000 }]);
      expect(balance.pending).toMatchObject([{ currency: 'eur', amount: 4_825 }]);
      await fresh.admin('POST', 'clock', { advanceMs: 3 * 24 * 3_600_000 });
      expect((await fresh.stripe.balance.retrieve()).available).toMatchObject([{ amount: 3_825 }]);
      expect(await fresh.stripe.balanceTransactions.retrieve(data[1]!.id)).toMatchObject({ status: 'available' });
    } finally {
      await fresh.close();
    }
  });
});
