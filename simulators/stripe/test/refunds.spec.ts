import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { chargeIdOf, errorOf, held, simulatorOfFile } from './fixture.ts';

const simulator = await simulatorOfFile();
const { stripe } = simulator;

const paid = async (card = 'pm_card_visa', amount = 5_000): Promise<Stripe.PaymentIntent> => {
  const intent = await stripe.paymentIntents.create(held(card, amount));
  return stripe.paymentIntents.capture(intent.id);
};

const chargeOf = (intent: Stripe.PaymentIntent) => stripe.charges.retrieve(chargeIdOf(intent));

describe('a refund', () => {
  it('comes in parts until nothing is left', async () => {
    const intent = await paid();
    const first = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1_500,
      reason: 'requested_by_customer',
      metadata: { refundId: 'r1' },
    });
    expect(first).toMatchObject({
      object: 'refund',
      status: 'succeeded',
      amount: 1_500,
      payment_intent: intent.id,
      charge: intent.latest_charge,
      reason: 'requested_by_customer',
      metadata: { refundId: 'r1' },
    });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 1_500, refunded: false });
    const tooMuch = await errorOf(stripe.refunds.create({ payment_intent: intent.id, amount: 3_501 }));
    expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
    const rest = await stripe.refunds.create({ charge: chargeIdOf(intent) });
    expect(rest.amount).toBe(3_500);
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 5_000, refunded: true });
    const third = await errorOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(third).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' });
    expect(await stripe.refunds.retrieve(first.id)).toMatchObject({ id: first.id, amount: 1_500 });
    const { data } = await stripe.refunds.list({ payment_intent: intent.id });
    expect(data.map(({ id }) => id)).toEqual([rest.id, first.id]);
    const charge = await stripe.charges.retrieve(chargeIdOf(intent), { expand: ['refunds'] });
    expect(charge.refunds?.data.map(({ amount }) => amount)).toEqual([3_500, 1_500]);
  });

  it('gives back no more than was taken of a larger hold', async () => {
    const intent = await stripe.paymentIntents.create(held());
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2_000 });
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent.id, amount: 2_001 }))).toMatchObject({
      param: 'amount',
    });
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ amount: 2_000 });
  });

  it('is refused for what was only held', async () => {
    const intent = await stripe.paymentIntents.create(held());
    const error = await errorOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(error.message).toMatch(/does not have a successful charge to refund/);
    expect(await errorOf(stripe.refunds.create({}))).toMatchObject({ statusCode: 400 });
  });

  it('fails later for one test card, and the money comes back', async () => {
    const intent = await paid('pm_card_refundFail');
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe('succeeded');
    await simulator.admin('POST', 'clock', { advanceMs: 61_000 });
    expect(await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] })).toMatchObject({
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
      failure_balance_transaction: { amount: 5_000, type: 'refund_failure' },
    });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(await stripe.refunds.create({ payment_intent: intent.id, amount: 5_000 })).toMatchObject({ amount: 5_000 });
  });

  it('is pending first for another', async () => {
    const intent = await paid('pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    await simulator.admin('POST', 'clock', { advanceMs: 61_000 });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
  });

  it('is canceled only while it waits for the customer', async () => {
    const intent = await paid();
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect((await errorOf(stripe.refunds.cancel(refund.id))).message).toMatch(/status of succeeded/);
    await simulator.admin('POST', `refunds/${refund.id}/require_action`);
    expect(await stripe.refunds.cancel(refund.id)).toMatchObject({ status: 'canceled' });
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0 });
  });
});

describe('a dispute', () => {
  it('takes the money and a fee, and gives the money back when it is won', async () => {
    const intent = await paid();
    const dispute = await simulator.admin('POST', `charges/${chargeIdOf(intent)}/dispute`, {
      reason: 'product_not_received',
    });
    const { data } = await stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      status: 'needs_response',
      amount: 5_000,
      reason: 'product_not_received',
      charge: dispute.id,
      balance_transactions: [{ amount: -5_000, fee: 1_500, net: -6_500 }],
    });
    expect(await chargeOf(intent)).toMatchObject({ disputed: true });
    const refused = await errorOf(stripe.refunds.create({ payment_intent: intent.id }));
    expect(refused.code).toBe('charge_disputed');
    await simulator.admin('POST', `disputes/${data[0]!.id}/win`);
    const won = await stripe.disputes.retrieve(data[0]!.id);
    expect(won.status).toBe('won');
    expect(won.balance_transactions.map(({ net }) => net)).toEqual([-6_500, 5_000]);
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ status: 'succeeded' });
  });

  it('comes by itself with one test card, and is decided by evidence', async () => {
    const intent = await paid('pm_card_createDispute');
    const { data } = await stripe.disputes.list({ charge: chargeIdOf(intent) });
    const evidence = { uncategorized_text: 'losing_evidence' };
    expect(await stripe.disputes.update(data[0]!.id, { evidence })).toMatchObject({ status: 'lost' });
    expect(await errorOf(stripe.disputes.close(data[0]!.id))).toMatchObject({ code: 'dispute_closed' });
  });

  it('refuses evidence with a text that is too long', async () => {
    const intent = await paid('pm_card_createDispute');
    const { data } = await stripe.disputes.list({ charge: chargeIdOf(intent) });
    const update = (text: string) =>
      stripe.disputes.update(data[0]!.id, { evidence: { uncategorized_text: text }, submit: false });
    expect(await errorOf(update('a'.repeat(20_001)))).toMatchObject({
      statusCode: 400,
      param: 'evidence[uncategorized_text]',
    });
    expect(await update('🙂'.repeat(20_000))).toMatchObject({ evidence_details: { submission_count: 0 } });
  });
});
