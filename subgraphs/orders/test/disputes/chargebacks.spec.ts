import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { until } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { endWaiting } from '../../commands/disputes/end-waiting.ts';
import { buyer, openShop, type Shop, support } from '../shop.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** The smallest PNG: one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const publicUrl = 'http://soko.example';

const fields = `id kind reason status outcome answerDueAt amount { amount } refund { status amount { amount } }
  chargeback { reason evidenceDueAt evidenceSubmittedAt acceptedAt } messages { side text }`;

describe('a chargeback', () => {
  let shop: Shop;
  let offsetMs = 0;
  let keys = 0;
  const now = () => new Date(Date.now() + offsetMs);
  let app: FastifyInstance;
  let folder: string;
  let server: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-orders-'));
    const env = { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key of this spec alone', SOKO_PUBLIC_URL: publicUrl };
    shop = await openShop({ env, now });
    app = Fastify({ forceCloseConnections: true });
    await shop.subgraph.routes(app);
    server = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    await shop.close();
    await rm(folder, { recursive: true, force: true });
  });

  const key = () => `chargeback key ${(keys += 1)}`;
  /** A delivered lamp of 12.50, with a delivery of 10.00. */
  const bought = async () => {
    const lamp = shop.stocked(1);
    const { orders } = await shop.buy([[lamp, 1]]);
    const id: string = orders[0].id;
    const [line] = orders[0].lines;
    await shop.packaging('started', id);
    const packed = { lineId: line.id, variantId: line.variant.id, ordered: 1, packed: 1 };
    await shop.packaging('completed', id, { lines: [packed], deliveryId: `dlv_${id}` });
    await shop.orderIn(id, 'PACKAGED');
    await shop.delivery('started', id, { attempt: 1 });
    await shop.delivery('completed', id, { attempt: 1, completedAt: now().toISOString() });
    await shop.orderIn(id, 'FULFILLED');
    await until('captured', () => shop.payments.of(id)?.status === 'CAPTURED');
    await shop.payment('captured', id);
    await until('charged', async () => (await shop.order(id)).paymentStatus === 'CAPTURED');
    return { id, seller: await shop.seller(lamp.sellerId) };
  };
  const facts = (id: string, more: object = {}) => ({
    dispute: {
      ref: `dp_${id}`,
      reason: 'product_not_received',
      amount: { amountMinor: '2250', currency: 'EUR' },
      evidenceDueAt: new Date(now().getTime() + 9 * dayMs).toISOString(),
      fee: null,
      ...more,
    },
  });
  const ofOrder = async (id: string): Promise<Json[]> =>
    (await shop.ask(support, `query ($id: ID!) { order(id: $id) { disputes { ${fields} } } }`, { id })).order.disputes;
  const disputed = async (id: string, count = 1): Promise<Json> => {
    await shop.payment('disputed', id, facts(id));
    return until('a chargeback', async () => {
      const found = await ofOrder(id);
      const last = found.at(-1);
      return found.length === count && last.kind === 'CHARGEBACK' ? last : null;
    });
  };
  const change = (as: Viewer, mutation: string, disputeId: string, more: object = {}): Promise<Json> =>
    shop.mutate(as, mutation, { disputeId, ...more }, `... on Dispute { ${fields} }`);
  const reply = (as: Viewer, disputeId: string, text: string) =>
    change(as, 'replyToDispute', disputeId, { text, idempotencyKey: key() });
  const picture = async (orderId: string, as: Viewer, shows = 'OTHER'): Promise<string> => {
    const input = { orderId, mimeType: 'image/png', size: png.length, shows };
    const created = await shop.mutate(as, 'createCasePicture', input, '... on CasePicture { id uploadUrl }');
    const body = new Uint8Array(png);
    const headers = { 'content-type': 'image/png' };
    expect((await fetch(created.uploadUrl.replace(publicUrl, server), { method: 'PUT', headers, body })).ok).toBe(true);
    return created.id;
  };
  const show = (as: Viewer, disputeId: string, pictureIds: string[]) =>
    change(as, 'replyToDispute', disputeId, { text: 'See.', pictureIds, idempotencyKey: key() });
  /** The pictures of a dispute as a viewer sees them, with the reasons for which the bank did not get them. */
  const leftOut = async (as: Viewer, disputeId: string): Promise<Json> => {
    const query = 'query ($id: ID!) { dispute(id: $id) { messages { pictures { id leftOut } } } }';
    const { dispute } = await shop.ask(as, query, { id: disputeId });
    const pictures: Json[] = dispute.messages.flatMap((message: Json) => message.pictures);
    return Object.fromEntries(pictures.map((each) => [each.id, each.leftOut]));
  };
  const shown = (id: string, shows = 'OTHER') => ({
    id,
    shows,
    mimeType: 'image/png',
    content: png.toString('base64'),
  });
  const submitted = (orderId: string) =>
    until('submitted', () => shop.payments.answers.find((sent) => sent.orderId === orderId));
  const open = (orderId: string): Promise<Json> =>
    shop.mutate(
      buyer,
      'openDispute',
      { orderId, reason: 'OTHER', text: 'Hm.', idempotencyKey: key() },
      '... on Dispute { id } ... on CaseOpen { caseId }',
    );
  const ended = (id: string) =>
    until('decided', async () => {
      const last = (await ofOrder(id)).at(-1);
      return last?.status === 'RESOLVED' ? last : null;
    });

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
    expect(await shop.mutate(support, 'resolveDispute', verdict)).toMatchObject({ code: 'BANK_DECIDES' });
    expect(await change(seller, 'submitEvidence', dispute.id)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
    expect(await shop.failure(buyer, 'submitEvidence', { disputeId: dispute.id })).toMatchObject({ code: 'FORBIDDEN' });
    await reply(seller, dispute.id, 'They signed for it.');
    shop.fulfilment.delivered.set(id, {
      trackingNumber: 'TRK-7',
      startedAt: '2026-03-01T10:00:00.000Z',
      proof: 'A. L.',
    });
    const all = await Promise.all([1, 2, 3].map(() => change(seller, 'submitEvidence', dispute.id)));
    for (const each of all) expect(each).toMatchObject({ status: 'READY_FOR_DECISION' });
    await until('submitted', () => shop.payments.answers.length === 1);
    expect(shop.payments.answers).toMatchObject([
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
    await shop.payment('dispute_won', id, facts(id));
    expect(await ended(id)).toMatchObject({ outcome: 'SELLER', refund: { status: 'NONE' } });
    expect(await change(seller, 'acceptChargeback', dispute.id)).toMatchObject({ code: 'WRONG_DISPUTE_STATUS' });
  });

  it('has the pictures of the seller, in their order, and not those of the buyer', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    await show(buyer, disputeId, [await picture(id, buyer)]);
    const [later, sooner] = [await picture(id, seller), await picture(id, seller, 'SHIPPING')];
    expect(await show(seller, disputeId, [sooner])).not.toHaveProperty('code');
    expect(await show(seller, disputeId, [later])).not.toHaveProperty('code');
    await change(seller, 'submitEvidence', disputeId);
    expect(await submitted(id)).toMatchObject({ pictures: [shown(sooner, 'SHIPPING'), shown(later)] });
  });

  it('is contested without a picture whose file is missing', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    const [missing, kept] = [await picture(id, seller), await picture(id, seller)];
    await show(seller, disputeId, [missing, kept]);
    const { rows } = await shop.pool.query('SELECT key FROM case_picture WHERE id = $1', [missing]);
    await rm(join(folder, rows[0].key));
    await change(seller, 'submitEvidence', disputeId);
    expect(await submitted(id)).toMatchObject({ text: expect.stringContaining('See.'), pictures: [shown(kept)] });
  });

  it('says which pictures the bank did not get, and why', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    const ofBuyer = await picture(id, buyer);
    await show(buyer, disputeId, [ofBuyer]);
    const all: string[] = [];
    for (let count = 0; count < 6; count += 1) all.push(await picture(id, seller));
    const [refused, missing, kept, large, small, last] = all as [string, string, string, string, string, string];
    await show(seller, disputeId, all);
    expect(await leftOut(seller, disputeId)).toEqual({
      [ofBuyer]: null,
      ...Object.fromEntries(all.map((each) => [each, null])),
    });
    const { rows } = await shop.pool.query('SELECT key FROM case_picture WHERE id = $1', [missing]);
    await rm(join(folder, rows[0].key));
    await shop.pool.query('UPDATE case_picture SET size = 4500000 WHERE id = $1', [large]);
    await shop.pool.query(`UPDATE case_picture SET mime_type = 'image/webp' WHERE id = $1`, [last]);
    shop.payments.refusedPictures.add(refused);
    await change(seller, 'submitEvidence', disputeId);
    expect(await submitted(id)).toMatchObject({ pictures: [shown(refused), shown(kept), shown(small)] });
    const reasons = {
      [refused]: 'REFUSED',
      [missing]: 'NO_FILE',
      [kept]: null,
      [large]: 'TOO_LARGE',
      [small]: null,
      [last]: 'WRONG_TYPE',
    };
    await until('the reasons', async () => (await leftOut(seller, disputeId))[last] !== null);
    expect(await leftOut(seller, disputeId)).toEqual({ [ofBuyer]: null, ...reasons });
    expect(await leftOut(support, disputeId)).toEqual({ [ofBuyer]: null, ...reasons });
  });

  it('gets a text that is cut between characters', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    for (let count = 0; count < 6; count += 1)
      expect(await reply(seller, disputeId, '🙂'.repeat(4_000))).not.toHaveProperty('code');
    await change(seller, 'submitEvidence', disputeId);
    const { text } = (await submitted(id)) as Json;
    expect(Array.from(text)).toHaveLength(20_000);
    expect(text.isWellFormed()).toBe(true);
  });

  describe('whose deadline is near', () => {
    afterEach(() => {
      delete shop.fulfilment.watch.before;
    });

    /** The answer that the bank gets from the first try that does not wait. */
    const answered = async (id: string, seller: Viewer): Promise<Json> => {
      await shop.payment(
        'disputed',
        id,
        facts(id, { evidenceDueAt: new Date(now().getTime() + 5 * hourMs).toISOString() }),
      );
      const { id: disputeId } = await until('a chargeback', async () => (await ofOrder(id))[0]);
      await show(seller, disputeId, [await picture(id, seller)]);
      await change(seller, 'submitEvidence', disputeId);
      expect(shop.payments.answers.filter(({ orderId }) => orderId === id)).toEqual([]);
      const last = `UPDATE order_task SET attempts = 5, next_at = now() WHERE order_id = $1 AND kind = 'EVIDENCE'`;
      expect(await shop.pool.query(last, [id])).toMatchObject({ rowCount: 1 });
      return submitted(id);
    };

    it('has its texts sent alone when its pictures cannot be sent', async () => {
      const { id, seller } = await bought();
      shop.payments.withoutPictures.add(id);
      const sent = await answered(id, seller);
      expect(sent).toMatchObject({ text: expect.stringContaining('See.'), pictures: [] });
      // Stripe may keep a failure under the key of earlier tries.
      expect(sent.idempotencyKey).toMatch(/^evidence:dsp_.*:6$/);
      const [{ id: disputeId }] = await ofOrder(id);
      const reasons = await until('the reasons', async () => {
        const found = Object.values(await leftOut(seller, disputeId));
        return found.every((reason) => reason !== null) && found;
      });
      expect(reasons).toEqual(['NO_TIME']);
    });

    it('has its texts sent without the delivery when fulfilment does not answer', async () => {
      const { id, seller } = await bought();
      shop.fulfilment.delivered.set(id, { trackingNumber: 'TRK-8', startedAt: null, proof: null });
      shop.fulfilment.watch.before = (field) => {
        if (field === 'orderDelivery') throw new Error('Fulfilment is away.');
      };
      expect(await answered(id, seller)).toMatchObject({ text: expect.stringContaining('See.'), trackingNumber: null });
    });
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
    expect(shop.payments.answers.filter(({ disputeRef }) => disputeRef === `dp_${id}`)).toHaveLength(1);
    await shop.payment('charged_back', id, { ...facts(id), amount: { amountMinor: '2250', currency: 'EUR' } });
    expect(await ended(id)).toMatchObject({ id: disputeId, outcome: 'BUYER' });
  });

  it('has the amount of the bank, and is contested by itself also when both sides had said everything', async () => {
    const { id, seller } = await bought();
    const [{ id: lineId }] = (await shop.order(id)).lines;
    const opening = {
      orderId: id,
      reason: 'OTHER',
      text: 'Hm.',
      lines: [{ lineId, quantity: 1 }],
      idempotencyKey: key(),
    };
    const opened = await shop.mutate(buyer, 'openDispute', opening, '... on Dispute { id amount { amount } }');
    expect(opened).toMatchObject({ amount: { amount: '12.50' } });
    await reply(seller, opened.id, 'They signed for it.');
    expect(await reply(buyer, opened.id, 'I did not.')).toMatchObject({ status: 'READY_FOR_DECISION' });
    expect(await disputed(id)).toMatchObject({ id: opened.id, amount: { amount: '22.50' } });
    const lines = 'query ($id: ID!) { dispute(id: $id) { lines { quantity } } }';
    expect(await shop.ask(support, lines, { id: opened.id })).toEqual({ dispute: { lines: [] } });
    const services = { pool: shop.pool, now };
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).toBeNull();
    offsetMs += 8 * dayMs + 1_000;
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).not.toBeNull();
  });

  it('is known when only its end was heard of, and events of earlier versions do not describe it', async () => {
    const { id } = await bought();
    await shop.payment('charged_back', id);
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
    const services = { pool: shop.pool, now };
    await endWaiting(services);
    expect((await ofOrder(id))[0]).toMatchObject({ status: 'ANSWERED' });
    offsetMs += 8 * dayMs + 1_000;
    await endWaiting(services);
    expect((await ofOrder(id))[0].chargeback.evidenceSubmittedAt).not.toBeNull();
    expect((await ofOrder(silent.id))[0]).toMatchObject({
      id: other.id,
      chargeback: { evidenceSubmittedAt: null },
    });
    await until('sent', () => shop.payments.answers.some(({ disputeRef }) => disputeRef === `dp_${id}`));
  });
});
