import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEnv } from '@soko/env';
import { productsEnv } from '../env.ts';
import { openMedia } from '@soko/media';
import { type Market, openMarket, type TestSeller, sealKey } from './market.ts';
import { pictures } from './pictures.ts';
import { startS3, type TestS3 } from './s3-server.ts';
import { put, wholeUpload } from './send-file.ts';

describe('uploading to S3', () => {
  let market: Market;
  let s3: TestS3;
  let ada: TestSeller;
  beforeAll(async () => {
    s3 = await startS3({ accessKeyId: 'AKTEST', secretAccessKey: 'secret/of+the=spec', bucket: 'media' });
    market = await openMarket({
      S3_ENDPOINT: s3.url,
      S3_BUCKET: 'media',
      S3_REGION: 'eu-north-1',
      S3_ACCESS_KEY_ID: 'AKTEST',
      S3_SECRET_ACCESS_KEY: 'secret/of+the=spec',
      S3_PUBLIC_URL: 'https://cdn.example.com/',
    });
    ada = await market.seller('Ada');
  });
  afterAll(async () => {
    await market.close();
    await s3.close();
  });

  const ask = (bytes: Buffer, mimeType = 'image/png') =>
    market.mutate(ada.as, 'createUpload', { fileName: 'a', mimeType, size: bytes.length }, wholeUpload);

  it('returns a URL that S3 checks, for exactly this type and size', async () => {
    const bytes = pictures['image/png']!(30, 20);
    const asked = await ask(bytes);
    expect(new URL(asked.url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(Number(new URL(asked.url).searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(3600);
    expect((await put(asked, bytes.subarray(1))).status).toBe(403);
    expect((await put(asked, bytes, { 'content-type': 'text/html' })).status).toBe(403);
    expect((await put(asked, bytes)).status).toBe(200);
    const productId = await market.product(ada);
    const attached = await market.mutate(
      ada.as,
      'attachMedia',
      { productId, uploadId: asked.id },
      '... on Product { media { url width height } }',
    );
    const url = expect.stringMatching(`^https://cdn.example.com/images/${asked.id}-[0-9a-f]{32}.png$`);
    expect(attached.media).toEqual([{ url, width: 30, height: 20 }]);
    // The signed URL stays valid at S3. What arrives there later is never served.
    const other = pictures['image/png']!(30, 20).fill(7, 60);
    expect((await put(asked, other)).status).toBe(200);
    const key = attached.media[0].url.slice('https://cdn.example.com/'.length);
    expect(s3.read(key)?.equals(bytes)).toBe(true);
    const again = { productId: await market.product(ada), uploadId: asked.id };
    const { media } = await market.mutate(ada.as, 'attachMedia', again, '... on Product { media { url } }');
    expect(media).toEqual([{ url: attached.media[0].url }]);
  });

  it('checks a file before its first use, and removes a file of another type', async () => {
    const script = Buffer.from('<script>');
    const asked = await ask(script);
    const productId = await market.product(ada);
    const attach = () => market.mutate(ada.as, 'attachMedia', { productId, uploadId: asked.id });
    expect(await attach()).toMatchObject({ code: 'UPLOAD_NOT_USABLE', message: 'The file has not arrived yet.' });
    await put(asked, script);
    expect(await attach()).toMatchObject({ code: 'UPLOAD_NOT_USABLE' });
    expect(s3.keys().filter((key) => key.includes(asked.id))).toEqual([]);
  });

  it('imports a file from the bucket', async () => {
    const csv = Buffer.from('title,sku,price,currency,type\nFrom S3,S3-1,1.00,EUR,DIGITAL\n');
    const asked = await ask(csv, 'text/csv');
    await put(asked, csv);
    const made = await market.mutate(ada.as, 'importProducts', { uploadId: asked.id }, '... on ProductImport { id }');
    const text = 'query ($id: ID!) { productImport(id: $id) { status created failed } }';
    await market.subgraph.runJob('products.run-imports');
    const { data } = await market.query(text, { id: made.id }, { as: ada.as });
    expect(data['productImport']).toEqual({ status: 'COMPLETED', created: 1, failed: 0 });
  });

  it('refuses an incomplete configuration', () => {
    expect(() => openMedia(readEnv(productsEnv, { SOKO_SEAL_KEY: sealKey, S3_BUCKET: 'media' }))).toThrow(
      'Set all of S3_ENDPOINT',
    );
  });
});
