import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { awakeMs, until } from '@soko/testing';
import { endedAccess } from './fixture-graph.ts';
import { closedWith, connect, handBus } from './live-client.ts';
import { codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const bus = handBus();
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ events: bus.source });
});
afterAll(() => gateway.close());

const forgetAll = { sessionIds: [], accounts: [], apiKeyIds: [], storeIds: [], isComplete: true, isAway: false };
afterEach(() => void Object.assign(endedAccess, forgetAll));

const codeFor = async (token: string): Promise<unknown> =>
  codesOf(await gateway.ask('{ whoAsks { viewer } }', { token }))[0];
const signAs = (name: string, claims: object = {}) =>
  gateway.tokens.sign({ sub: `usr_${name}`, sid: `ses_${name}`, ...claims });

/** Resolves when the code that `token` gets is `code`. Fails unless that takes less than a second. */
async function within1s(token: string, code: unknown): Promise<void> {
  const isSeen = async (): Promise<boolean> => (await codeFor(token)) === code;
  expect(await awakeMs(() => until(`the code ${String(code)}`, isSeen))).toBeLessThan(1_000);
}

describe('access that ended', () => {
  it('is refused within a second for the ended session, and the others of the person go on', async () => {
    const [lost, kept] = [await signAs('ada', { sid: 'ses_lost' }), await signAs('ada', { sid: 'ses_kept' })];
    expect([await codeFor(lost), await codeFor(kept)]).toEqual([undefined, undefined]);
    endedAccess.sessionIds.push('ses_lost');
    await within1s(lost, 'UNAUTHENTICATED');
    expect(await codeFor(kept)).toBeUndefined();
    const { status, errors } = await gateway.ask('{ things { id } }', { token: lost });
    expect([status, errors?.[0]?.message]).toEqual([401, expect.stringContaining('Call `refreshSession`')]);
  });

  it('is refused for tokens of earlier rights, and not for the ones that were refreshed', async () => {
    const [former, current] = [await signAs('ben', { ver: 1 }), await signAs('ben', { ver: 2 })];
    const unversioned = await signAs('ben');
    endedAccess.accounts.push({ id: 'usr_ben', version: 2, isBlocked: false });
    await within1s(former, 'UNAUTHENTICATED');
    expect(await codeFor(unversioned)).toBe('UNAUTHENTICATED');
    expect(await codeFor(current)).toBeUndefined();
  });

  it('is refused for every token of a suspended person until they are reinstated', async () => {
    const token = await signAs('cyd', { ver: 7 });
    endedAccess.accounts.push({ id: 'usr_cyd', version: 3, isBlocked: true });
    await within1s(token, 'UNAUTHENTICATED');
    endedAccess.accounts = [{ id: 'usr_cyd', version: 4, isBlocked: false }];
    await within1s(token, undefined);
  });

  it('is refused for a revoked API key, although its viewer is cached', async () => {
    const key = 'soko_demo_secret';
    expect(await codeFor(key)).toBeUndefined();
    endedAccess.apiKeyIds.push('key_1');
    await within1s(key, 'UNAUTHENTICATED');
  });

  it('is refused for a body that comes after the end, although its header came before', async () => {
    const token = await signAs('slow');
    const body = JSON.stringify({ query: '{ me { name } }' });
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      authorization: `Bearer ${token}`,
    };
    const answer = await new Promise<string>((resolve, reject) => {
      const sending = request(`${gateway.url}/graphql`, { method: 'POST', headers }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
      });
      sending.on('error', reject);
      sending.write(body.slice(0, 5), async () => {
        expect(await codeFor(token)).toBeUndefined();
        endedAccess.sessionIds.push('ses_slow');
        await within1s(token, 'UNAUTHENTICATED');
        sending.end(body.slice(5));
      });
    });
    expect(answer).toContain('"UNAUTHENTICATED"');
  });

  it('closes the sockets of the viewer and no others', async () => {
    const [ended, other] = [connect(gateway.url, await signAs('dan')), connect(gateway.url, await signAs('eve'))];
    const query = 'subscription { myThings { id } }';
    const [lost, kept] = [ended.subscribe(query), other.subscribe(query)];
    await Promise.all([ended.ask('{ things { id } }'), other.ask('{ things { id } }')]);
    endedAccess.sessionIds.push('ses_dan');
    await until('the socket is closed', () => lost.refused !== null);
    expect(closedWith(lost.refused)).toBe(4403);
    bus.publish('shop.thing', 'prd_1', 5, { ownerId: 'usr_eve' });
    await kept.has(1);
    expect(lost.messages).toEqual([]);
    const again = connect(gateway.url, await signAs('dan'));
    const refused = again.subscribe(query);
    await until('the socket is refused', () => refused.refused !== null);
    expect(closedWith(refused.refused)).toBe(4403);
    await Promise.all([ended.close(), other.close(), again.close()]);
  });
});

describe('a gateway that cannot ask what ended', () => {
  it('keeps what it knows, and learns the rest when users answers again', async () => {
    const [known, later] = [await signAs('gus'), await signAs('hal')];
    endedAccess.sessionIds.push('ses_gus');
    await within1s(known, 'UNAUTHENTICATED');
    endedAccess.isAway = true;
    endedAccess.sessionIds.push('ses_hal');
    expect(await codeFor(known)).toBe('UNAUTHENTICATED');
    expect(await codeFor(later)).toBeUndefined();
    endedAccess.isAway = false;
    await within1s(later, 'UNAUTHENTICATED');
  });

  it('and never could, serves the public and no tokens', async () => {
    endedAccess.isAway = true;
    const blind = await startTestGateway();
    const token = await blind.tokens.sign();
    expect((await blind.ask('{ things { id } }')).errors).toBeUndefined();
    expect(codesOf(await blind.ask('{ things { id } }', { token }))).toEqual(['SERVICE_UNAVAILABLE']);
    endedAccess.isAway = false;
    await until(
      'tokens are accepted',
      async () => (await blind.ask('{ me { name } }', { token })).errors === undefined,
    );
    await blind.close();
  });

  it('about all of it makes every earlier token be refreshed', async () => {
    const issuedAt = Math.floor(Date.now() / 1000);
    const [before, after] = [await signAs('flo', { iat: issuedAt - 5 }), await signAs('flo', { iat: issuedAt + 30 })];
    endedAccess.isComplete = false;
    await within1s(before, 'UNAUTHENTICATED');
    expect(await codeFor(after)).toBeUndefined();
  });
});
