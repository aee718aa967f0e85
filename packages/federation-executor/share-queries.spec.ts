import { describe, expect, it } from '@jest/globals';
import { shareQueries } from './share-queries.ts';

interface Context {
  viewer: string;
  headers: Record<string, string>;
}

interface Ask {
  subgraph?: 'products' | 'users';
  query?: string;
  variables?: object;
  context?: Context;
  operation?: string;
}

const asker: Context = { viewer: 'usr_1', headers: { authorization: 'Bearer a', 'x-market': 'KE' } };

/** Subgraphs whose answers the test gives. */
function open() {
  const sent: { query: string; context: Context; answer(data: object): void; fail(error: Error): void }[] = [];
  const shared: string[] = [];
  const share = shareQueries({
    senderOf: (context) => JSON.stringify(context),
    onShared: (subgraph) => shared.push(subgraph),
  });
  const sourceOf = (subgraph: string) =>
    share(subgraph, {
      process: async ({ request, context }) =>
        new Promise<never>((resolve, reject) => {
          const answer = (data: object): void => resolve({ data } as never);
          sent.push({ query: request.query!, context: context as Context, answer, fail: reject });
        }),
    });
  const sources = { products: sourceOf('products'), users: sourceOf('users') };
  const ask = async (what: Ask = {}) => {
    const { subgraph = 'products', query = '{ a }', variables = {}, context = asker, operation = 'query' } = what;
    const asked = { request: { query, variables }, context, incomingRequestContext: { operation: { operation } } };
    const { data } = await sources[subgraph].process(asked as never);
    return data as Record<string, unknown>;
  };
  return { sent, shared, ask };
}

describe('a query', () => {
  it('is sent once for all that ask at the same time, and again afterwards', async () => {
    const { sent, shared, ask } = open();
    const asked = [ask(), ask(), ask()];
    expect([sent.length, shared]).toEqual([1, ['products', 'products']]);
    sent[0]!.answer({ a: { of: [{ id: 1 }] } });
    const answers = await Promise.all(asked);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ a: { of: [{ id: 1 }] } })));
    const objects = answers.flatMap((data) => [data, data['a'], (data['a'] as { of: object[] }).of[0]]);
    expect(new Set(objects).size).toBe(9);
    ask().catch(() => {});
    expect(sent.length).toBe(2);
  });

  it('gives each asker what was received, whatever the first adds to theirs', async () => {
    const { sent, ask } = open();
    const first = ask().then((data) => Object.assign(data['a'] as object, { added: true }));
    const second = ask();
    sent[0]!.answer({ a: { id: 1 } });
    expect(await first).toEqual({ id: 1, added: true });
    expect(await second).toEqual({ a: { id: 1 } });
  });

  it('fails for all that share it, and not for those after them', async () => {
    const { sent, ask } = open();
    const asked = [ask(), ask()];
    sent[0]!.fail(new Error('away'));
    expect(await Promise.allSettled(asked)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const later = ask();
    sent[1]!.answer({ a: 1 });
    expect(await later).toEqual({ a: 1 });
  });

  it.each<[string, Ask]>([
    ['viewer', { context: { ...asker, viewer: 'usr_2' } }],
    ['token', { context: { ...asker, headers: { ...asker.headers, authorization: 'Bearer b' } } }],
    ['header', { context: { ...asker, headers: { ...asker.headers, 'x-market': 'UG' } } }],
    ['missing header', { context: { ...asker, headers: { authorization: 'Bearer a' } } }],
    ['text', { query: '{ b }' }],
    ['variable', { variables: { id: 1 } }],
    ['subgraph', { subgraph: 'users' }],
  ])('is not shared with one of another %s', async (_, other) => {
    const { sent, ask } = open();
    const asked = [ask(), ask(other)];
    expect(sent.length).toBe(2);
    sent[0]!.answer({ a: 'first' });
    sent[1]!.answer({ a: 'second' });
    expect(await Promise.all(asked)).toEqual([{ a: 'first' }, { a: 'second' }]);
  });

  it('is not shared across the end of a change, also one in another subgraph', async () => {
    const { sent, ask } = open();
    const before = ask();
    const change = ask({ subgraph: 'users', query: 'mutation { change }', operation: 'mutation' });
    sent[1]!.answer({ change: true });
    await change;
    const after = ask();
    expect(sent.length).toBe(3);
    sent[0]!.answer({ a: 'old' });
    sent[2]!.answer({ a: 'new' });
    expect([await before, await after]).toEqual([{ a: 'old' }, { a: 'new' }]);
  });
});

describe('what changes something', () => {
  it.each<[string, Ask]>([
    ['a mutation', { query: 'mutation { a }', operation: 'mutation' }],
    ['a query within a mutation', { query: '{ a }', operation: 'mutation' }],
    ['a query for an event', { query: '{ a }', operation: 'subscription' }],
  ])('is sent each time: %s', async (_, what) => {
    const { sent, ask } = open();
    const asked = [ask(what), ask(what)];
    expect(sent.length).toBe(2);
    for (const [index, each] of sent.entries()) each.answer({ a: index });
    expect(await Promise.all(asked)).toEqual([{ a: 0 }, { a: 1 }]);
  });
});
