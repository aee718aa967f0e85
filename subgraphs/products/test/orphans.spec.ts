import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import Fastify from 'fastify';
import { type Market, openMarket, type TestSeller } from './market.ts';
import { pictures } from './pictures.ts';
import { startS3 } from './s3-server.ts';
import { put, type UploadTarget, wholeUpload } from './send-file.ts';

const hourMs = 3_600_000;
const weekMs = 8 * 24 * hourMs;

/** A store of files, as a spec sees it. */
interface Place {
  env: Record<string, string>;
  keys(): Promise<string[]>;
  /** Sends a file to its URL. */
  send(market: Market, upload: UploadTarget, bytes: Buffer): Promise<Response>;
  /** Writes a file past all checks. */
  write(key: string, bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

async function openFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'soko-orphans-'));
  const app = Fastify({ forceCloseConnections: true });
  const publicUrl = 'http://soko.example';
  let server: string | undefined;
  return {
    env: { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key for the specs alone', SOKO_PUBLIC_URL: publicUrl },
    async keys() {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      return files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    },
    async send(market, upload, bytes) {
      if (server === undefined) {
        await market.subgraph.routes(app);
        server = await app.listen({ port: 0, host: '127.0.0.1' });
      }
      return put({ ...upload, url: upload.url.replace(publicUrl, server) }, bytes);
    },
    async write(key, bytes) {
      await mkdir(join(folder, key, '..'), { recursive: true });
      await writeFile(join(folder, key), bytes);
    },
    async close() {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openBucket(): Promise<Place> {
  const s3 = await startS3({ accessKeyId: 'AKTEST', secretAccessKey: 'secret/of+the=spec', bucket: 'media' });
  return {
    env: {
      S3_ENDPOINT: s3.url,
      S3_BUCKET: 'media',
      S3_ACCESS_KEY_ID: 'AKTEST',
      S3_SECRET_ACCESS_KEY: 'secret/of+the=spec',
    },
    keys: async () => s3.keys(),
    send: (_, upload, bytes) => put(upload, bytes),
    write: async (key, bytes) => s3.write(key, bytes),
    close: () => s3.close(),
  };
}

describe.each([
  ['a folder', openFolder],
  ['a bucket', openBucket],
])('a file that no row names in %s', (_, open) => {
  let place: Place;
  let market: Market;
  let ada: TestSeller;
  let clock = 0;
  const bytes = pictures['image/png']!(30, 20);
  beforeAll(async () => {
    place = await open();
    market = await openMarket(place.env, () => new Date(Date.now() + clock));
    ada = await market.seller('Ada');
  });
  afterAll(async () => {
    await market.close();
    await place.close();
  });

  const ask = (): Promise<UploadTarget> =>
    market.mutate(ada.as, 'createUpload', { fileName: 'a', mimeType: 'image/png', size: bytes.length }, wholeUpload);
  const attach = async ({ id }: UploadTarget) =>
    market.mutate(ada.as, 'attachMedia', { productId: await market.product(ada), uploadId: id });
  const filesOf = async ({ id }: UploadTarget) => (await place.keys()).filter((key) => key.includes(id));
  const run = (job: string) => market.subgraph.runJob(`products.${job}`);
  /** Uploads a picture whose row is not saved, because the process ends once the file has its final key. */
  async function crash(): Promise<UploadTarget> {
    const asked = await ask();
    await market.pool.query("ALTER TABLE upload ADD CONSTRAINT crash CHECK (status <> 'UPLOADED') NOT VALID");
    await place.send(market, asked, bytes);
    await attach(asked).catch(() => {});
    await market.pool.query('ALTER TABLE upload DROP CONSTRAINT crash');
    expect(await filesOf(asked)).toEqual([expect.stringMatching(/images\/.*\.png$/)]);
    return asked;
  }
  async function used(): Promise<UploadTarget> {
    const asked = await ask();
    await place.send(market, asked, bytes);
    expect(await attach(asked)).toMatchObject({ __typename: 'Product' });
    return asked;
  }

  it('is removed a week after a crash, when its upload waits no more; no other file is', async () => {
    clock = 0;
    const [kept, broken] = [await used(), await crash()];
    await place.write('goods/demo.txt', bytes);
    clock = weekMs;
    // The upload waits for its file: another process may be checking it.
    await run('remove-orphans');
    expect(await filesOf(broken)).toHaveLength(1);
    clock = 2 * hourMs;
    await run('expire-uploads');
    await run('remove-orphans');
    expect(await filesOf(broken)).toHaveLength(1);
    clock = weekMs;
    await run('remove-orphans');
    expect(await filesOf(broken)).toEqual([]);
    expect(await filesOf(kept)).toEqual([expect.stringMatching(/images\/.*\.png$/)]);
    expect((await place.keys()).filter((key) => key.endsWith('goods/demo.txt'))).toHaveLength(1);
  });

  it('is removed with the row of its upload gone, and where uploads arrive, on every page of the list', async () => {
    clock = 0;
    const kept = await used();
    const late: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const { id } = await used();
      late.push(id);
      await place.write(`incoming/${id}.png`, bytes);
      await place.write(`incoming/${id}.png.0123456789abcdef.checked`, bytes);
    }
    const gone = await crash();
    await market.pool.query('DELETE FROM upload WHERE id = $1', [gone.id]);
    clock = weekMs;
    await run('remove-orphans');
    expect(await filesOf(gone)).toEqual([]);
    expect((await place.keys()).filter((key) => key.includes('incoming/'))).toEqual([]);
    for (const id of [kept.id, ...late])
      expect((await place.keys()).filter((key) => key.includes(`images/${id}`))).toHaveLength(1);
  });

  it('is left alone as others are sent and checked at the same moment', async () => {
    clock = weekMs;
    const sent = Promise.all(Array.from({ length: 10 }, used));
    let isOver = false;
    const ended = sent.finally(() => (isOver = true));
    do await run('remove-orphans');
    while (!isOver);
    for (const upload of await ended) expect(await filesOf(upload)).toHaveLength(1);
  });

  it('stays when the database names fewer files, because it is that of another installation', async () => {
    clock = 0;
    const kept = [await used(), await used()];
    for (let index = 0; index < 101; index += 1) await place.write(`images/${newId('upl')}.png`, bytes);
    const before = await place.keys();
    clock = weekMs;
    const other = await openMarket(place.env, () => new Date(Date.now() + clock));
    const sweep = () => other.subgraph.runJob('products.remove-orphans');
    try {
      await expect(sweep()).rejects.toThrow('The database names 0 of the files');
      const { as } = await other.seller('Bo');
      const asked = { fileName: 'b', mimeType: 'image/png', size: bytes.length };
      const own = await other.mutate(as, 'createUpload', asked, wholeUpload);
      await place.write(`incoming/${own.id}.png`, bytes);
      await expect(sweep()).rejects.toThrow('The database names 1 of the files');
    } finally {
      await other.close();
    }
    expect(await place.keys()).toEqual(expect.arrayContaining(before));
    for (const upload of kept) expect(await filesOf(upload)).toHaveLength(1);
  });
});
