import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GoodsGrant, goodsGrant, type Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { freePort } from '@soko/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { removeUnusedFiles } from '../commands/remove-unused-files.ts';
import { createLocalMedia } from '@soko/media';
import { customer, type Market, openMarket, sealKey, support, type TestSeller, variant } from './market.ts';
import { put, wholeUpload } from './send-file.ts';

const bytes = Buffer.from('0123456789');

describe('files of digital goods', () => {
  let market: Market;
  let app: FastifyInstance;
  let folder: string;
  let ada: TestSeller;
  let bob: TestSeller;
  let server: string;
  let clock = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-goods-'));
    app = Fastify({ forceCloseConnections: true });
    const port = await freePort();
    const SOKO_PUBLIC_URL = `http://127.0.0.1:${port}`;
    market = await openMarket(
      { SOKO_MEDIA_DIR: folder, SOKO_PUBLIC_URL, SOKO_MEDIA_KEY: 'a key for the specs alone' },
      () => new Date(Date.now() + clock),
    );
    await market.subgraph.routes(app);
    await app.listen({ port, host: '127.0.0.1' });
    server = SOKO_PUBLIC_URL;
    ada = await market.seller('Ada');
    bob = await market.seller('Bob');
  });
  afterAll(async () => {
    await app.close();
    await market.close();
    await rm(folder, { recursive: true });
  });

  /** The response of the routes with its body. */
  async function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
    const response = await fetch(url, { method, headers });
    return {
      statusCode: response.status,
      body: await response.text(),
      headers: Object.fromEntries(response.headers) as Record<string, string>,
    };
  }

  async function uploaded(as: Viewer = ada.as, fileName = 'Für Sie.pdf', purpose = 'DIGITAL_GOODS'): Promise<string> {
    const input = { fileName, mimeType: purpose === 'CATALOGUE' ? 'text/csv' : 'application/pdf', purpose };
    const asked = await market.mutate(as, 'createUpload', { ...input, size: bytes.length }, wholeUpload);
    expect((await put(asked, bytes)).status).toBe(204);
    return asked.id;
  }

  /** A draft with two digital variants; their ids. */
  async function draft(): Promise<{ productId: string; variantIds: [string, string] }> {
    const categoryId = await market.category(`Fonts ${newId('cat')}`);
    const variants = [1, 2].map(() => ({ ...variant(newId('var').slice(-12)), package: null }));
    const input = { title: 'Kazi Grotesk', type: 'DIGITAL', categoryId, variants };
    const made = await market.mutate(ada.as, 'createProduct', input, '... on Product { id variants { id } }');
    return { productId: made.id, variantIds: made.variants.map(({ id }: { id: string }) => id) };
  }
  const attach = (variantId: string, uploadId: string, as = ada.as) =>
    market.mutate(
      as,
      'attachDigitalFile',
      { variantId, uploadId },
      '... on Variant { digitalFiles { id fileName size } }',
    );
  const publish = (productId: string) =>
    market.mutate(
      ada.as,
      'publishProduct',
      { productId },
      '... on Product { status } ... on ProductIncomplete { missing variantIds }',
    );
  const statusOf = async (productId: string): Promise<string> =>
    (await market.query('query ($id: ID!) { product(id: $id) { status } }', { id: productId }, { as: ada.as })).data[
      'product'
    ].status;

  const grantFor = (variantId: string, more: Partial<GoodsGrant> = {}): GoodsGrant => ({
    lineId: newId('orl'),
    orderId: newId('ord'),
    variantId,
    quantity: 1,
    orderedAt: new Date(Date.now() + clock),
    viewer: 'BUYER',
    isPaid: true,
    ...more,
  });
  /** `downloads` of a line with what orders says about it. */
  async function downloads(grant: GoodsGrant | null, lineId = grant?.lineId, requestId = 'req_1') {
    const { data } = await market.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on OrderLine { downloads { id fileName size url expiresAt left begun } } } }`,
      { of: [{ __typename: 'OrderLine', id: lineId, goodsGrant: grant && goodsGrant(sealKey, requestId, grant) }] },
      { as: customer, identity: { requestId: 'req_1' } },
    );
    return data['_entities'][0].downloads;
  }
  async function onSale() {
    const made = await draft();
    const uploadId = await uploaded();
    for (const variantId of made.variantIds) await attach(variantId, uploadId);
    expect(await publish(made.productId)).toMatchObject({ status: 'ACTIVE' });
    return made;
  }

  it('are needed for every variant before the product goes on sale, and while it is on sale', async () => {
    const { productId, variantIds } = await draft();
    const [first, second] = variantIds;
    expect(await publish(productId)).toMatchObject({ missing: ['DIGITAL_GOODS'], variantIds });
    const uploadId = await uploaded();
    const attached = await attach(first, uploadId);
    expect(attached).toMatchObject({ digitalFiles: [{ fileName: 'Für Sie.pdf', size: 10 }] });
    expect(await attach(first, uploadId)).toEqual(attached);
    expect(await publish(productId)).toMatchObject({ variantIds: [second] });
    await attach(second, uploadId);
    expect(await publish(productId)).toMatchObject({ status: 'ACTIVE' });
    for (const variantId of variantIds) {
      const [file] = (await attach(variantId, uploadId)).digitalFiles;
      await market.mutate(ada.as, 'removeDigitalFile', { fileId: file.id });
    }
    expect(await statusOf(productId)).toBe('SOLD_OUT');
    await attach(first, uploadId);
    expect(await statusOf(productId)).toBe('ACTIVE');
  });

  it('are attached by the seller alone, from an upload for this purpose, to digital goods', async () => {
    const { variantIds } = await draft();
    const [variantId] = variantIds;
    const uploadId = await uploaded();
    const foreign = await uploaded(bob.as);
    expect(await market.failure(bob.as, 'attachDigitalFile', { variantId, uploadId: foreign })).toMatchObject({
      code: 'NOT_FOUND',
    });
    // A stranger learns nothing of the variant by an upload that is not theirs either, and nothing of a file.
    expect(await market.failure(bob.as, 'attachDigitalFile', { variantId, uploadId })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const [file] = (await attach(variantId, uploadId)).digitalFiles;
    const removing = [file.id, newId('dgf')].map((fileId) => market.failure(bob.as, 'removeDigitalFile', { fileId }));
    const [ofOthers, unknown] = await Promise.all(removing);
    expect(ofOthers).toEqual(unknown);
    expect(await market.failure(ada.as, 'attachDigitalFile', { variantId, uploadId: foreign })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await attach(variantId, await uploaded(ada.as, 'a.csv', 'CATALOGUE'))).toMatchObject({
      code: 'UPLOAD_NOT_USABLE',
    });
    const lamp = await market.product(ada);
    const { data } = await market.query(
      'query ($id: ID!) { product(id: $id) { variants { id digitalFiles { id } } } }',
      { id: lamp },
    );
    expect(data['product'].variants[0].digitalFiles).toBeNull();
    expect(await attach(data['product'].variants[0].id, uploadId)).toMatchObject({ code: 'NOT_DIGITAL' });
    expect(
      await market.failure(ada.as, 'createUpload', {
        fileName: 'a',
        mimeType: 'pdf',
        size: 1,
        purpose: 'DIGITAL_GOODS',
      }),
    ).toMatchObject({ field: 'mimeType' });
  });

  it('are never public', async () => {
    await onSale();
    const { rows } = await market.pool.query<{ key: string }>(
      "SELECT key FROM upload WHERE purpose = 'DIGITAL_GOODS' AND status = 'UPLOADED'",
    );
    for (const { key } of rows) expect((await get(`${server}/media/${key}`)).statusCode).toBe(404);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('are offered to the buyer of a paid order, and to nobody else', async () => {
    const { variantIds } = await onSale();
    const grant = grantFor(variantIds[0]);
    const [offered] = await downloads(grant);
    expect(offered).toMatchObject({
      fileName: 'Für Sie.pdf',
      size: 10,
      left: 5,
      begun: 0,
      url: expect.stringContaining('/downloads/orl_'),
    });
    expect(await downloads({ ...grant, isPaid: false })).toEqual([]);
    expect(await downloads({ ...grant, viewer: 'SUPPORT' })).toMatchObject([{ url: null, expiresAt: null, left: 5 }]);
    expect(await downloads(null, grant.lineId)).toBeNull();
    expect(await downloads(grant, newId('orl'))).toBeNull();
    expect(await downloads(grant, grant.lineId, 'req_2')).toBeNull();
  });

  it('are sent as attachments, in parts as well', async () => {
    const { variantIds } = await onSale();
    const [{ url }] = await downloads(grantFor(variantIds[0]));
    const whole = await get(url);
    expect([whole.statusCode, whole.body]).toEqual([200, '0123456789']);
    expect(whole.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '10',
      'content-disposition': `attachment; filename="Fur Sie.pdf"; filename*=UTF-8''F%C3%BCr%20Sie.pdf`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
    });
    const etag = whole.headers['etag']!;
    const part = await get(url, { range: 'bytes=2-4', 'if-range': etag });
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get(url, { range: 'bytes=2-4', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await get(url, { range: 'bytes=10-' })).statusCode).toBe(416);
    expect((await get(url, { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await get(url, {}, 'HEAD')).headers['content-length']).toBe('10');
  });

  it('are counted when a download begins, until none is left; support allows more', async () => {
    const { variantIds } = await onSale();
    const grant = grantFor(variantIds[0]);
    const [{ id, url }] = await downloads(grant);
    // The last bytes of a download that never began are one.
    expect((await get(url, { range: 'bytes=9-' })).statusCode).toBe(206);
    await get(url, { range: 'bytes=3-' });
    await get(url, {}, 'HEAD');
    expect(await downloads(grant)).toMatchObject([{ left: 4, begun: 1 }]);
    const other = await downloads(grant);
    const together = await Promise.all(Array.from({ length: 8 }, () => get(other[0].url)));
    expect(together.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([
      200, 200, 200, 200, 429, 429, 429, 429,
    ]);
    expect(await downloads(grant)).toEqual([{ ...other[0], id, url: null, expiresAt: null, left: 0, begun: 5 }]);
    expect((await get(url, { range: 'bytes=3-' })).statusCode).toBe(206);
    expect(await downloads(grantFor(variantIds[0]))).toMatchObject([{ left: 5 }]);
    expect(await market.failure(ada.as, 'resetDownloads', { lineId: grant.lineId })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await market.mutate(support, 'resetDownloads', { lineId: newId('orl') })).toMatchObject({
      code: 'NOTHING_DOWNLOADED',
    });
    expect(await market.mutate(support, 'resetDownloads', { lineId: grant.lineId })).toMatchObject({
      __typename: 'DownloadsReset',
    });
    expect(await downloads(grant)).toMatchObject([{ left: 5, begun: 5, url: expect.any(String) }]);
  });

  it('are refused under a link that expired or was altered', async () => {
    const { variantIds } = await onSale();
    const grant = grantFor(variantIds[0]);
    const [{ url }] = await downloads(grant);
    const [{ url: others }] = await downloads(grantFor(variantIds[1]));
    const altered = [
      url.replace(grant.lineId, newId('orl')),
      url.replace(/dgf_[^?]+/, /dgf_[^?]+/.exec(others)![0]),
      url.replace(/expires=\d+/, `expires=${Date.now() + 9e9}`),
      url.replace(/link=[^&]+/, 'link=x'),
      url.replace(/signature=.+/, 'signature='),
      url.split('?')[0]!,
    ];
    for (const each of altered) expect((await get(each)).statusCode).toBe(403);
    clock += 601_000;
    expect((await get(url)).statusCode).toBe(403);
    expect(await downloads(grant)).toMatchObject([{ left: 5, begun: 0 }]);
  });

  it('stay with those who ordered before they were removed, or before the variant was', async () => {
    const { variantIds, productId } = await onSale();
    const [variantId] = variantIds;
    const before = grantFor(variantId);
    const [{ id }] = await downloads(before);
    clock += 1_000;
    await market.mutate(ada.as, 'removeDigitalFile', { fileId: id });
    clock += 1_000;
    await attach(variantId, await uploaded(ada.as, 'Version 2.pdf'));
    expect(await downloads(grantFor(variantId))).toMatchObject([{ fileName: 'Version 2.pdf' }]);
    expect(await downloads(before)).toMatchObject([{ fileName: 'Für Sie.pdf' }, { fileName: 'Version 2.pdf' }]);
    await market.mutate(ada.as, 'removeVariant', { variantId });
    await market.mutate(ada.as, 'archiveProduct', { productId });
    const media = createLocalMedia({ directory: folder, publicUrl: server, key: 'unused' });
    await removeUnusedFiles({ pool: market.pool, media, now: () => new Date(Date.now() + 9e10) }, 30);
    const [first] = await downloads(before);
    expect((await get(first.url)).body).toBe('0123456789');
  });
});
