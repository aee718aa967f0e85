import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { userIdOf, type UserViewer, type Viewer } from '@soko/auth';
import type { Anvil } from '@soko/chain-simulator';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { startFixture, startTestSubgraph, type TestSubgraph, until } from '@soko/testing';
import { chain } from '../index.ts';
import {
  contractAt,
  createBoth,
  custodialWallet,
  giveWallet,
  openShop,
  publicUrl,
  receiver,
  seeCollection,
  type Shop,
  someone,
  startNode,
  variables,
} from './chain-scene.ts';

let anvil: Anvil;
let graph: TestSubgraph;
let shop: Shop;
let token: { collectionId: string; tokenId: string };
/** Time that has passed for the subgraph beside that of the machine. */
let laterMs = 0;

/** Email addresses of people who have changed theirs. */
const changed = new Map<string, string>();

/** Segments of stores, as users has them. */
const segments = new Map<string, object>();

const emailOf = ({ id }: { id: string }): string => changed.get(id) ?? `${id}@example.com`;

beforeAll(async () => {
  anvil = await startNode();
  const me = (_: unknown, __: never, viewer: Viewer) => ({
    id: userIdOf(viewer),
    email: emailOf({ id: userIdOf(viewer)! }),
  });
  const segmentMembers = (_: unknown, { segmentId }: { segmentId: string }) => segments.get(segmentId) ?? null;
  const users = startFixture('users', { Query: { me, segmentMembers } }, {}, { admits: () => true });
  graph = await startTestSubgraph(chain, {
    env: variables(anvil.url),
    peers: () => users.transport,
    now: () => new Date(Date.now() + laterMs),
  });
});
beforeEach(async () => {
  shop = await openShop(graph);
  token = await createBoth(graph, shop, { maxSupply: 500 });
});
afterAll(async () => {
  await graph.close();
  await anvil.close();
});

const person = () => someone() as UserViewer;

const refusal = '... on UserError { code message }';

async function mutate(as: UserViewer, name: string, fields: string, given: object) {
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} } }`,
    { input: given },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

const linkFields = 'id code url status quota claimed isRestricted';

const createLink = (more: object = {}, as = shop.admin) =>
  mutate(as, 'createClaimLink', `... on ClaimLink { ${linkFields} } ${refusal}`, {
    idempotencyKey: newId('req'),
    tokenId: token.tokenId,
    quota: 3,
    ...more,
  });

const claimFields = `... on Claim { id mint { id status to amount } } ... on ClaimLinkNotOpen { status } ${refusal}`;

const claim = (as: UserViewer, code: string, more: object = {}) =>
  mutate(as, 'claimToken', claimFields, { idempotencyKey: newId('req'), code, ...more });

const closeLink = (linkId: string, as = shop.admin) => mutate(as, 'closeClaimLink', linkFields, { linkId });

async function see(code: string, as?: UserViewer) {
  const { data } = await graph.query(
    `query ($code: String!) { claimLink(code: $code) { ${linkFields} token { name } myClaim { id } } }`,
    { code },
    as === undefined ? {} : { as },
  );
  return data['claimLink'];
}

describe('a claim link', () => {
  it('gives 200 people who claim at once no more than its quota, on the contract as well', async () => {
    const { code } = await createLink({ quota: 50 });
    const people = Array.from({ length: 200 }, person);
    const results = await Promise.all(people.map((each) => claim(each, code)));
    const claims = results.filter(({ mint }) => mint !== undefined);
    expect(claims).toHaveLength(50);
    expect(new Set(claims.map(({ mint }) => mint.id)).size).toBe(50);
    expect(results.filter(({ status }) => status === 'USED_UP')).toHaveLength(150);
    expect(await see(code)).toMatchObject({ status: 'USED_UP', quota: 50, claimed: 50 });
    const minted = await until('all are minted', async () => {
      await graph.subgraph.runJob('chain.send-calls');
      const { address } = await seeCollection(graph, token.collectionId);
      const count = address === null ? 0n : await contractAt(anvil.url, address).minted(1);
      return count >= 50n ? count : null;
    });
    expect(minted).toBe(50n);
  });

  it('gives a person one item, however often and wherever they ask', async () => {
    const { code } = await createLink();
    const ada = person();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(ada, code)));
    expect(new Set(claims.map(({ id }) => id)).size).toBe(1);
    expect(claims[0].mint).toMatchObject({ amount: 1, to: expect.stringMatching(/^0x[\da-fA-F]{40}$/) });
    expect(await see(code, ada)).toMatchObject({ claimed: 1, myClaim: { id: claims[0].id } });
    expect(await see(code)).toMatchObject({ claimed: 1, myClaim: null });
    expect((await claim(ada, code, { address: receiver })).id).toBe(claims[0].id);
    expect((await claim(person(), code, { address: receiver })).mint).toMatchObject({ to: receiver });
  });

  it('shows the one who has claimed their mint, and others nothing of it', async () => {
    const { code } = await createLink();
    const ada = person();
    const { id, mint } = await claim(ada, code);
    const seen = async (as: UserViewer) =>
      (await graph.query('query ($id: ID!) { mint(id: $id) { id } }', { id: mint.id }, { as })).data['mint'];
    expect([await seen(ada), await seen(person())]).toEqual([{ id: mint.id }, null]);
    const [event] = (await graph.told('chain.claim.claimed')).filter(({ subject }) => subject === id);
    expect(event!.data).toMatchObject({ userId: ada.id, claim: { storeId: shop.storeId, mintId: mint.id } });
  });

  it('lets only those on its list claim: by email address, or by a wallet of theirs', async () => {
    const [ada, ben, stranger] = [person(), person(), person()];
    const wallet = await custodialWallet(graph, ben);
    const { code, isRestricted } = await createLink({
      allowList: { emails: [emailOf(ada).toUpperCase()], addresses: [wallet.toLowerCase()] },
    });
    expect(isRestricted).toBe(true);
    expect((await claim(ada, code)).mint).toMatchObject({ amount: 1 });
    expect((await claim(ben, code)).mint).toMatchObject({ to: wallet });
    expect(await claim(stranger, code)).toMatchObject({ code: 'NOT_ON_ALLOW_LIST' });
    // The address of somebody else does not help.
    expect(await claim(stranger, code, { address: wallet })).toMatchObject({ code: 'NOT_ON_ALLOW_LIST' });
    const { rows } = await graph.pool.query<{ digest: string }>('SELECT digest FROM claim_allowed');
    expect(rows.every(({ digest }) => /^[\w-]{43}$/.test(digest))).toBe(true);
  });

  it('lets the people of a segment claim, as they were when it was made', async () => {
    const [ada, ben, stranger] = [person(), person(), person()];
    const contact = { contactId: newId('ctc'), isWritten: false };
    const members = [
      { ...contact, email: emailOf(ada), userId: ada.id },
      { ...contact, email: emailOf(ben), userId: null },
      { ...contact, email: null, userId: newId('usr') },
    ];
    const [segmentId, other] = [newId('sgm'), newId('sgm')];
    segments.set(segmentId, { storeId: shop.storeId, members, next: null });
    segments.set(other, { storeId: newId('sto'), members, next: null });
    const endsAt = new Date(Date.now() + laterMs + 86_400_000).toISOString();
    const asked = { allowList: { segmentId, emails: [emailOf(ada)] }, idempotencyKey: newId('req'), endsAt };
    const link = await createLink(asked);
    const { code } = link;
    members.length = 0;
    for (const each of [ada, ben]) expect((await claim(each, code)).mint).toMatchObject({ amount: 1 });
    expect(await claim(stranger, code)).toMatchObject({ code: 'NOT_ON_ALLOW_LIST' });
    expect(await createLink({ allowList: { segmentId: other } })).toEqual({ error: 'NOT_FOUND' });
    expect(await createLink({ allowList: {} })).toEqual({ error: 'BAD_USER_INPUT' });
    // A repeat asks nothing of users, who may not have the segment any more, and may come after the end.
    segments.delete(segmentId);
    laterMs += 86_400_000;
    expect(await createLink(asked)).toMatchObject({ id: link.id, status: 'ENDED' });
    expect(await createLink({ ...asked, quota: 4 })).toEqual({ error: 'IDEMPOTENCY_MISMATCH' });
  });

  it('uses an entry of its list up with a claim, also when the address is that of another account later, or at the same time', async () => {
    const [ada, ben, cleo] = [person(), person(), person()];
    const wallet = `0x${randomBytes(20).toString('hex')}`;
    const { code } = await createLink({ allowList: { emails: [emailOf(cleo)], addresses: [wallet] } });
    await giveWallet(graph, ada, wallet);
    const first = await claim(ada, code, { address: receiver });
    expect(first.mint).toMatchObject({ to: receiver });
    await giveWallet(graph, ben, wallet);
    expect(await claim(ben, code)).toMatchObject({ code: 'NOT_ON_ALLOW_LIST' });
    expect(await claim(ada, code)).toMatchObject({ id: first.id });
    const people = [cleo, ...Array.from({ length: 5 }, person)];
    for (const { id } of people) changed.set(id, emailOf(cleo));
    const results = await Promise.all(people.map((each) => claim(each, code)));
    expect(results.filter(({ mint }) => mint !== undefined)).toHaveLength(1);
    expect(results.filter((result) => result.code === 'NOT_ON_ALLOW_LIST')).toHaveLength(5);
    expect(await see(code)).toMatchObject({ status: 'OPEN', claimed: 2 });
  });

  it('opens, ends and is closed in its time', async () => {
    const [day, now] = [86_400_000, Date.now() + laterMs];
    const window = { startsAt: new Date(now + day).toISOString(), endsAt: new Date(now + 2 * day).toISOString() };
    const { code } = await createLink(window);
    const open = await createLink();
    expect(await claim(person(), code)).toMatchObject({ code: 'CLAIM_LINK_NOT_OPEN', status: 'UPCOMING' });
    laterMs += day;
    expect((await claim(person(), code)).mint).toMatchObject({ amount: 1 });
    laterMs += day;
    expect(await claim(person(), code)).toMatchObject({ status: 'ENDED' });
    expect(await closeLink(open.id)).toMatchObject({ status: 'CLOSED' });
    expect(await closeLink(open.id)).toMatchObject({ status: 'CLOSED' });
    expect(await claim(person(), open.code)).toMatchObject({ status: 'CLOSED' });
    const told = (await graph.told()).filter(({ subject }) => subject === open.id).map(({ type }) => type);
    expect(told).toEqual(['chain.claim_link.created', 'chain.claim_link.closed']);
  });

  it('gives its quota back when the store has nothing left', async () => {
    const scarce = await openShop(graph, { mintQuota: 1 });
    const { tokenId } = await createBoth(graph, scarce, { maxSupply: 500 });
    const { code } = await createLink({ tokenId }, scarce.admin);
    expect((await claim(person(), code)).mint).toMatchObject({ amount: 1 });
    expect(await claim(person(), code)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(await see(code)).toMatchObject({ claimed: 1 });
  });

  it('is created and closed by administrators of the store, and listed by its team', async () => {
    const idempotencyKey = newId('req');
    const [first, repeat] = [await createLink({ idempotencyKey }), await createLink({ idempotencyKey })];
    expect(repeat).toEqual(first);
    expect(first).toMatchObject({ status: 'OPEN', url: `${publicUrl}/claim/${first.code}` });
    const second = await createLink();
    const stranger = person();
    for (const other of [shop.member, stranger]) {
      expect(await createLink({}, other)).toEqual({ error: 'FORBIDDEN' });
      expect(await closeLink(first.id, other)).toEqual({ error: 'NOT_FOUND' });
    }
    const list = async (as: UserViewer) => {
      const { data, errors } = await graph.query(
        'query ($storeId: ID!) { claimLinks(storeId: $storeId) { nodes { id } } }',
        { storeId: shop.storeId },
        { as },
      );
      return errors === undefined ? data['claimLinks'].nodes : errors[0]!.extensions?.['code'];
    };
    expect(await list(shop.member)).toEqual([{ id: second.id }, { id: first.id }]);
    expect(await list(stranger)).toBe('FORBIDDEN');
  });

  it.each([
    ['no quota', { quota: 0 }],
    ['an empty list', { allowList: { emails: [], addresses: [] } }],
    ['a list with no address', { allowList: { emails: ['ada'] } }],
    ['an end that is over', { endsAt: '2020-01-01T00:00:00Z' }],
  ])('is refused with %s', async (_name, more) => {
    expect(await createLink(more)).toEqual({ error: 'BAD_USER_INPUT' });
  });

  it('is made again when its mint has failed, once for each failure and three times at most, as long as the link is not closed', async () => {
    const ben = person();
    const { code } = await createLink({ quota: 1, allowList: { emails: [emailOf(ben)] } });
    const { address } = await until('the collection is deployed', async () => {
      await graph.subgraph.runJob('chain.send-calls');
      const found = await seeCollection(graph, token.collectionId);
      return found.status === 'DEPLOYED' ? found : null;
    });
    const untilStatus = (status: string, of = code) =>
      until(`the mint is ${status}`, async () => {
        await graph.subgraph.runJob('chain.send-calls');
        const { data } = await graph.query(
          'query ($code: String!) { claimLink(code: $code) { claimed myClaim { id mint { id status } } } }',
          { code: of },
          { as: ben },
        );
        return data['claimLink'].myClaim.mint.status === status ? data['claimLink'] : null;
      });
    // A contract that takes no tokens: the collection itself.
    const first = await claim(ben, code, { address });
    await untilStatus('FAILED');
    const again = await Promise.all(Array.from({ length: 5 }, () => claim(ben, code, { address: receiver })));
    expect(new Set(again.map(({ id, mint }) => `${id} ${mint.id}`)).size).toBe(1);
    expect(again[0].id).toBe(first.id);
    expect(again[0].mint).toMatchObject({ to: receiver });
    const { claimed, myClaim } = await untilStatus('CONFIRMED');
    expect({ claimed, mint: myClaim.mint.id }).toEqual({ claimed: 1, mint: again[0].mint.id });
    const often = await createLink();
    const seen = new Set<string>();
    for (let count = 0; count < 4; count += 1) {
      seen.add((await claim(ben, often.code, { address })).mint.id);
      await untilStatus('FAILED', often.code);
    }
    expect(seen.size).toBe(4);
    // Each mint that fails costs the operator: no fifth is made, also for another address.
    const last = await Promise.all(Array.from({ length: 3 }, () => claim(ben, often.code, { address: receiver })));
    expect(last.filter(({ mint }) => seen.has(mint.id) && mint.status === 'FAILED')).toHaveLength(3);
    const { id: linkId, code: other } = await createLink();
    await claim(ben, other, { address });
    await untilStatus('FAILED', other);
    await closeLink(linkId);
    expect(await claim(ben, other, { address: receiver })).toMatchObject({ code: 'CLAIM_LINK_NOT_OPEN' });
  });

  it('forgets who has claimed when they are erased', async () => {
    const { code } = await createLink();
    const ada = person();
    const { id } = await claim(ada, code);
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: ada.id, sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('the claim has no person', async () => {
      const { rows } = await graph.pool.query('SELECT FROM claim WHERE id = $1 AND user_id IS NULL', [id]);
      return rows.length === 1;
    });
    // A token of the account that is still valid makes nothing for it any more.
    expect(await claim(ada, code, { address: receiver })).toEqual({ error: 'UNAUTHENTICATED' });
    const made = await graph.query('mutation { createCustodialWallet { __typename } }', {}, { as: ada });
    expect(made.errors?.[0]!.extensions?.['code']).toBe('UNAUTHENTICATED');
    expect(await see(code)).toMatchObject({ claimed: 1 });
  });
});
