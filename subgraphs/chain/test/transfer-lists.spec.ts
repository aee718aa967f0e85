import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserViewer, Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { chain } from '../index.ts';
import { transferReference } from '../domain/transfer.ts';
import { createBoth, openShop, receiver, someone, variables } from './chain-scene.ts';

let graph: TestSubgraph;
let tokenIds: string[];

beforeAll(async () => {
  // No node listens there: lists need none.
  graph = await startTestSubgraph(chain, { env: variables('http://127.0.0.1:9') });
  await graph.subgraph.stopWorking();
  const shop = await openShop(graph);
  tokenIds = [(await createBoth(graph, shop)).tokenId, (await createBoth(graph, shop)).tokenId];
});
afterAll(() => graph.close());

/** A person with transfers, of which two each were asked for at the same time. Their ids, newest first. */
async function sender(count: number): Promise<{ person: UserViewer; ids: string[] }> {
  const person = someone() as UserViewer;
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = newId('ctr');
    const at = new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / 2)));
    await graph.pool.query(
      `INSERT INTO token_transfer (id, token_id, user_id, sender, recipient, amount, reference, deadline, signature, status, created_at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7, '0x', 'QUEUED', $7)`,
      [id, tokenIds[index % 2], person.id, `0x${'ab'.repeat(20)}`, receiver, transferReference(id), at],
    );
    ids.unshift(id);
  }
  return { person, ids };
}

const list = (as: Viewer, args: object = {}) =>
  graph.query(
    `query ($first: Int, $after: String, $last: Int, $before: String) {
      myTokenTransfers(first: $first, after: $after, last: $last, before: $before) {
        nodes { id from to amount status token { id name collection { name } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    args as Record<string, unknown>,
    { as },
  );

const pageOf = async (as: Viewer, args: object = {}) => {
  const { nodes, pageInfo } = (await list(as, args)).data['myTokenTransfers'];
  return { ids: nodes.map(({ id }: { id: string }) => id) as string[], nodes, pageInfo };
};

describe('the transfers of a person', () => {
  it('are listed newest first, page by page, in both directions', async () => {
    const { person, ids } = await sender(7);
    await sender(3);
    const all = await pageOf(person);
    expect(all.ids).toEqual(ids);
    expect(all.nodes[0]).toMatchObject({ to: receiver, amount: 1, status: 'QUEUED', token: { id: tokenIds[0] } });
    const first = await pageOf(person, { first: 3 });
    expect([first.ids, first.pageInfo.hasNextPage]).toEqual([ids.slice(0, 3), true]);
    // One that is asked for meanwhile moves nothing.
    const second = await pageOf(person, { first: 3, after: first.pageInfo.endCursor });
    expect(second.ids).toEqual(ids.slice(3, 6));
    const last = await pageOf(person, { first: 3, after: second.pageInfo.endCursor });
    expect([last.ids, last.pageInfo.hasNextPage]).toEqual([ids.slice(6), false]);
    const back = await pageOf(person, { last: 2, before: second.pageInfo.startCursor });
    expect([back.ids, back.pageInfo.hasPreviousPage]).toEqual([ids.slice(1, 3), true]);
  });

  it('cost as many statements for 50 as for 5', async () => {
    const { person } = await sender(50);
    const few = await graph.statements(() => list(person, { first: 5 }));
    const many = await graph.statements(() => list(person, { first: 50 }));
    expect(many.result.data['myTokenTransfers'].nodes).toHaveLength(50);
    expect([few.count, many.count]).toEqual([3, 3]);
  });

  it('are theirs alone', async () => {
    const { person, ids } = await sender(2);
    expect((await pageOf(someone('ADMIN', 'SUPPORT'))).ids).toEqual([]);
    const refused = async (as: Viewer, args: object = {}) => (await list(as, args)).errors?.[0]?.extensions?.['code'];
    expect(await refused({ kind: 'anonymous' })).toBe('UNAUTHENTICATED');
    const key: Viewer = { kind: 'apiKey', id: newId('key'), storeId: newId('sto'), scopes: ['tokens:read'] };
    expect(await refused(key)).toBe('FORBIDDEN');
    expect(await refused(person, { after: 'forged' })).toBe('BAD_USER_INPUT');
    expect(await refused(person, { first: 101 })).toBe('BAD_USER_INPUT');
    expect((await pageOf(person)).ids).toEqual(ids);
  });
});
