import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { until } from '@soko/testing';
import Fastify from 'fastify';
import { buyer, openShop, type Shop, support } from '../shop.ts';

/** A spec reads results as plain JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The smallest PNG: one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const publicUrl = 'http://soko.example';

export const fields = `id kind reason status outcome answerDueAt amount { amount } refund { status amount { amount } }
  chargeback { reason evidenceDueAt evidenceSubmittedAt acceptedAt } messages { side text }`;

/** A shop that keeps pictures, and takes them over HTTP. */
export interface PictureShop {
  shop: Shop;
  /** Folder of the pictures. */
  folder: string;
  server: string;
  now: () => Date;
  close(): Promise<void>;
}

export async function openPictureShop(now: () => Date = () => new Date()): Promise<PictureShop> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-orders-'));
  const env = { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key of this spec alone', SOKO_PUBLIC_URL: publicUrl };
  const shop = await openShop({ env, now });
  const app = Fastify({ forceCloseConnections: true });
  await shop.subgraph.routes(app);
  const server = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    shop,
    folder,
    server,
    now,
    async close() {
      await app.close();
      await shop.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Chargebacks of orders, with what both sides and the bank do about them. */
export function chargebacksOf(scene: () => PictureShop) {
  let keys = 0;
  const key = () => `chargeback key ${(keys += 1)}`;
  /** A delivered lamp of 12.50, with a delivery of 10.00. */
  const bought = async () => {
    const lamp = scene().shop.stocked(1);
    const { orders } = await scene().shop.buy([[lamp, 1]]);
    const id: string = orders[0].id;
    const [line] = orders[0].lines;
    await scene().shop.packaging('started', id);
    const packed = { lineId: line.id, variantId: line.variant.id, ordered: 1, packed: 1 };
    await scene().shop.packaging('completed', id, { lines: [packed], deliveryId: `dlv_${id}` });
    await scene().shop.orderIn(id, 'PACKAGED');
    await scene().shop.delivery('started', id, { attempt: 1 });
    await scene().shop.delivery('completed', id, { attempt: 1, completedAt: scene().now().toISOString() });
    await scene().shop.orderIn(id, 'FULFILLED');
    await until('captured', () => scene().shop.payments.of(id)?.status === 'CAPTURED');
    await scene().shop.payment('captured', id);
    await until('charged', async () => (await scene().shop.order(id)).paymentStatus === 'CAPTURED');
    return { id, seller: await scene().shop.seller(lamp.sellerId) };
  };
  const facts = (id: string, more: object = {}) => ({
    dispute: {
      ref: `dp_${id}`,
      reason: 'product_not_received',
      amount: { amountMinor: '2250', currency: 'EUR' },
      evidenceDueAt: new Date(scene().now().getTime() + 9 * dayMs).toISOString(),
      fee: null,
      ...more,
    },
  });
  const ofOrder = async (id: string): Promise<Json[]> =>
    (await scene().shop.ask(support, `query ($id: ID!) { order(id: $id) { disputes { ${fields} } } }`, { id })).order
      .disputes;
  const disputed = async (id: string, count = 1): Promise<Json> => {
    await scene().shop.payment('disputed', id, facts(id));
    return until('a chargeback', async () => {
      const found = await ofOrder(id);
      const last = found.at(-1);
      return found.length === count && last.kind === 'CHARGEBACK' ? last : null;
    });
  };
  const change = (as: Viewer, mutation: string, disputeId: string, more: object = {}): Promise<Json> =>
    scene().shop.mutate(as, mutation, { disputeId, ...more }, `... on Dispute { ${fields} }`);
  const reply = (as: Viewer, disputeId: string, text: string) =>
    change(as, 'replyToDispute', disputeId, { text, idempotencyKey: key() });
  const picture = async (orderId: string, as: Viewer, shows = 'OTHER'): Promise<string> => {
    const input = { orderId, mimeType: 'image/png', size: png.length, shows };
    const created = await scene().shop.mutate(as, 'createCasePicture', input, '... on CasePicture { id uploadUrl }');
    const body = new Uint8Array(png);
    const headers = { 'content-type': 'image/png' };
    expect(
      (await fetch(created.uploadUrl.replace(publicUrl, scene().server), { method: 'PUT', headers, body })).ok,
    ).toBe(true);
    return created.id;
  };
  const show = (as: Viewer, disputeId: string, pictureIds: string[]) =>
    change(as, 'replyToDispute', disputeId, { text: 'See.', pictureIds, idempotencyKey: key() });
  /** The pictures of a dispute as a viewer sees them, with the reasons for which the bank did not get them. */
  const leftOut = async (as: Viewer, disputeId: string): Promise<Json> => {
    const query = 'query ($id: ID!) { dispute(id: $id) { messages { pictures { id leftOut } } } }';
    const { dispute } = await scene().shop.ask(as, query, { id: disputeId });
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
    until('submitted', () => scene().shop.payments.answers.find((sent) => sent.orderId === orderId));
  const open = (orderId: string): Promise<Json> =>
    scene().shop.mutate(
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
  return {
    key,
    bought,
    facts,
    ofOrder,
    disputed,
    change,
    reply,
    picture,
    show,
    leftOut,
    shown,
    submitted,
    open,
    ended,
  };
}
