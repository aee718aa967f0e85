import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { until } from '@soko/testing';
import { buyer, support } from '../shop.ts';
import { chargebacksOf, hourMs, type Json, openPictureShop, type PictureShop } from './chargeback-scene.ts';

describe('the evidence against a chargeback', () => {
  let scene: PictureShop;
  beforeAll(async () => {
    scene = await openPictureShop();
  });
  afterAll(() => scene.close());
  const { bought, facts, ofOrder, disputed, change, reply, picture, show, leftOut, shown, submitted } = chargebacksOf(
    () => scene,
  );

  /** Makes the next try of the evidence due, after so many. */
  const runNow = async (id: string, attempts = 1): Promise<void> => {
    const due = `UPDATE order_task SET attempts = $2, next_at = now() WHERE order_id = $1 AND kind = 'EVIDENCE'`;
    expect(await scene.shop.pool.query(due, [id, attempts])).toMatchObject({ rowCount: 1 });
  };
  const untilDone = (id: string): Promise<boolean> =>
    until('the evidence is done', async () => {
      const text = `SELECT FROM order_task WHERE order_id = $1 AND kind = 'EVIDENCE' AND done_at IS NOT NULL`;
      return (await scene.shop.pool.query(text, [id])).rowCount === 1;
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
    const { rows } = await scene.shop.pool.query('SELECT key FROM case_picture WHERE id = $1', [missing]);
    await rm(join(scene.folder, rows[0].key));
    await change(seller, 'submitEvidence', disputeId);
    expect(await submitted(id)).toMatchObject({ text: expect.stringContaining('See.'), pictures: [shown(kept)] });
  });

  it('says which pictures the bank did not get, and why', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    const ofBuyer = await picture(id, buyer);
    await show(buyer, disputeId, [ofBuyer]);
    const all: string[] = [];
    for (let count = 0; count < 5; count += 1) all.push(await picture(id, seller));
    const [refused, missing, large, kept, last] = all as [string, string, string, string, string];
    await show(seller, disputeId, all);
    const none = Object.fromEntries([ofBuyer, ...all].map((each) => [each, null]));
    expect(await leftOut(seller, disputeId)).toEqual(none);
    const { rows } = await scene.shop.pool.query('SELECT key FROM case_picture WHERE id = $1', [missing]);
    await rm(join(scene.folder, rows[0].key));
    await scene.shop.pool.query('UPDATE case_picture SET size = 4500000 WHERE id = $1', [large]);
    await scene.shop.pool.query(`UPDATE case_picture SET mime_type = 'image/webp' WHERE id = $1`, [last]);
    scene.shop.payments.refusedPictures.add(refused);
    await change(seller, 'submitEvidence', disputeId);
    expect(await submitted(id)).toMatchObject({ pictures: [shown(refused), shown(kept)] });
    const reasons = {
      [refused]: 'REFUSED',
      [missing]: 'NO_FILE',
      [large]: 'TOO_LARGE',
      [kept]: null,
      [last]: 'WRONG_TYPE',
    };
    await until('the reasons', async () => (await leftOut(seller, disputeId))[last] !== null);
    expect(await leftOut(seller, disputeId)).toEqual({ [ofBuyer]: null, ...reasons });
    expect(await leftOut(support, disputeId)).toEqual({ [ofBuyer]: null, ...reasons });
    expect(await leftOut(buyer, disputeId)).toEqual(none);
  });

  it('has no picture that was added after its submission', async () => {
    const { id, seller } = await bought();
    const { id: disputeId } = await disputed(id);
    scene.shop.payments.withoutPictures.add(id);
    const [sooner, later, ofBuyer] = [await picture(id, seller), await picture(id, seller), await picture(id, buyer)];
    await show(seller, disputeId, [sooner]);
    await change(seller, 'submitEvidence', disputeId);
    await show(seller, disputeId, [later]);
    await show(buyer, disputeId, [ofBuyer]);
    scene.shop.payments.withoutPictures.delete(id);
    await runNow(id);
    expect(await submitted(id)).toMatchObject({ pictures: [shown(sooner)] });
    await untilDone(id);
    expect(await leftOut(seller, disputeId)).toEqual({ [sooner]: null, [later]: 'TOO_LATE', [ofBuyer]: null });
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
      delete scene.shop.fulfilment.watch.before;
    });

    const submit = async (id: string, seller: Viewer): Promise<string> => {
      await scene.shop.payment(
        'disputed',
        id,
        facts(id, { evidenceDueAt: new Date(scene.now().getTime() + 5 * hourMs).toISOString() }),
      );
      const { id: disputeId } = await until('a chargeback', async () => (await ofOrder(id))[0]);
      await show(seller, disputeId, [await picture(id, seller)]);
      await change(seller, 'submitEvidence', disputeId);
      return disputeId;
    };
    /** The answer that the bank gets from the first try that does not wait. */
    const answered = async (id: string, seller: Viewer): Promise<Json> => {
      await submit(id, seller);
      expect(scene.shop.payments.answers.filter(({ orderId }) => orderId === id)).toEqual([]);
      await runNow(id, 5);
      return submitted(id);
    };

    it('has its texts sent alone when its pictures cannot be sent', async () => {
      const { id, seller } = await bought();
      scene.shop.payments.withoutPictures.add(id);
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

    it('is not said to lack pictures that an earlier try sent whose answer was lost', async () => {
      const { id, seller } = await bought();
      scene.shop.payments.lostAnswers.add(id);
      const disputeId = await submit(id, seller);
      expect(await submitted(id)).toMatchObject({ pictures: [{ shows: 'OTHER' }] });
      await runNow(id, 5);
      await untilDone(id);
      expect(Object.values(await leftOut(seller, disputeId))).toEqual([null]);
    });

    it('has its texts sent without the delivery when fulfilment does not answer', async () => {
      const { id, seller } = await bought();
      scene.shop.fulfilment.delivered.set(id, { trackingNumber: 'TRK-8', startedAt: null, proof: null });
      scene.shop.fulfilment.watch.before = (field) => {
        if (field === 'orderDelivery') throw new Error('Fulfilment is away.');
      };
      expect(await answered(id, seller)).toMatchObject({ text: expect.stringContaining('See.'), trackingNumber: null });
    });
  });
});
