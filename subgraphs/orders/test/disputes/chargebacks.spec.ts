import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { endWaiting } from '../../commands/disputes/end-waiting.ts';
import { buyer, support } from '../shop.ts';
import { chargebacksOf, dayMs, openPictureShop, type PictureShop } from './chargeback-scene.ts';

describe('a chargeback', () => {
  let scene: PictureShop;
  let offsetMs = 0;
  beforeAll(async () => {
    scene = await openPictureShop(() => new Date(Date.now() + offsetMs));
  });
  afterAll(() => scene.close());
  const { key, bought, facts, ofOrder, disputed, change, reply, open, ended } = chargebacksOf(() => scene);

  it('opens a dispute by itself; the seller contests it with the delivery, and the bank decides', async () => {
    const { id, seller } = await bought();
    const dispute = await disputed(id);
    expect(dispute).toMatchObject({
      status: 'OPEN',
      reason: 'NOT_RECEIVED',
      amount: { amount: '22.50' },
      chargeback: { reason: 'product_not_received', evidenceSubmittedAt: null, acceptedAt: null },
    });
    expect(await open(id)).toMatchObject({ code: 'CASE_OPEN', caseId: dispute.id });
    const verdict = { disputeId: dispute.id, outcome: 'BUYER', reason: 'Yes.' };
    expect(await scene.shop.mutate(support, 'resolveDispute', verdict)).toMatchObject({ code: 'BANK_DECIDES' });
    expect(await change(seller, 'submitEvidence', dispute.id)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await scene.shop.failure(buyer, 'submitEvidence', { disputeId: dispute.id })).toMatchObject({
      code: 'FORBIDDEN',
    });
    await reply(seller, dispute.id, 'They signed for it.');
    scene.shop.fulfilment.delivered.set(id, {
      trackingNumber: 'TRK-7',
      startedAt: '2026-03-01T10:00:00.000Z',
      proof: 'A. L.',
    });
    const all = await Promise.all([1, 2, 3].map(() => change(seller, 'submitEvidence', dispute.id)));
    for (const each of all) expect(each).toMatchObject({ status: 'READY_FOR_DECISION' });
    await until('submitted', () => scene.shop.payments.answers.length === 1);
    expect(scene.shop.payments.answers).toMatchObject([
      {
        orderId: id,
        disputeRef: `dp_${id}`,
        text: expect.stringContaining('They signed for it.'),
        goods: expect.stringMatching(/ × 1$/),
        trackingNumber: 'TRK-7',
        shippingDate: '2026-03-01',
        proof: 'A. L.',
      },
    ]);
    await scene.shop.payment('dispute_won', id, facts(id));
    expect(await ended(id)).toMatchObject({ outcome: 'SELLER', refund: { status: 'NONE' } });
    expect(await change(seller, 'acceptChargeback', dispute.id)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
  });

  it('takes an open dispute over, with what both sides wrote, and is accepted', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await open(id);
    expect(await change(seller, 'acceptChargeback', disputeId)).toMatchObject({ code: 'NO_CHARGEBACK' });
    expect(await disputed(id)).toMatchObject({ id: disputeId, messages: [{ side: 'BUYER', text: 'Hm.' }] });
    expect(await change(buyer, 'withdrawDispute', disputeId)).toMatchObject({ code: 'BANK_DECIDES' });
    const accepted = await change(seller, 'acceptChargeback', disputeId);
    expect(accepted).toMatchObject({ status: 'OPEN', chargeback: { acceptedAt: expect.any(String) } });
    expect(await change(seller, 'acceptChargeback', disputeId)).toEqual(accepted);
    expect(scene.shop.payments.answers.filter(({ disputeRef }) => disputeRef === `dp_${id}`)).toHaveLength(1);
    await scene.shop.payment('charged_back', id, { ...facts(id), amount: { amountMinor: '2250', currency: 'EUR' } });
    expect(await ended(id)).toMatchObject({ id: disputeId, outcome: 'BUYER' });
  });

  it('has the amount of the bank, and is contested by itself also when both sides had said everything', async () => {
    const { id, seller } = await bought();
    const [{ id: lineId }] = (await scene.shop.order(id)).lines;
    const opening = {
      orderId: id,
      reason: 'OTHER',
      text: 'Hm.',
      lines: [{ lineId, quantity: 1 }],
      idempotencyKey: key(),
    };
    const opened = await scene.shop.mutate(buyer, 'openDispute', opening, '... on Dispute { id amount { amount } }');
    expect(opened).toMatchObject({ amount: { amount: '12.50' } });
    await reply(seller, opened.id, 'They signed for it.');
    expect(await reply(buyer, opened.id, 'I did not.')).toMatchObject({ status: 'READY_FOR_DECISION' });
    expect(await disputed(id)).toMatchObject({ id: opened.id, amount: { amount: '22.50' } });
    const lines = 'query ($id: ID!) { dispute(id: $id) { lines { quantity } } }';
    expect(await scene.shop.ask(support, lines, { id: opened.id })).toEqual({ dispute: { lines: [] } });
    const services = { pool: scene.shop.pool, now: scene.now };
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).toBeNull();
    offsetMs += 8 * dayMs + 1_000;
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).not.toBeNull();
  });

  it('is known when only its end was heard of, and events of earlier versions do not describe it', async () => {
    const { id } = await bought();
    await scene.shop.payment('charged_back', id);
    expect(await ended(id)).toMatchObject({ kind: 'CHARGEBACK', reason: 'OTHER', outcome: 'BUYER' });
    expect(await ofOrder(id)).toHaveLength(1);
    expect(await open(id)).toMatchObject({ code: 'ALREADY_REFUNDED' });
  });

  it('is contested by itself a day before the deadline, when it was answered', async () => {
    const [{ id, seller }, silent] = [await bought(), await bought()];
    const dispute = await disputed(id);
    const other = await disputed(silent.id);
    await reply(seller, dispute.id, 'They signed for it.');
    // What support says is no evidence of the seller.
    await reply(support, other.id, 'Please send what you have.');
    const services = { pool: scene.shop.pool, now: scene.now };
    await endWaiting(services);
    expect((await ofOrder(id))[0]).toMatchObject({ status: 'ANSWERED' });
    offsetMs += 8 * dayMs + 1_000;
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).not.toBeNull();
    expect((await ofOrder(silent.id))[0]).toMatchObject({
      id: other.id,
      chargeback: { evidenceSubmittedAt: null },
    });
    await until('sent', () => scene.shop.payments.answers.some(({ disputeRef }) => disputeRef === `dp_${id}`));
  });
});
