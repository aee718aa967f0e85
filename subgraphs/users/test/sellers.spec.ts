import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import type { Envelope } from '@soko/events';
import { kindsOf, mistake, mutationsOf, typesAbout } from './ask.ts';
import { documents, join, logIn, support } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);
const fields = '... on Seller { id handle displayName status payoutMethod { kind masked } }';
const status = '... on Seller { status } ... on WrongSellerStatus { status }';
const mpesa = { kind: 'MPESA', phone: '+254712345678' };

const apply = (as: Viewer, handle: string, more: object = {}) =>
  change(
    'applyAsSeller',
    { displayName: 'Amina’s Baskets', handle, payoutMethod: mpesa, ...more },
    as,
    `${fields} ... on AlreadySeller { seller { handle } }`,
  );

const look = async (handle: string, as?: Viewer) => {
  const document =
    'query ($handle: String) { seller(handle: $handle) { id handle displayName status payoutMethod { masked } owner { id email } history { from to reason by { id } } } }';
  return (await graph.query(document, { handle }, as ? { as } : {})).data.seller;
};

describe('applying as a seller', () => {
  it('waits for support, which approves it and grants the role', async () => {
    const amina = await join(graph, 'amina@example.com');
    const seller = await apply(amina.viewer, 'Amina-Baskets');
    expect(seller).toMatchObject({
      __typename: 'Seller',
      handle: 'amina-baskets',
      status: 'APPLIED',
      payoutMethod: { kind: 'MPESA', masked: '•••••••••5678' },
    });
    await expect(look('amina-baskets')).resolves.toBeNull();
    await expect(look('amina-baskets', amina.viewer)).resolves.toMatchObject({ status: 'APPLIED' });

    const approve = () => change('approveSeller', { sellerId: seller.id }, support, status);
    await expect(approve()).resolves.toEqual({ __typename: 'Seller', status: 'ACTIVE' });
    await expect(approve()).resolves.toMatchObject({ code: 'WRONG_SELLER_STATUS', status: 'ACTIVE' });
    await expect(look('amina-baskets')).resolves.toEqual({
      id: seller.id,
      handle: 'amina-baskets',
      displayName: 'Amina’s Baskets',
      status: 'ACTIVE',
      payoutMethod: null,
      owner: null,
      history: null,
    });
    await expect(typesAbout(graph, seller.id)).resolves.toEqual(['users.seller.applied', 'users.seller.approved']);
    expect((await graph.told('users.user.roles_changed')).at(-1)).toMatchObject({
      subject: amina.id,
      actor: { kind: 'user', id: 'usr_support' },
      data: { roles: ['CUSTOMER', 'SELLER'], previousRoles: ['CUSTOMER'] },
    });
    const again = await graph.query(documents.refreshSession, { input: { refreshToken: amina.refreshToken } });
    expect(again.data.refreshSession.user.roles).toEqual(['CUSTOMER', 'SELLER']);
  });

  it('keeps the payout destination sealed for payments', async () => {
    const amina = await join(graph, 'sealed@example.com');
    const seller = await apply(amina.viewer, 'sealed');
    const told = (await graph.told('users.seller.applied')).find(({ subject }) => subject === seller.id);
    const { payout } = (told as Envelope).data as { payout: { kind: string; masked: string; sealed: string } };
    expect(graph.unsealed('payout', payout.sealed)).toBe('+254712345678');
    const { rows } = await graph.pool.query('SELECT to_jsonb(s)::text AS row FROM sellers s WHERE id = $1', [
      seller.id,
    ]);
    expect(rows[0].row).not.toContain('712345678');
    expect(JSON.stringify(told)).not.toContain('712345678');
  });

  it('is limited to one open seller and a free handle', async () => {
    const amina = await join(graph, 'one-shop@example.com');
    await apply(amina.viewer, 'first-shop');
    await expect(apply(amina.viewer, 'second-shop')).resolves.toMatchObject({
      code: 'ALREADY_SELLER',
      seller: { handle: 'first-shop' },
    });
    const other = await join(graph, 'other-shop@example.com');
    await expect(apply(other.viewer, 'FIRST-shop')).resolves.toMatchObject({ code: 'HANDLE_TAKEN' });
  });

  it('twice at once creates one application, and assigns a handle once', async () => {
    const [one, other] = [await join(graph, 'fast1@example.com'), await join(graph, 'fast2@example.com')];
    const mine = await Promise.all([apply(one.viewer, 'fast-a'), apply(one.viewer, 'fast-b')]);
    expect(kindsOf(mine)).toEqual(['AlreadySeller', 'Seller']);
    const third = await join(graph, 'fast3@example.com');
    const ours = await Promise.all([apply(other.viewer, 'fast-c'), apply(third.viewer, 'fast-c')]);
    expect(kindsOf(ours)).toEqual(['HandleTaken', 'Seller']);
  });

  it.each([
    ['handle', { handle: 'a' }],
    ['displayName', { displayName: 'x' }],
    ['payoutMethod.phone', { payoutMethod: { kind: 'MPESA' } }],
    ['payoutMethod.iban', { payoutMethod: { kind: 'BANK_ACCOUNT', iban: 'DE00' } }],
  ])('is refused with a bad %s', async (field, wrong) => {
    const amina = await join(graph, `bad-${field}@example.com`);
    await expect(apply(amina.viewer, 'good-handle', wrong)).rejects.toEqual(mistake('BAD_USER_INPUT', field));
  });

  it('is possible again after a rejection, with the same handle', async () => {
    const amina = await join(graph, 'rejected@example.com');
    const first = await apply(amina.viewer, 'second-try');
    const answer = await change('rejectSeller', { sellerId: first.id, reason: 'No pictures' }, support, status);
    expect(answer.status).toBe('REJECTED');
    await expect(look('second-try')).resolves.toBeNull();
    const second = await apply(amina.viewer, 'second-try');
    expect(second).toMatchObject({ __typename: 'Seller', status: 'APPLIED' });
    expect(second.id).not.toBe(first.id);
  });
});

describe('a seller', () => {
  const active = async (email: string, handle: string) => {
    const owner = await join(graph, email);
    const { id } = await apply(owner.viewer, handle);
    await change('approveSeller', { sellerId: id }, support);
    return { owner: await logIn(graph, email), id };
  };

  it('is suspended, reinstated and closed, with a record of each actor', async () => {
    const { owner, id } = await active('whole-life@example.com', 'whole-life');
    const move = (name: string, input: object, as: Viewer = support) =>
      change(name, { sellerId: id, ...input }, as, status);
    await expect(move('reinstateSeller', {})).resolves.toMatchObject({ code: 'WRONG_SELLER_STATUS', status: 'ACTIVE' });
    await expect(move('suspendSeller', { reason: 'Sold air' })).resolves.toMatchObject({ status: 'SUSPENDED' });
    await expect(move('rejectSeller', { reason: 'Too late' })).resolves.toMatchObject({ code: 'WRONG_SELLER_STATUS' });
    await expect(move('reinstateSeller', {})).resolves.toMatchObject({ status: 'ACTIVE' });
    await expect(move('closeSeller', { reason: 'Retiring' }, owner.viewer)).resolves.toMatchObject({
      status: 'CLOSED',
    });
    await expect(move('closeSeller', {}, owner.viewer)).resolves.toMatchObject({ code: 'WRONG_SELLER_STATUS' });
    const { history, owner: person } = await look('whole-life', support);
    expect(person).toEqual({ id: owner.id, email: 'whole-life@example.com' });
    expect(history.map(({ from, to, reason }: Record<string, string>) => [from, to, reason])).toEqual([
      [null, 'APPLIED', null],
      ['APPLIED', 'ACTIVE', null],
      ['ACTIVE', 'SUSPENDED', 'Sold air'],
      ['SUSPENDED', 'ACTIVE', null],
      ['ACTIVE', 'CLOSED', 'Retiring'],
    ]);
    expect(history[0].by).toEqual({ id: owner.id });
    await expect(typesAbout(graph, id)).resolves.toEqual([
      'users.seller.applied',
      'users.seller.approved',
      'users.seller.suspended',
      'users.seller.reinstated',
      'users.seller.closed',
    ]);
    const { data } = await graph.query('{ me { roles } }', {}, { as: owner.viewer });
    expect(data.me.roles).toEqual(['CUSTOMER']);
  });

  it('changes only their own seller', async () => {
    const { owner, id } = await active('own-shop@example.com', 'own-shop');
    const mallory = await active('mallory-shop@example.com', 'mallory-shop');
    const rename = (as: Viewer) => change('updateSeller', { sellerId: id, displayName: 'Renamed' }, as, fields);
    await expect(rename(mallory.owner.viewer)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(change('closeSeller', { sellerId: id }, mallory.owner.viewer)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(rename(owner.viewer)).resolves.toMatchObject({ displayName: 'Renamed', status: 'ACTIVE' });
    expect((await graph.told('users.seller.updated')).at(-1)).toMatchObject({
      subject: id,
      data: { displayName: 'Renamed' },
    });
  });

  it('is moved once by two simultaneous decisions', async () => {
    const { id } = await active('contended@example.com', 'contended');
    const suspend = () => change('suspendSeller', { sellerId: id, reason: 'Both saw it' }, support, status);
    const answers = await Promise.all([suspend(), suspend(), suspend()]);
    expect(kindsOf(answers)).toEqual(['Seller', 'WrongSellerStatus', 'WrongSellerStatus']);
    expect((await typesAbout(graph, id)).filter((type) => type === 'users.seller.suspended')).toHaveLength(1);
  });

  it('cannot be approved while the account is suspended', async () => {
    const owner = await join(graph, 'locked@example.com');
    const { id } = await apply(owner.viewer, 'locked-shop');
    await change('suspendUser', { userId: owner.id, reason: 'Checking' }, support);
    await expect(change('approveSeller', { sellerId: id }, support)).resolves.toMatchObject({
      code: 'WRONG_USER_STATUS',
    });
  });

  it.each(['approveSeller', 'rejectSeller', 'suspendSeller', 'reinstateSeller'])(
    'is not %s-d by a customer',
    async (name) => {
      const owner = await join(graph, `${name}@example.com`.toLowerCase());
      const { id } = await apply(owner.viewer, name.toLowerCase());
      const input = name === 'approveSeller' || name === 'reinstateSeller' ? {} : { reason: 'Because' };
      await expect(change(name, { sellerId: id, ...input }, owner.viewer)).rejects.toEqual(mistake('FORBIDDEN'));
      await expect(change(name, { sellerId: id, ...input })).rejects.toEqual(mistake('UNAUTHENTICATED'));
    },
  );

  it('is found by exactly one of id and handle', async () => {
    const { id } = await active('looked-up@example.com', 'looked-up');
    const { data } = await graph.query('query ($id: ID) { seller(id: $id) { handle } }', { id });
    expect(data.seller.handle).toBe('looked-up');
    expect((await graph.query('{ seller { id } }')).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await expect(look('nobody')).resolves.toBeNull();
  });

  it('is listed for support in pages', async () => {
    const page =
      'query ($after: String) { sellers(status: APPLIED, first: 2, after: $after) { nodes { id status } pageInfo { hasNextPage endCursor } } }';
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await graph.query(page, { after }, { as: support });
      seen.push(...data.sellers.nodes.map(({ id }: { id: string }) => id));
      after = data.sellers.pageInfo.hasNextPage ? data.sellers.pageInfo.endCursor : null;
    } while (after !== null);
    const { rows } = await graph.pool.query(
      "SELECT id FROM sellers WHERE status = 'APPLIED' ORDER BY created_at DESC, id DESC",
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
    expect((await graph.query(page, {})).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
