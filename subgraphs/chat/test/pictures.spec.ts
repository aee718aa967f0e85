import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { silentLogger } from '@soko/log';
import { inTransaction } from '@soko/postgres';
import Fastify, { type FastifyInstance } from 'fastify';
import { removeOrphans } from '../commands/remove-orphans.ts';
import { removeUnusedPictures } from '../commands/remove-unused-pictures.ts';
import { erasePerson } from '../store/erase-person.ts';
import { createLocalMedia } from '@soko/media';
import { openChat, type Outcome, stranger, type TestChat } from './open-chat.ts';

/** The smallest PNG: one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const publicUrl = 'http://soko.example';

describe('a picture in a message', () => {
  let chat: TestChat;
  let app: FastifyInstance;
  let folder: string;
  let server: string;
  let now = new Date('2026-03-01T12:00:00Z');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'soko-chat-'));
    const env = { SOKO_MEDIA_DIR: folder, SOKO_MEDIA_KEY: 'a key of this spec alone', SOKO_PUBLIC_URL: publicUrl };
    chat = await openChat({ ...env, CHAT_MAX_PICTURE_BYTES: '1000' }, () => now);
    app = Fastify({ forceCloseConnections: true });
    await chat.subgraph.routes(app);
    server = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app.close();
    await chat.close();
    await rm(folder, { recursive: true, force: true });
  });

  const whole = '... on MessagePicture { id status uploadUrl uploadHeaders { name value } url }';
  const ask = (as: Viewer, input: object = { mimeType: 'image/png', size: png.length }) =>
    chat.mutate(as, 'createMessagePicture', input, `${whole} ... on PictureRefused { acceptedTypes maxBytes }`);
  const path = (url: string): string => url.replace(publicUrl, '');
  const put = async (url: string, bytes: Buffer, type = 'image/png'): Promise<number> => {
    const init = { method: 'PUT', headers: { 'content-type': type }, body: new Uint8Array(bytes) };
    return (await fetch(server + path(url), init)).status;
  };
  const upload = async (as: Viewer): Promise<string> => {
    const { id, uploadUrl } = await ask(as);
    expect(await put(uploadUrl, png)).toBe(204);
    return id as string;
  };
  const begun = async () => {
    const product = await chat.product();
    const buyer = chat.person();
    return { buyer, seller: product.seller, id: await chat.start(buyer, { productId: product.id }) };
  };
  const send = (as: Viewer, conversationId: string, pictureIds: string[]): Promise<Outcome> =>
    chat.mutate(as, 'sendMessage', { conversationId, pictureIds, clientId: newId('req') });

  it('is uploaded, sent and shown to the two people by a link that expires', async () => {
    const { id, buyer, seller } = await begun();
    const ids = [await upload(buyer), await upload(buyer)];
    const sent = await send(buyer, id, ids);
    expect(sent).toMatchObject({ text: '', pictures: ids.map((each) => ({ id: each })) });
    const { messages } = await chat.see(
      seller,
      id,
      'messages(last: 1) { nodes { pictures { status url width height } } }',
    );
    const [{ pictures }] = messages.nodes;
    expect(pictures[0]).toMatchObject({ status: 'SENT', width: 1, height: 1 });
    const found = await fetch(server + path(pictures[0].url));
    expect([found.status, found.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await found.arrayBuffer()).equals(png)).toBe(true);
    const other = path(pictures[0].url).replace(ids[0]!, ids[1]!);
    expect((await fetch(server + other)).status).toBe(403);
    expect((await fetch(`${server}/chat/pictures/${ids[0]}`)).status).toBe(403);
    now = new Date(now.getTime() + 601_000);
    expect((await fetch(server + path(pictures[0].url))).status).toBe(403);
  });

  it('is shown without the place at which it was taken', async () => {
    const { id, buyer, seller } = await begun();
    const note = Buffer.from('\0\0\0\x0btEXtGPS\0-1.2921\0\0\0\0', 'latin1');
    // Behind the header, which has 33 bytes.
    const taken = Buffer.concat([png.subarray(0, 33), note, png.subarray(33)]);
    const { id: pictureId, uploadUrl } = await ask(buyer, { mimeType: 'image/png', size: taken.length });
    expect(await put(uploadUrl, taken)).toBe(204);
    await send(buyer, id, [pictureId]);
    const { messages } = await chat.see(seller, id, 'messages(last: 1) { nodes { pictures { url size } } }');
    const [shown] = messages.nodes[0].pictures;
    const found = await fetch(server + path(shown.url));
    expect([shown.size, Number(found.headers.get('content-length'))]).toEqual([png.length, png.length]);
    expect(Buffer.from(await found.arrayBuffer()).equals(png)).toBe(true);
  });

  it('must be the announced picture', async () => {
    const { buyer } = await begun();
    expect(await ask(buyer, { mimeType: 'image/svg+xml', size: 10 })).toMatchObject({ code: 'PICTURE_REFUSED' });
    expect(await ask(buyer, { mimeType: 'image/png', size: 1_001 })).toMatchObject({ maxBytes: 1_000 });
    expect(await ask(buyer, { mimeType: 'image/png', size: 0 })).toMatchObject({ code: 'PICTURE_REFUSED' });
    const { uploadUrl } = await ask(buyer);
    expect(await put(uploadUrl, png.subarray(1))).toBe(400);
    expect(await put(uploadUrl, png, 'text/html')).toBe(415);
    expect(await put(uploadUrl, Buffer.alloc(png.length, 'x'))).toBe(422);
    expect(await put(uploadUrl.replace('signature=', 'signature=x'), png)).toBe(403);
    expect(await put(uploadUrl, png)).toBe(204);
    expect(await put(uploadUrl, png)).toBe(409);
  });

  it('is sent once, by the person who uploaded it, after it arrived', async () => {
    const { id, buyer, seller } = await begun();
    const pictureId = await upload(buyer);
    const foreign = { conversationId: id, pictureIds: [pictureId], clientId: newId('req') };
    expect(await chat.failure(seller, 'sendMessage', foreign)).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'pictureIds.0',
    });
    const { id: waiting } = await ask(buyer);
    expect(await send(buyer, id, [waiting])).toMatchObject({ code: 'PICTURE_NOT_USABLE' });
    const all = await Promise.all([1, 2, 3].map(() => send(buyer, id, [pictureId])));
    expect(all.map(({ __typename }) => __typename as string).toSorted()).toEqual([
      'Message',
      'PictureNotUsable',
      'PictureNotUsable',
    ]);
    const { messages } = await chat.see(buyer, id, 'messages(first: 10) { nodes { sequence } }');
    expect(messages.nodes).toHaveLength(2);
    expect(await chat.failure(stranger, 'sendMessage', foreign)).toEqual({ code: 'NOT_FOUND' });
  });

  it('is removed when a crash left it without a row, and not while its upload waits', async () => {
    const { id: conversationId, buyer } = await begun();
    const files = async (id: string) => {
      const found = await Promise.all(['incoming', 'pictures'].map((each) => readdir(join(folder, 'chat', each))));
      return found.flat().filter((name) => name.startsWith(id));
    };
    const sent = await upload(buyer);
    await send(buyer, conversationId, [sent]);
    const { id, uploadUrl } = await ask(buyer);
    // The process ends once the file has its final key.
    await chat.pool.query("ALTER TABLE picture ADD CONSTRAINT crash CHECK (status <> 'UPLOADED') NOT VALID");
    expect(await put(uploadUrl, png)).toBe(500);
    await chat.pool.query('ALTER TABLE picture DROP CONSTRAINT crash');
    const media = createLocalMedia({ directory: folder, publicUrl, key: 'none' });
    // The files have the time of this machine.
    const sweepAfter = (days: number) => {
      const at = new Date(Date.now() + days * 86_400_000);
      return removeOrphans({ pool: chat.pool, media, now: () => at, log: silentLogger }, 7 * 86_400_000);
    };
    await sweepAfter(8);
    expect(await files(id)).toHaveLength(1);
    now = new Date(now.getTime() + 3_601_000);
    await chat.subgraph.runJob('chat.remove-unused-pictures');
    await sweepAfter(6);
    expect(await files(id)).toHaveLength(1);
    await sweepAfter(8);
    expect(await files(id)).toEqual([]);
    expect(await files(sent)).toHaveLength(1);
  });

  it('is removed with its file when no message uses it', async () => {
    const { id, buyer } = await begun();
    const sent = await upload(buyer);
    await send(buyer, id, [sent]);
    const unsent = await upload(buyer);
    const media = createLocalMedia({ directory: folder, publicUrl, key: 'none' });
    const files = async () => (await readdir(join(folder, 'chat/pictures'))).map((name) => name.slice(0, 40));
    await removeUnusedPictures({ pool: chat.pool, media, now: () => now });
    expect(await files()).toEqual(expect.arrayContaining([sent, unsent]));
    now = new Date(now.getTime() + 86_401_000);
    const stuck = await upload(buyer);
    now = new Date(now.getTime() + 86_401_000);
    const failing = {
      ...media,
      remove: (key: string) => (key.includes(stuck) ? Promise.reject(new Error('stuck')) : media.remove(key)),
    };
    const removing = removeUnusedPictures({ pool: chat.pool, media: failing, now: () => now });
    await expect(removing).rejects.toThrow('rows failed');
    expect(await files()).toContain(stuck);
    expect(await files()).not.toContain(unsent);
    await removeUnusedPictures({ pool: chat.pool, media, now: () => now });
    expect(await files()).not.toContain(stuck);
    expect(await files()).toContain(sent);
    expect(await files()).not.toContain(unsent);
    expect(
      await chat.failure(buyer, 'sendMessage', { conversationId: id, pictureIds: [unsent], clientId: newId('req') }),
    ).toMatchObject({ field: 'pictureIds.0' });
    // Erasure of the sender.
    await inTransaction(chat.pool, async (tx) => void (await erasePerson(tx, buyer.id, now)));
    await removeUnusedPictures({ pool: chat.pool, media, now: () => now });
    expect(await files()).not.toContain(sent);
  });
});
