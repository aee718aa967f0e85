import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { hashOf } from '../documents/read-documents.ts';
import { connect, handBus } from './live-client.ts';
import { codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const registered = 'query Registered { things(first: 1) { id } }';
const seen = 'subscription Seen($id: ID!) { thingSeen(id: $id) { id title } }';
const other = 'query Other { things(first: 2) { id } }';
const named = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });
const data = { things: [{ id: 'prd_1' }] };

let folder: string;
let path: string;
let open: TestGateway;
let strict: TestGateway;
const bus = handBus();

const write = (...texts: string[]): Promise<void> =>
  writeFile(path, JSON.stringify(Object.fromEntries(texts.map((text) => [hashOf(text), text]))));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'soko-documents-'));
  path = join(folder, 'trusted-documents.json');
  await write(registered, seen);
  const env = { TRUSTED_DOCUMENTS_PATH: path, TRUSTED_DOCUMENTS_POLL_MS: '20' };
  [open, strict] = await Promise.all([
    startTestGateway({ env }),
    startTestGateway({ env: { ...env, TRUSTED_DOCUMENTS_ONLY: 'true' }, events: bus.source }),
  ]);
});
afterAll(async () => {
  await Promise.all([open.close(), strict.close()]);
  await rm(folder, { recursive: true });
});

const getOf = (gateway: TestGateway, parameters: Record<string, string>): Promise<Response> =>
  fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`);

describe('a client', () => {
  it('names a registered operation by its hash, by POST and by GET', async () => {
    expect((await open.post({ extensions: named(registered) })).data).toEqual(data);
    const answer = await getOf(open, { extensions: JSON.stringify(named(registered)) });
    expect(await answer.json()).toEqual({ data });
  });

  it('sends another operation once, and then its hash', async () => {
    const unknown = await open.post({ extensions: named(other) });
    expect(unknown).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
    expect((await open.post({ query: other, extensions: named(other) })).errors).toBeUndefined();
    expect((await open.post({ extensions: named(other) })).data).toEqual({
      things: [{ id: 'prd_1' }, { id: 'prd_2' }],
    });
  });

  it('cannot have a text remembered under the hash of another', async () => {
    const forged = await open.post({ query: other, extensions: named('{ things { title } }') });
    expect(forged.errors).toMatchObject([
      { message: 'The hash is not that of the text.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect((await open.post({ extensions: named('{ things { title } }') })).errors).toBeDefined();
  });
});

describe('a gateway that executes registered operations only', () => {
  it('executes them by text and by hash, over HTTP', async () => {
    expect((await strict.ask(registered)).data).toEqual(data);
    expect((await strict.post({ extensions: named(registered) })).data).toEqual(data);
  });

  it.each([
    ['another text', { query: other }],
    ['another text with the hash of a registered one', { query: other, extensions: named(registered) }],
    ['another text with its hash', { query: other, extensions: named(other) }],
    ['an unknown hash', { extensions: named(other) }],
    ['one that differs in a space', { query: `${registered} ` }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['nothing', {}],
  ])('refuses %s', async (_, body) => {
    const refused = await strict.post(body);
    expect([refused.status, codesOf(refused)]).toEqual([403, ['FORBIDDEN']]);
    expect(refused.errors?.[0]?.message).toMatch(/^Only registered operations/);
  });

  it('refuses others by GET and as a stream as well', async () => {
    expect((await getOf(strict, { query: other })).status).toBe(403);
    const stream = await fetch(`${strict.url}/graphql?${new URLSearchParams({ query: other }).toString()}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(await stream.text()).toContain('FORBIDDEN');
  });

  it('holds over a socket, also for subscriptions and hashes', async () => {
    const client = connect(strict.url);
    expect(codesOf((await client.ask(other)) as never)).toEqual(['FORBIDDEN']);
    const subscribed = client.subscribe('', { id: 'prd_1' }, named(seen));
    const refused = client.subscribe(`${seen} `, { id: 'prd_1' });
    expect(await client.ask(registered)).toEqual({ data });
    bus.publish('shop.thing', 'prd_1', 7);
    await subscribed.has(1);
    expect(subscribed.messages).toEqual([{ data: { thingSeen: { id: 'prd_1', title: '7' } } }]);
    expect(refused.refused).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await client.close();
  });

  it('goes on with the registered ones when their file is broken, and learns new ones', async () => {
    const lines = strict.log().length;
    const says = (text: RegExp) =>
      strict
        .log()
        .slice(lines)
        .some(({ msg }) => text.test(String(msg)));
    await writeFile(path, '{ "broken"');
    await until('a word about the broken file', () => says(/keeping the earlier ones/));
    expect((await strict.ask(registered)).data).toEqual(data);
    await write(registered, seen, other);
    await until('the new operation to be executed', async () => (await strict.ask(other)).errors === undefined);
  });

  it('does not start without them', async () => {
    await expect(startTestGateway({ env: { TRUSTED_DOCUMENTS_ONLY: 'true' } })).rejects.toThrow(
      'TRUSTED_DOCUMENTS_ONLY needs TRUSTED_DOCUMENTS_PATH',
    );
  });
});
