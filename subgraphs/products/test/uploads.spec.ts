import { mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { expireUploads } from '../commands/expire-uploads.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { openMedia } from '@soko/media';
import { readEnv } from '@soko/env';
import { productsEnv } from '../env.ts';
import { customer, type Market, openMarket, sealKey, type TestSeller, type PublishedEvent } from './market.ts';
import { pictures } from './pictures.ts';
import { put, wholeUpload } from './send-file.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** A request with exactly this path; fetch would normalise it. */
const rawGet = (server: string, path: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server);
    get({ hostname, port, path }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });

describe('uploading', () => {
  let market: Market;
  let app: FastifyInstance;
  let folder: string;
  let ada: TestSeller;
  let clock = 0;
  const env: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-media-'));
    const port = await freePort();
    Object.assign(env, {
      SOKO_MEDIA_DIR: folder,
      SOKO_PUBLIC_URL: `http://127.0.0.1:${port}`,
      SOKO_MEDIA_KEY: 'a key for the specs alone',
      MEDIA_MAX_IMAGE_BYTES: '100000',
      MEDIA_MAX_SELLER_MEBIBYTES: '10',
    });
    market = await openMarket(env, () => new Date(Date.now() + clock));
    app = Fastify({ forceCloseConnections: true });
    await market.subgraph.routes(app);
    await app.listen({ port, host: '127.0.0.1' });
    ada = await market.seller('Ada');
  });
  afterAll(async () => {
    await app.close();
    await market.close();
    await rm(folder, { recursive: true });
  });

  const ask = (input: object, as = ada.as) =>
    market.mutate(as, 'createUpload', { fileName: 'a.png', mimeType: 'image/png', size: 100, ...input }, wholeUpload);
  const upload = async (mimeType: string, bytes: Buffer) => {
    const asked = await ask({ mimeType, size: bytes.length });
    return { asked, response: await put(asked, bytes) };
  };
  const look = async (id: string, as = ada.as) =>
    (
      await market.query(
        'query ($id: ID!) { upload(id: $id) { id status url publicUrl width height } }',
        { id },
        { as },
      )
    ).data['upload'];

  it.each(Object.keys(pictures))('accepts a picture of the type %s, reads its size and serves it', async (mimeType) => {
    const bytes = pictures[mimeType]!(320, 200);
    const { asked, response } = await upload(mimeType, bytes);
    expect(response.status).toBe(204);
    const arrived = await look(asked.id);
    expect(arrived).toMatchObject({ status: 'UPLOADED', url: null, width: 320, height: 200 });
    const served = await fetch(arrived.publicUrl);
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    expect(served.headers.get('content-type')).toBe(mimeType);
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('content-security-policy')).toContain('sandbox');
    expect(served.headers.get('cache-control')).toContain('immutable');
  });

  it('accepts a chunked body without a length', async () => {
    const bytes = pictures['image/png']!(64, 64);
    const asked = await ask({ size: bytes.length });
    const pieces = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 10) controller.enqueue(bytes.subarray(at, at + 10));
        controller.close();
      },
    });
    expect((await put(asked, pieces)).status).toBe(204);
  });

  it('refuses a file that differs from its announcement, removes it, and accepts another one', async () => {
    const bytes = pictures['image/png']!(10, 10);
    const asked = await ask({ size: bytes.length });
    const script = Buffer.from('<script>alert(1)</script>'.padEnd(bytes.length));
    expect((await put(asked, script)).status).toBe(422);
    expect((await put(asked, pictures['image/gif']!(1, 1))).status).toBe(400);
    expect((await put(asked, Buffer.concat([bytes, bytes]))).status).toBe(400);
    expect((await put(asked, bytes, { 'content-type': 'image/gif' })).status).toBe(415);
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(65_536)),
    });
    expect(
      await put(asked, endless).then(
        ({ status }) => status,
        () => 'cut off',
      ),
    ).not.toBe(204);
    expect(await look(asked.id)).toMatchObject({ status: 'PENDING', publicUrl: null });
    for (const place of ['images', 'incoming']) {
      expect((await readdir(join(folder, place))).filter((name) => name.includes(asked.id))).toEqual([]);
    }
    expect((await put(asked, bytes)).status).toBe(204);
    expect((await put(asked, bytes)).status).toBe(409);
  });

  it('serves what was checked when many files are sent to one URL at the same time', async () => {
    const bytes = [1, 2, 3, 4, 5, 6].map((fill) => {
      const picture = pictures['image/png']!(60, 60);
      // In the pixels.
      return picture.fill(fill, 45, picture.length - 16);
    });
    const asked = await ask({ size: bytes[0]!.length });
    const statuses = (await Promise.all(bytes.map((each) => put(asked, each)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    const { publicUrl } = await look(asked.id);
    const served = async () => Buffer.from(await (await fetch(publicUrl)).arrayBuffer());
    const first = await served();
    expect(bytes.some((each) => each.equals(first))).toBe(true);
    expect((await put(asked, bytes[5]!)).status).toBe(409);
    expect((await served()).equals(first)).toBe(true);
    expect((await readdir(join(folder, 'images'))).filter((name) => name.includes(asked.id))).toHaveLength(1);
  });

  it.each([
    [20_000, 10],
    [10, 20_000],
    [9_000, 9_000],
  ])('refuses a picture of %i × %i pixels, by its header', async (width, height) => {
    // A small file that claims to be huge.
    const bytes = pictures['image/jpeg']!(width, height);
    const { response } = await upload('image/jpeg', bytes);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('16,384');
  });

  it('accepts the names that browsers give to CSV files, with a charset', async () => {
    for (const mimeType of ['text/csv; charset=utf-8', 'application/vnd.ms-excel', 'Text/CSV;charset="UTF-8"']) {
      const bytes = Buffer.from('title\n');
      const asked = await ask({ mimeType, size: bytes.length, fileName: 'a.csv' });
      expect(asked.headers).toEqual([{ name: 'content-type', value: 'text/csv' }]);
      expect((await put(asked, bytes, { 'content-type': 'text/csv; charset=utf-8' })).status).toBe(204);
    }
  });

  it('bounds the bytes of all files of a seller, also of those announced at the same time', async () => {
    const greedy = await market.seller('Greedy');
    const size = 524_288 * 3;
    const asks = Array.from({ length: 8 }, () => ask({ mimeType: 'text/csv', size }, greedy.as));
    const answers = await Promise.all(asks);
    expect(answers.filter(({ __typename }) => __typename === 'Upload')).toHaveLength(6);
    const refused = answers.find(({ code }) => code === 'UPLOAD_QUOTA_EXCEEDED');
    expect(refused.message).toContain('9 of at most 10 MiB');
    expect(await ask({ mimeType: 'text/csv', size: 524_288 * 2 }, greedy.as)).toMatchObject({ __typename: 'Upload' });
    // Other sellers have their own.
    expect(await ask({ mimeType: 'text/csv', size })).toMatchObject({ __typename: 'Upload' });
  });

  it('refuses a URL that is unsigned, changed or expired', async () => {
    const bytes = pictures['image/png']!(10, 10);
    const [asked, other] = [await ask({ size: bytes.length }), await ask({ size: bytes.length })];
    const url = new URL(asked.url);
    url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 1000));
    expect((await put({ ...asked, url: url.href }, bytes)).status).toBe(403);
    expect((await put({ ...asked, url: asked.url.replace(asked.id, other.id) }, bytes)).status).toBe(403);
    expect((await put({ ...asked, url: asked.url.split('?')[0]! }, bytes)).status).toBe(403);
    clock = 3_601_000;
    expect((await put(asked, bytes)).status).toBe(403);
    expect(
      (await market.query('query ($id: ID!) { upload(id: $id) { url } }', { id: asked.id }, { as: ada.as })).data[
        'upload'
      ].url,
    ).toBeNull();
    clock = 0;
  });

  it('expires an upload without a file after one hour', async () => {
    const [late, intime] = [await ask({}), await upload('image/png', pictures['image/png']!(10, 10))];
    const db = new PrismaClient({ adapter: market.subgraph.database.adapter });
    const media = openMedia(readEnv(productsEnv, { SOKO_SEAL_KEY: sealKey, ...env })).store;
    await expireUploads({ db, media, now: () => new Date(Date.now() + 3_601_000) });
    expect(await look(late.id)).toMatchObject({ status: 'EXPIRED', url: null });
    expect(await look(intime.asked.id)).toMatchObject({ status: 'UPLOADED' });
  });

  it('is limited to sellers, to known types and to a maximum size', async () => {
    expect(await ask({}, customer)).toMatchObject({ code: 'SELLER_NOT_ACTIVE' });
    expect(await ask({ mimeType: 'image/svg+xml' })).toMatchObject({ code: 'FILE_TYPE_REFUSED' });
    expect(await ask({ mimeType: 'text/html' })).toMatchObject({ code: 'FILE_TYPE_REFUSED' });
    expect(await ask({ size: 100_001 })).toMatchObject({ code: 'FILE_SIZE_REFUSED' });
    expect(await ask({ size: 0 })).toMatchObject({ code: 'FILE_SIZE_REFUSED' });
    expect(await ask({ size: 100_001, mimeType: 'text/csv' })).toMatchObject({ __typename: 'Upload' });
    const { id } = await ask({});
    const bob = await market.seller('Bob');
    expect(await look(id, bob.as)).toBeNull();
  });

  it.each([
    '../package.json',
    '..%2f..%2fetc/passwd',
    'images/../../x.png',
    '.hidden.png',
    'images/',
    'imports/x.csv',
    'a.html',
    '%00.png',
  ])('serves nothing at /media/%s', async (path) => {
    await mkdir(join(folder, 'imports'), { recursive: true });
    await writeFile(join(folder, 'imports', 'x.csv'), 'secret');
    await writeFile(join(folder, 'a.html'), '<b>');
    await writeFile(join(folder, '.hidden.png'), 'secret');
    const { status, body } = await rawGet(`${env['SOKO_PUBLIC_URL']}`, `/media/${path}`);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
  });

  describe('a picture of a product', () => {
    const media = '... on Product { media { id url width height alt } version }';
    const picture = async (): Promise<string> => (await upload('image/png', pictures['image/png']!(30, 20))).asked.id;

    it('is attached, ordered and removed', async () => {
      const productId = await market.product(ada);
      const attach = async (alt: string, position?: number) =>
        market.mutate(ada.as, 'attachMedia', { productId, uploadId: await picture(), alt, position }, media);
      await attach('one');
      await attach('two');
      const { media: three } = await attach('zero', 0);
      expect(three).toMatchObject([{ alt: 'zero', width: 30, height: 20 }, { alt: 'one' }, { alt: 'two' }]);
      expect((await fetch(three[0].url)).status).toBe(200);
      const [zero, one, two] = three.map(({ id }: { id: string }) => id);
      const reordered = await market.mutate(ada.as, 'reorderMedia', { productId, mediaIds: [two, zero, one] }, media);
      expect(reordered.media.map(({ alt }: { alt: string }) => alt)).toEqual(['two', 'zero', 'one']);
      for (const mediaIds of [
        [two, zero],
        [two, zero, zero],
        [two, zero, one, 'med_x'],
      ]) {
        expect(
          await market.mutate(ada.as, 'reorderMedia', { productId, mediaIds }, '... on MediaMismatch { mediaIds }'),
        ).toMatchObject({
          code: 'MEDIA_MISMATCH',
          mediaIds: [two, zero, one],
        });
      }
      expect((await market.mutate(ada.as, 'removeMedia', { productId, mediaId: zero }, media)).media).toHaveLength(2);
      expect(await market.mutate(ada.as, 'removeMedia', { productId, mediaId: zero })).toMatchObject({
        code: 'MEDIA_MISMATCH',
      });
      const changed = (await market.told('products.product.updated')).filter(({ subject }) => subject === productId);
      expect(changed.every(({ data }: PublishedEvent) => data.changed.join() === 'media')).toBe(true);
    });

    it('is kept once it was shown, because orders show it, and removed when nothing ever used it', async () => {
      const productId = await market.product(ada);
      const [shown, unused] = [await picture(), await picture()];
      const shownMedia = await market.mutate(ada.as, 'attachMedia', { productId, uploadId: shown }, media);
      const [{ id: mediaId, url }] = shownMedia.media;
      await market.mutate(ada.as, 'removeMedia', { productId, mediaId }, media);
      clock += 8 * 86_400_000;
      await market.subgraph.runJob('products.remove-unused-files');
      expect((await fetch(url)).status).toBe(200);
      const refused = await market
        .mutate(ada.as, 'attachMedia', { productId, uploadId: unused }, '... on UploadNotUsable { code }')
        .catch((error: Error) => error.message);
      expect(JSON.stringify(refused)).toMatch(/UPLOAD_NOT_USABLE|BAD_USER_INPUT/);
      clock -= 8 * 86_400_000;
    });

    it('must have arrived, be a picture of the viewer, and be one of at most twenty', async () => {
      const productId = await market.product(ada);
      const attach = (uploadId: string) =>
        market.mutate(ada.as, 'attachMedia', { productId, uploadId }, '... on UploadNotUsable { status }');
      expect(await attach((await ask({})).id)).toMatchObject({ code: 'UPLOAD_NOT_USABLE', status: 'PENDING' });
      const text = await upload('text/csv', Buffer.from('title\n'));
      expect(await attach(text.asked.id)).toMatchObject({ code: 'UPLOAD_NOT_USABLE' });
      const bob = await market.seller('Bob');
      const bobs = await market.mutate(
        bob.as,
        'createUpload',
        { fileName: 'b', mimeType: 'image/png', size: 5 },
        wholeUpload,
      );
      await expect(attach(bobs.id)).rejects.toThrow('BAD_USER_INPUT');
      const uploadId = await picture();
      for (let index = 0; index < 20; index += 1) await attach(uploadId);
      expect(await attach(uploadId)).toMatchObject({ code: 'TOO_MANY_MEDIA' });
    });
  });
});
