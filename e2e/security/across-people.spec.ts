import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { downloadUrl } from '../../subgraphs/products/media/download-link.ts';
import { signUpload } from '@soko/media';
import * as buying from '../harness/buying.ts';
import type { Client } from '../harness/client.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { picture } from '../harness/picture.ts';
import { upload } from '../harness/selling.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';
import { act, attempt, codeOf } from './across/acting.ts';
import { keyedMutations } from './across/keyed-mutations.ts';
import { createWorld, type Person, type Purchase, purchase, type World } from './across/world.ts';

let soko: RunningSoko;
let world: World;

beforeAll(async () => {
  soko = await startSoko({ dataFolder: await seededDataFolder(), env: { LOG_IN_TRIES_PER_ADDRESS: '1000000' } });
  world = await createWorld(soko);
});

afterAll(async () => {
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
});

describe('the key that makes a repeat safe', () => {
  it('belongs to who sent it: it neither returns nor blocks the result of anybody else', async () => {
    const wrong: string[] = [];
    const all = await keyedMutations(world, stripeAdmin(soko.stripeAdmin));
    for (const { name, first, second, between, other, selection, made } of all) {
      const idempotencyKey = `shared-${name}`;
      const send = (as: Client, input: object) => attempt(as, name, { ...input, idempotencyKey }, selection);
      const resultOf = async (as: Client, input: object): Promise<string> => {
        const answer = await send(as, input);
        const code = codeOf(answer, name);
        return code === 'yes' ? made(answer.data[name]) : code;
      };
      const result = await resultOf(first.as, first.input);
      // A thief who knows the key and the whole input.
      const thief = await send(world.theirs.seller, first.input);
      await between?.();
      const stolen = await resultOf(second.as, second.input);
      const repeat = await resultOf(first.as, first.input);
      const otherRepeat = await resultOf(second.as, second.input);
      if (other !== undefined) {
        const of = other.name ?? name;
        const code = codeOf(await attempt(first.as, of, { ...other.input, idempotencyKey }), of);
        if (code !== 'IDEMPOTENCY_MISMATCH') wrong.push(`${name}: the key does something else: ${code}`);
      }
      if (/^[A-Z_]+$/.test(result)) wrong.push(`${name}: not done: ${result}`);
      if (JSON.stringify(thief).includes(result.split(' ')[0]!)) wrong.push(`${name}: a stranger gets the result`);
      if (/^[A-Z_]+$/.test(stolen)) wrong.push(`${name}: blocked for another: ${stolen}`);
      if (stolen === result) wrong.push(`${name}: another gets the result`);
      if (repeat !== result) wrong.push(`${name}: repeated, ${repeat} in place of ${result}`);
      if (otherRepeat !== stolen) wrong.push(`${name}: repeated by another, ${otherRepeat} in place of ${stolen}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a file of somebody else', () => {
  const statusOf = async (url: string | URL, init: RequestInit = {}): Promise<number> =>
    (await fetch(url, init)).status;

  /** The URL with one parameter changed, or left out. */
  function withParameter(url: string, name: string, value: string | null): URL {
    const changed = new URL(url);
    if (value === null) changed.searchParams.delete(name);
    else changed.searchParams.set(name, value);
    return changed;
  }

  const parameter = (url: string, name: string): string => new URL(url).searchParams.get(name)!;
  /** Another first character: the last one has bits that say nothing. */
  const flipped = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

  it('is not used by its id, whatever it is for', async () => {
    const { seller } = world.ours;
    const [front, table, goods] = await Promise.all([
      upload(seller, picture(64, 48), 'image/png', 'front.png'),
      upload(seller, Buffer.from('sku,title\nA-1,Stool\n'), 'text/csv', 'goods.csv'),
      upload(seller, Buffer.from('Goods'), 'application/pdf', 'goods.pdf', 'DIGITAL_GOODS'),
    ]);
    const own = await buying.putOnSale(world.theirs.seller, 'theirs', 'DIGITAL');
    const uses: [string, object, object][] = [
      ['attachMedia', { productId: own.productId, uploadId: front, alt: 'x' }, { productId: world.ours.productId }],
      ['importProducts', { uploadId: table }, {}],
      ['attachDigitalFile', { variantId: own.small, uploadId: goods }, { variantId: world.digital.large }],
    ];
    const seen = [];
    for (const [name, input, mine] of uses) {
      const unknown = { ...input, uploadId: `upl_${v7()}` };
      const [stolen, made] = [
        await attempt(world.theirs.seller, name, input),
        await attempt(world.theirs.seller, name, unknown),
      ];
      const message = (answer: typeof made) => answer.errors?.[0]?.message.replaceAll(/upl_\S+/g, 'upl_');
      expect(message(stolen)).toBe(message(made));
      seen.push([
        codeOf(stolen, name),
        codeOf(made, name),
        codeOf(await attempt(seller, name, { ...input, ...mine }), name),
      ]);
    }
    expect(seen).toEqual(uses.map(() => ['BAD_USER_INPUT', 'BAD_USER_INPUT', 'yes']));
  });

  it('is not written by a link that is forged, changed or expired, nor twice', async () => {
    const bytes = new Uint8Array(picture(64, 48));
    const place = async (as: Client) =>
      (await act(
        as,
        'createUpload',
        { fileName: 'a.png', mimeType: 'image/png', size: bytes.length },
        '... on Upload { id url }',
      )) as { id: string; url: string };
    const [{ id, url }, own] = [await place(world.ours.seller), await place(world.theirs.seller)];
    const put = (to: string | URL, body = bytes, type = 'image/png') =>
      statusOf(to, { method: 'PUT', headers: { 'content-type': type }, body });
    const past = Date.now() - 1_000;
    const expired = withParameter(url, 'expires', String(past));
    expired.searchParams.set('signature', signUpload(world.secrets.mediaKey, id, past));
    const refusedLinks = [
      url.replace(/\?.*/, ''),
      withParameter(url, 'signature', null),
      withParameter(url, 'signature', flipped(parameter(url, 'signature'))),
      withParameter(url, 'signature', signUpload('another key', id, Number(parameter(url, 'expires')))),
      withParameter(url, 'expires', String(Number(parameter(url, 'expires')) + 1)),
      own.url.replace(own.id, id),
      expired,
    ];
    expect(await Promise.all(refusedLinks.map((link) => put(link)))).toEqual(refusedLinks.map(() => 403));
    expect(await put(url, bytes.slice(1))).toBe(400);
    expect(await put(url, bytes, 'image/svg+xml')).toBe(415);
    expect(await put(url)).toBe(204);
    expect(await put(url)).toBe(409);
  });

  it('is not read by a link to goods that is forged, changed or expired', async () => {
    const [mine, foreign] = await Promise.all([purchase(world, world.one.user), purchase(world, world.other.user)]);
    const look = async ({ orderId }: Purchase, as: Client) => {
      const query = 'query ($id: ID!) { order(id: $id) { lines { id downloads { id url } } } }';
      return (await as.ask(query, { id: orderId })).data?.order?.lines[0] ?? null;
    };
    const linkOf = (of: Purchase, as: Client) =>
      until('the goods', async () => {
        const line = await look(of, as);
        return line?.downloads[0] === undefined ? null : { lineId: line.id, url: line.downloads[0].url as string };
      });
    const { lineId, url } = await linkOf(mine, world.one.user);
    const theirLink = await linkOf(foreign, world.other.user);
    expect(await look(mine, world.other.user)).toBeNull();
    const fileId = new URL(url).pathname.split('/').at(-1)!;
    const forged = (key: string, expiresMs: number) => downloadUrl([key], soko.url, { lineId, fileId, expiresMs });
    const soon = Date.now() + 60_000;
    const links = [
      url.replace(/\?.*/, ''),
      ...['expires', 'link', 'signature'].map((name) => withParameter(url, name, null)),
      withParameter(url, 'signature', flipped(parameter(url, 'signature'))),
      withParameter(url, 'link', flipped(parameter(url, 'link'))),
      withParameter(url, 'expires', String(Number(parameter(url, 'expires')) + 1)),
      theirLink.url.replace(theirLink.lineId, lineId),
      forged('another key', soon),
      forged(world.secrets.sealKey, Date.now() - 1_000),
    ];
    expect(await Promise.all(links.map((link) => statusOf(link)))).toEqual(links.map(() => 403));
    expect(await statusOf(forged(world.secrets.sealKey, soon))).toBe(200);
    expect(await statusOf(url)).toBe(200);
  });

  it('is not read by a link to an export of data that is forged or changed', async () => {
    const exportOf = async ({ user }: Person): Promise<{ id: string; url: string }> => {
      const { requestDataExport } = await user.data('mutation { requestDataExport { ... on DataExport { id } } }');
      const { id } = requestDataExport;
      const url = await until('the export', async () => {
        const { dataExport } = await user.data('query ($id: ID!) { dataExport(id: $id) { downloadUrl } }', { id });
        return dataExport.downloadUrl as string | null;
      });
      return { id, url };
    };
    const [mine, foreign] = await Promise.all([exportOf(world.one), exportOf(world.other)]);
    const { data, errors } = await world.other.user.ask('query ($id: ID!) { dataExport(id: $id) { downloadUrl } }', {
      id: mine.id,
    });
    expect([data?.dataExport ?? null, errors ?? null]).toEqual([null, null]);
    const token = parameter(mine.url, 'token');
    const links = [
      mine.url.replace(/\?.*/, ''),
      ...['', token.slice(1), flipped(token), parameter(foreign.url, 'token'), `${token}A`].map((changed) =>
        withParameter(mine.url, 'token', changed),
      ),
      `${mine.url}&token=${token}`,
      foreign.url.replace(foreign.id, mine.id),
    ];
    expect(await Promise.all(links.map((link) => statusOf(link)))).toEqual(links.map(() => 404));
    expect(await statusOf(mine.url)).toBe(200);
  });
});
