import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Outcome, TestSeller } from '../market.ts';
import { pictures } from '../pictures.ts';
import { put, wholeUpload } from '../send-file.ts';
import { openReviews, type ReviewScene, wholeReview } from './scene.ts';

describe('pictures of reviews', () => {
  let scene: ReviewScene;
  let seller: TestSeller;
  let product: string;
  let folder: string;
  let app: FastifyInstance;
  let here: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-review-media-'));
    scene = await openReviews({
      SOKO_MEDIA_DIR: folder,
      SOKO_MEDIA_KEY: 'a key for the specs alone',
      MEDIA_MAX_REVIEWER_MEBIBYTES: '1',
    });
    app = Fastify({ forceCloseConnections: true });
    await scene.subgraph.routes(app);
    await app.listen({ port: 0, host: '127.0.0.1' });
    here = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    seller = await scene.seller('Ada');
    product = await scene.product(seller);
  });
  afterAll(async () => {
    await app?.close();
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (url: string): string => `${here}${new URL(url).pathname}${new URL(url).search}`;
  const create = (as: Viewer, more: object = {}): Promise<Outcome> =>
    scene.mutate(
      as,
      'createUpload',
      { fileName: 'lamp.png', mimeType: 'image/png', size: 10, purpose: 'REVIEW', ...more },
      wholeUpload,
    );
  async function uploaded(as: Viewer, width = 64): Promise<string> {
    const bytes = pictures['image/png']!(width, 48);
    const upload = await create(as, { size: bytes.length });
    expect((await put({ ...upload, url: at(upload.url) }, bytes)).status).toBe(204);
    return upload.id;
  }
  const loads = async (url: string): Promise<number> => (await fetch(at(url))).status;
  const ordered = (buyer: Viewer) => scene.delivered({ seller, buyer, products: [product] });

  it('are uploaded by everyone with an account, and nothing else is', async () => {
    const buyer = scene.buyer();
    expect(await create(buyer)).toMatchObject({ status: 'PENDING' });
    expect(await create(buyer, { purpose: 'CATALOGUE' })).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    expect(await create(buyer, { mimeType: 'text/csv' })).toMatchObject({ code: 'FILE_TYPE_REFUSED' });
    expect(await create(buyer, { size: 900_000 })).toMatchObject({ status: 'PENDING' });
    expect(await create(buyer, { size: 900_000 })).toMatchObject({ code: 'UPLOAD_QUOTA_EXCEEDED' });
    const key: Viewer = { kind: 'apiKey', id: newId('key'), storeId: 'sto_1', scopes: ['products:write'] };
    const input = { fileName: 'a.png', mimeType: 'image/png', size: 10, purpose: 'REVIEW' };
    expect(await scene.failure(key, 'createUpload', input)).toEqual({ code: 'FORBIDDEN' });
  });

  it('belong to one review, and go with it', async () => {
    const [buyer, other] = [scene.buyer(), scene.buyer()];
    const [orderId, second, others] = [await ordered(buyer), await ordered(buyer), await ordered(other)];
    const [one, two] = [await uploaded(buyer, 64), await uploaded(buyer, 65)];
    const of = (order: string, uploadIds: string[]) => ({
      orderId: order,
      target: 'PRODUCT',
      productId: product,
      uploadIds,
    });
    const review = await scene.submit(buyer, of(orderId, [two, one]));
    expect(review.pictures.map(({ width }: Outcome) => width)).toEqual([65, 64]);
    const [shown, kept] = review.pictures.map(({ url }: Outcome) => url);
    expect([await loads(shown), await loads(kept)]).toEqual([200, 200]);
    const refused = (as: Viewer, input: object) => scene.failure(as, 'submitReview', { rating: 4, ...input });
    expect(await refused(buyer, of(second, [one]))).toEqual({ code: 'BAD_USER_INPUT', field: 'uploadIds' });
    expect(await refused(other, of(others, [one]))).toEqual({ code: 'BAD_USER_INPUT', field: 'uploadIds.0' });
    expect(await refused(buyer, of(second, [one, one]))).toEqual({ code: 'BAD_USER_INPUT', field: 'uploadIds' });
    expect((await scene.rating(product)).count).toBe(1);

    const change = { reviewId: review.id, uploadIds: [one] };
    const changed = await scene.mutate(buyer, 'updateReview', change, wholeReview);
    expect(changed.pictures).toMatchObject([{ url: kept }]);
    await scene.subgraph.runJob('products.remove-unused-files');
    expect([await loads(shown), await loads(kept)]).toEqual([404, 200]);
    scene.passDays(30);
    await scene.subgraph.runJob('products.remove-unused-files');
    expect(await loads(kept)).toBe(200);
    await scene.mutate(buyer, 'removeReview', { reviewId: review.id }, wholeReview);
    await scene.subgraph.runJob('products.remove-unused-files');
    expect(await loads(kept)).toBe(404);
  });
});
