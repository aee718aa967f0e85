import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
const tokens: Record<string, string | undefined> = {};

beforeAll(async () => {
  gateway = await startTestGateway();
  const withRoles = (...roles: string[]) => gateway.tokens.sign({ roles });
  Object.assign(tokens, {
    anonymous: undefined,
    customer: await withRoles('CUSTOMER'),
    trader: await withRoles('TRADER'),
    support: await withRoles('SUPPORT'),
    both: await withRoles('TRADER', 'SUPPORT'),
    admin: await withRoles('ADMIN'),
    key: 'soko_demo_secret',
  });
});
afterAll(() => gateway.close());

const everyone = ['anonymous', 'customer', 'trader', 'support', 'both', 'admin', 'key'] as const;
type Who = (typeof everyone)[number];

/** Each operation, who may run it, and the field that is named to those who may not. */
const matrix: [operation: string, query: string, field: string, allowed: readonly Who[]][] = [
  ['a public field', '{ things { title } }', '', everyone],
  ['@authenticated on a field', '{ me { name } }', 'me', ['customer', 'trader', 'support', 'both', 'admin']],
  ['@policy on a field', '{ person(id: "usr_1") { name } }', 'person', ['support', 'both', 'admin']],
  [
    'a field of an entity of another subgraph',
    '{ things { owner { email } } }',
    'things.owner.email',
    ['customer', 'trader', 'support', 'both', 'admin'],
  ],
  [
    '@policy on a type, two names AND-ed',
    '{ things { owner { ledger { total } } } }',
    'things.owner.ledger',
    ['both', 'admin'],
  ],
  [
    '@policy on a type, of which only __typename is asked',
    '{ things { owner { ledger { __typename } } } }',
    'things.owner.ledger',
    ['both', 'admin'],
  ],
  [
    '@requiresScopes, of which a person holds all',
    '{ secretThings { id } }',
    'secretThings',
    ['customer', 'trader', 'support', 'both', 'admin', 'key'],
  ],
  [
    '@requiresScopes on a mutation, with a scope that the key lacks',
    'mutation { addThing(input: { title: "a", price: { amount: 1 } }) { id } }',
    'addThing',
    ['customer', 'trader', 'support', 'both', 'admin'],
  ],
  [
    'an interface, any of whose types may answer',
    '{ node(id: "prd_1") { note } }',
    'node.note',
    ['support', 'both', 'admin'],
  ],
  ['an interface narrowed to an open type', '{ node(id: "prd_1") { ... on Thing { note } } }', '', everyone],
  [
    'an interface narrowed to a type with a closed field',
    '{ node(id: "mem_1") { ... on Memo { note } } }',
    'node.note',
    ['customer', 'trader', 'support', 'both', 'admin'],
  ],
  [
    'an interface narrowed to a closed type',
    '{ node(id: "prd_1") { ... on Receipt { __typename } } }',
    'node.__typename',
    ['support', 'both', 'admin'],
  ],
  ['a union without its closed member', '{ search(text: "a") { ... on Thing { title } } }', '', everyone],
  [
    'a union with its closed member',
    '{ search(text: "a") { ... on Receipt { sum } } }',
    'search.sum',
    ['support', 'both', 'admin'],
  ],
  [
    'a named fragment',
    '{ node(id: "prd_1") { ...Sum } } fragment Sum on Receipt { sum }',
    'node.sum',
    ['support', 'both', 'admin'],
  ],
  [
    'a fragment in a fragment, aliased',
    '{ things { ...One } } fragment One on Thing { by: owner { ...Two } } fragment Two on Person { mail: email }',
    'things.by.mail',
    ['customer', 'trader', 'support', 'both', 'admin'],
  ],
  ['@authenticated on a scalar', '{ rating }', 'rating', ['customer', 'trader', 'support', 'both', 'admin']],
  [
    'a mutation for everybody',
    'mutation { visit }',
    'visit',
    ['anonymous', 'customer', 'trader', 'support', 'both', 'admin'],
  ],
  ['@keyScopes, with a scope that the key has', 'mutation { weigh }', '', everyone],
  [
    '@keyScopes, with a scope that the key lacks',
    'mutation { paint }',
    'paint',
    ['anonymous', 'customer', 'trader', 'support', 'both', 'admin'],
  ],
];

/** The fields of the matrix that may be null and have others beside them. */
const answeredInPart = ['things.owner.email', 'things.owner.ledger', 'node.note', 'things.by.mail'];

/** The values at a path, in all items of the lists on the way. */
const valuesAt = (value: unknown, [name, ...rest]: readonly string[]): unknown[] => {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, [name!, ...rest]));
  if (name === undefined) return [value];
  return valuesAt((value as Record<string, unknown>)[name], rest);
};

describe('the auth directives', () => {
  const cases = matrix.flatMap(([operation, query, field, allowed]) =>
    everyone.map((who) => [operation, who, allowed.includes(who), query, field] as const),
  );

  it.each(cases)('%s, %s: allowed is %s', async (_operation, who, isAllowed, query, field) => {
    const answer = await gateway.ask(query, tokens[who] ? { token: tokens[who] } : {});
    if (isAllowed) {
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toBeDefined();
      return;
    }
    expect(codesOf(answer)).toEqual([who === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN']);
    expect(answer.errors?.[0]?.message).toContain(`"${field}"`);
    const path = field.split('.');
    expect(answer.errors?.[0]?.path).toEqual(path);
    // Beside other fields a field that may be null is null; alone, or when it is never null, nothing is executed.
    if (answeredInPart.includes(field)) expect(new Set(valuesAt(answer.data, path))).toEqual(new Set([null]));
    else expect(answer.data).toBeUndefined();
  });

  it('name the scope that an API key needs', async () => {
    const messageFor = async (query: string) =>
      (await gateway.ask(query, { token: tokens['key']! })).errors?.[0]?.message;
    expect(await messageFor('mutation { addThing(input: { title: "a", price: { amount: 1 } }) { id } }')).toBe(
      '"addThing" requires an API key with the scope products:write.',
    );
    expect(await messageFor('{ me { name } }')).toBe(
      '"me" requires a signed-in user; no scope of an API key allows it.',
    );
  });

  it('refuses the whole operation before any of it is executed', async () => {
    const query = 'mutation { addThing(input: { title: "a", price: { amount: 1 } }) { owner { ledger { total } } } }';
    const answer = await gateway.ask(query, { token: tokens['customer']! });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(
      gateway
        .log()
        .filter(({ operation }) => operation === 'anonymous')
        .at(-1),
    ).toMatchObject({ fetches: 0, outcome: 'FORBIDDEN' });
  });

  it('leave fields that may be null out of a query, and answer the rest', async () => {
    const query = `query Page($id: ID!) {
      before: things(first: 1) { id mail: owner { email } owner { name ...Closed boss { email } } }
      me { name email }
      person(id: $id) { name }
      __typename
      node(id: "prd_1") { ... on Memo { note } ... on Thing { note } }
    } fragment Closed on Person { email ledger { total } }`;
    const answer = await gateway.post({ query, variables: { id: 'usr_1' } });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({
      before: [
        {
          id: 'prd_1',
          mail: { email: null },
          owner: { name: 'Amina', email: null, ledger: null, boss: { email: null } },
        },
      ],
      me: null,
      person: null,
      __typename: 'Query',
      node: { note: 'red' },
    });
    expect(Object.keys(answer.data ?? {})).toEqual(['before', 'me', 'person', '__typename', 'node']);
    expect(answer.errors?.map(({ path }) => path?.join('.'))).toEqual([
      'before.mail.email',
      'before.owner.email',
      'before.owner.ledger',
      'before.owner.boss.email',
      'me',
      'person',
      'node.note',
    ]);
    expect(new Set(codesOf(answer))).toEqual(new Set(['UNAUTHENTICATED']));
    // The same text is another operation for a viewer who may select more of it.
    const amina = await gateway.post(
      { query, variables: { id: 'usr_1' } },
      { authorization: `Bearer ${await gateway.tokens.sign()}` },
    );
    expect(amina.data).toMatchObject({
      me: { name: 'Amina' },
      person: null,
      before: [{ mail: { email: 'amina@example.com' } }],
    });
    expect(amina.errors?.map(({ path }) => path?.join('.'))).toEqual(['before.owner.ledger', 'person']);
  });

  it('name each place of a fragment, and no alias of a client is mistaken for a refused field', async () => {
    const answer = await gateway.ask(`{ things(first: 1) {
      refused_by_gateway__mail: title x: owner { ...Closed } y: owner { ...Closed refused_email: name }
    } } fragment Closed on Person { name email }`);
    const name = 'Amina';
    expect(answer.data?.['things']).toEqual([
      {
        refused_by_gateway__mail: expect.any(String),
        x: { name, email: null },
        y: { name, email: null, refused_email: name },
      },
    ]);
    expect(answer.errors?.map(({ path }) => path?.join('.'))).toEqual(['things.x.email', 'things.y.email']);
  });

  it.each([
    ['one is never null', '{ things { id } secretThings { id } }'],
    ['nothing else is selected', '{ me { name } person(id: "usr_1") { name } }'],
    [
      'there are very many',
      `{ things { id } ${Array.from({ length: 19 }, (_, i) => `a${i}: me { id }`).join(' ')} me { id } node(id: "mem_1") { ...on Memo { note } } }`,
    ],
  ])('refuse a query with forbidden fields as a whole when %s', async (_, query) => {
    const answer = await gateway.ask(query);
    expect(codesOf(answer)).toEqual([codesOf(answer)[0]]);
    expect(answer.data).toBeUndefined();
  });

  it.each([
    ['skipped by a variable', { skipped: true }, undefined],
    ['asked for by a variable', { skipped: false }, ['UNAUTHENTICATED']],
    ['skipped by a default', {}, undefined],
  ])('look at a field that is %s', async (_, variables, codes) => {
    const query = 'query Page($skipped: Boolean = true) { things { id } me @skip(if: $skipped) { name } }';
    const answer = await gateway.ask(query, { variables });
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(codes);
  });

  it('judge only the operation that is run', async () => {
    const query = 'query Open { things { id } } query Closed { me { name } }';
    expect((await gateway.ask(query, { operationName: 'Open' })).errors).toBeUndefined();
    expect(codesOf(await gateway.ask(query, { operationName: 'Closed' }))).toEqual(['UNAUTHENTICATED']);
  });

  it('keep to themselves what is inaccessible', async () => {
    const answer = await gateway.ask('{ apiKeyViewer(key: "soko_demo_secret") { storeId } }');
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });
});
