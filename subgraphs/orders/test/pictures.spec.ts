import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { createLocalMedia } from '@soko/media';
import { inTransaction } from '@soko/postgres';
import Fastify, { type FastifyInstance } from 'fastify';
import { removeUnusedPictures } from '../commands/pictures/remove-unused-pictures.ts';
import { PicturesGone, usePictures } from '../commands/pictures/use-pictures.ts';
import { pictureLinks } from '../pictures/picture-links.ts';
import { erasePerson } from '../store/erase-person.ts';
import { buyer, guest, openShop, type Shop, stranger } from './shop.ts';

/** The smallest PNG: one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const publicUrl = 'http://soko.example';
const sealKey = 'a key for specs alone and long enough';

describe('a picture for a return or a dispute', () => {
  let shop: Shop;
  let app: FastifyInstance;
  let folder: string;
  let server: string;
  let orderId: string;
  let seller: Viewer;
  let now = new Date();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-orders-'));
    const env = { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key of this spec alone', SOKO_PUBLIC_URL: publicUrl };
    shop = await openShop({ env: { ...env, CASE_MAX_PICTURE_BYTES: '1000' }, now: () => now });
    app = Fastify({ forceCloseConnections: true });
    await shop.subgraph.routes(app);
    server = await app.listen({ port: 0, host: '127.0.0.1' });
    const { orders } = await shop.buy([[shop.stocked(5), 1]]);
    orderId = orders[0].id;
    seller = await shop.seller(orders[0].seller.id);
  });
  afterAll(async () => {
    await app.close();
    await shop.close();
    await rm(folder, { recursive: true, force: true });
  });

  const whole = '... on CasePicture { id status uploadUrl url } ... on CasePictureRefused { acceptedTypes maxBytes }';
  const ask = (as: Viewer, input: object = {}) =>
    shop.mutate(as, 'createCasePicture', { orderId, mimeType: 'image/png', size: png.length, ...input }, whole);
  const put = async (url: string, bytes: Buffer): Promise<number> => {
    const init = { method: 'PUT', headers: { 'content-type': 'image/png' }, body: new Uint8Array(bytes) };
    return (await fetch(url.replace(publicUrl, server), init)).status;
  };
  const upload = async (as: Viewer): Promise<string> => {
    const { id, uploadUrl } = await ask(as);
    expect(await put(uploadUrl, png)).toBe(204);
    return id as string;
  };
  const use = (usedBy: string, owner: string, ids: string[]) =>
    inTransaction(shop.pool, (tx) => usePictures(tx, usedBy, { orderId, owner, ids }));
  const see = (id: string, key = sealKey) =>
    fetch(pictureLinks.urlOf(key, server, id, now.getTime() + 60_000)).then(async (found) => ({
      status: found.status,
      bytes: Buffer.from(await found.arrayBuffer()),
    }));

  it('is uploaded by the buyer or the seller of the order, and by nobody else', async () => {
    expect(await ask(seller)).toMatchObject({ status: 'PENDING', url: null });
    const input = { orderId, mimeType: 'image/png', size: 10 };
    for (const other of [stranger, guest]) {
      expect(await shop.failure(other, 'createCasePicture', input)).toMatchObject({ code: 'NOT_FOUND' });
    }
    const refused = await ask(buyer, { mimeType: 'image/svg+xml' });
    expect(refused).toMatchObject({ code: 'CASE_PICTURE_REFUSED', maxBytes: 1_000 });
    const { uploadUrl } = await ask(buyer);
    expect(await put(uploadUrl, Buffer.alloc(png.length, 'x'))).toBe(422);
  });

  it('is seen by its link once it is used', async () => {
    const id = await upload(buyer);
    expect((await see(id)).status).toBe(404);
    await use('ret_1', 'usr_buyer', [id]);
    expect(await see(id)).toEqual({ status: 200, bytes: png });
    expect((await see(id, 'another key')).status).toBe(403);
  });

  it('is used once, and by its owner', async () => {
    const id = await upload(buyer);
    await expect(use('ret_2', 'usr_stranger', [id])).rejects.toThrow(PicturesGone);
    const all = await Promise.allSettled(['ret_3', 'ret_4', 'ret_5'].map((each) => use(each, 'usr_buyer', [id])));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is removed when a crash left it without a row, and not while its upload waits', async () => {
    const files = async (id: string) => {
      const found = await Promise.all(['incoming', 'pictures'].map((each) => readdir(join(folder, 'orders', each))));
      return found.flat().filter((name) => name.startsWith(id));
    };
    const kept = await upload(buyer);
    await use('ret_7', 'usr_buyer', [kept]);
    const { id, uploadUrl } = await ask(buyer);
    // The process ends once the file has its final key.
    await shop.pool.query("ALTER TABLE case_picture ADD CONSTRAINT crash CHECK (status <> 'UPLOADED') NOT VALID");
    expect(await put(uploadUrl, png)).toBe(500);
    await shop.pool.query('ALTER TABLE case_picture DROP CONSTRAINT crash');
    const atFirst = now;
    const sweepAt = async (ms: number) => {
      now = new Date(atFirst.getTime() + ms);
      await shop.subgraph.runJob('orders.remove-orphans');
      now = atFirst;
    };
    const weekMs = 8 * 86_400_000;
    await sweepAt(weekMs);
    expect(await files(id)).toHaveLength(1);
    now = new Date(atFirst.getTime() + 3_601_000);
    await shop.subgraph.runJob('orders.remove-unused-pictures');
    now = atFirst;
    await sweepAt(0);
    expect(await files(id)).toHaveLength(1);
    await sweepAt(weekMs);
    expect(await files(id)).toEqual([]);
    expect(await files(kept)).toHaveLength(1);
  });

  it('is removed with its file when nothing uses it, and when its owner is erased', async () => {
    const [used, unused] = [await upload(buyer), await upload(buyer)];
    await use('ret_6', 'usr_buyer', [used]);
    const media = createLocalMedia({ directory: folder, publicUrl, key: 'none' });
    const files = async () => (await readdir(join(folder, 'orders/pictures'))).map((name) => name.slice(0, 40));
    const remove = () => {
      const casePictures = { media, maxBytes: 1, linkMs: 1, publicUrl };
      return removeUnusedPictures({ pool: shop.pool, casePictures, now: () => now });
    };
    await remove();
    expect(await files()).toEqual(expect.arrayContaining([used, unused]));
    now = new Date(now.getTime() + 86_401_000);
    await remove();
    expect(await files()).toContain(used);
    expect(await files()).not.toContain(unused);
    await erasePerson(shop.pool, 'usr_buyer');
    await remove();
    expect(await files()).not.toContain(used);
  });
});
