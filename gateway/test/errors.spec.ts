import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubgraphTransport } from '@soko/subgraph';
import { compose, createSubgraphs, peopleSdl } from './fixture-graph.ts';
import { changeableSupergraph, codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const unreachable: SubgraphTransport = async () => {
  throw new Error('connect ECONNREFUSED 10.0.0.7:4001');
};

describe('an error', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it('that is a fault is masked, and its cause is in the log under the request id', async () => {
    const answer = await gateway.ask('{ fail(how: "secretly") things { id } }');
    const requestId = answer.headers.get('x-request-id');
    expect(answer.errors).toEqual([
      {
        message: 'Something went wrong on our side. Try again later.',
        path: ['fail'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ]);
    expect(answer.data).toMatchObject({ fail: null, things: [{ id: 'prd_1' }, { id: 'prd_2' }] });
    const fault = gateway.log().find((line) => line['msg'] === 'an operation failed');
    expect(fault).toMatchObject({ requestId, subgraph: 'shop' });
  });

  it('that is a mistake of the caller comes through with its code and path', async () => {
    const { errors } = await gateway.ask('{ fail(how: "not-found") }');
    expect(errors).toEqual([
      { message: 'Product prd_9 was not found.', path: ['fail'], extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it.each([
    ['that does not parse', '{ things {', /Syntax Error/],
    ['that asks what there is not', '{ thinks { id } }', /Cannot query field "thinks"/],
    ['that is not chosen', 'query A { things { id } } query B { things { id } }', /choose one with/],
  ])('about an operation %s is BAD_USER_INPUT', async (_, query, message) => {
    const answer = await gateway.ask(query);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(message);
    expect(answer.status).toBe(200);
  });

  it('about an operation whose type the graph lacks is BAD_USER_INPUT', async () => {
    const reading = await startTestGateway({ supergraph: changeableSupergraph(compose({ people: peopleSdl })) });
    const answer = await reading.ask('mutation { addThing }');
    expect(answer.errors).toMatchObject([{ message: 'The graph has no mutations.' }]);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    await reading.close();
  });

  it('about an operation that is not in the document is BAD_USER_INPUT', async () => {
    const answer = await gateway.ask('query A { things { id } }', { operationName: 'B' });
    expect(answer.errors?.[0]).toMatchObject({ message: 'The document has no operation named "B".' });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });

  it('about a variable names the field of the input', async () => {
    const token = await gateway.tokens.sign();
    const query = 'mutation Add($input: AddThingInput!) { addThing(input: $input) { id } }';
    const { errors } = await gateway.ask(query, {
      token,
      variables: { input: { title: 'a', price: { amount: 'x' } } },
    });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'price.amount' });
  });

  it('in an answer without data decides the status for clients that ask for it', async () => {
    const accept = { accept: 'application/graphql-response+json' };
    expect((await gateway.post({ query: '{ thinks }' }, accept)).status).toBe(400);
    expect((await gateway.post({ query: '{ me { name } }' }, accept)).status).toBe(401);
    expect((await gateway.post({ query: '{ fail(how: "not-found") }' }, accept)).status).toBe(200);
  });
});

describe('a subgraph that cannot be reached', () => {
  it('leaves out its own fields and no others', async () => {
    const gateway = await startTestGateway({ subgraphs: { ...createSubgraphs(), people: unreachable } });
    const answer = await gateway.ask('{ whoAsks { viewer } things { title owner { id name } } }');
    const unavailable = expect.stringContaining('is not available');
    expect(answer.status).toBe(200);
    expect(answer.data).toBeNull();
    expect(answer.errors).toEqual([
      { message: unavailable, path: ['whoAsks'], extensions: { code: 'SERVICE_UNAVAILABLE' } },
      { message: unavailable, path: ['things'], extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    const partial = await gateway.ask('{ things { title owner { id name } } }');
    expect(partial.data).toEqual({
      things: [
        { title: 'Kettle', owner: null },
        { title: 'Lamp', owner: null },
      ],
    });
    expect(codesOf(partial)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(JSON.stringify(partial)).not.toMatch(/people|10\.0\.0\.7|ECONN|stack/);
    await gateway.close();
  });

  it('makes API keys unavailable, not wrong', async () => {
    const gateway = await startTestGateway({ subgraphs: { ...createSubgraphs(), people: unreachable } });
    const answer = await gateway.ask('{ things { id } }', { token: 'soko_demo_secret' });
    expect(answer.status).toBe(503);
    expect(codesOf(answer)).toEqual(['SERVICE_UNAVAILABLE']);
    await gateway.close();
  });

  it('does not keep the gateway from starting, and says so under /health/ready', async () => {
    const gateway = await startTestGateway({ subgraphs: { ...createSubgraphs(), people: unreachable } });
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'degraded', dependencies: { people: 'unavailable', shop: 'ok' } });
    await gateway.close();
  });
});

describe('a result that does not fit the schema', () => {
  it('is an error, not a silent null', async () => {
    const shop: SubgraphTransport = async () => ({ data: { things: [{ title: null, id: 'prd_1' }] } });
    const gateway = await startTestGateway({ subgraphs: { ...createSubgraphs(), shop } });
    const answer = await gateway.ask('{ things { title } }');
    expect(answer.data).toBeNull();
    expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(answer.extensions).toBeUndefined();
    await gateway.close();
  });
});

describe('in production', () => {
  it('the schema is hidden: no introspection, no suggestions', async () => {
    const gateway = await startTestGateway({ env: { NODE_ENV: 'production' } });
    expect(codesOf(await gateway.ask('{ __schema { types { name } } }'))).toEqual(['BAD_USER_INPUT']);
    expect((await gateway.ask('{ thing { id } }')).errors?.[0]?.message).not.toContain('Did you mean');
    expect((await fetch(gateway.url)).status).toBe(404);
    await gateway.close();
  });

  it.each([
    ['a field', '{ thing { id } }'],
    ['a field of a type', '{ things { titel } }'],
    ['an argument', '{ things(frist: 1) { id } }'],
    ['a type', '{ search { ... on Thin { id } } }'],
    ['a field of an interface', '{ node(id: "prd_1") { nota } }'],
    ['a key in a literal', 'mutation { addThing(input: { titel: "x", price: { amount: 1 } }) { id } }'],
    ['a key in a variable', 'mutation ($input: AddThingInput!) { addThing(input: $input) { id } }'],
    ['the type of a variable', 'mutation ($input: AddThinInput!) { addThing(input: $input) { id } }'],
    ['what a subgraph says', '{ fail(how: "suggesting") }'],
  ])('nothing is suggested for %s', async (_, query) => {
    const gateway = await startTestGateway({ env: { NODE_ENV: 'production' } });
    const { errors } = await gateway.ask(query, { variables: { input: { titel: 'x', price: { amount: 1 } } } });
    expect(errors?.length).toBeGreaterThan(0);
    for (const { message } of errors ?? []) expect(message).not.toMatch(/did you mean|"things"|"title"/i);
    await gateway.close();
  });

  it.each([
    ['false', /must be a valid FoundKind\.$/],
    ['true', /must be a valid FoundKind: one of THING, RECEIPT\.$/],
  ])('with INTROSPECTION=%s, a wrong value of an enum is answered by %s', async (INTROSPECTION, message) => {
    const gateway = await startTestGateway({ env: { NODE_ENV: 'production', INTROSPECTION } });
    const literal = await gateway.ask('{ search(text: "x", kind: OTHER) { __typename } }');
    expect(literal.errors?.[0]?.message).toMatch(message);
    const text = 'query ($kind: FoundKind) { search(text: "x", kind: $kind) { __typename } }';
    const variable = await gateway.ask(text, { variables: { kind: 'OTHER' } });
    expect(variable.errors?.[0]?.message).toMatch(message);
    await gateway.close();
  });

  it('the schema is shown when INTROSPECTION allows it', async () => {
    const gateway = await startTestGateway({ env: { NODE_ENV: 'production', INTROSPECTION: 'true' } });
    expect((await gateway.ask('{ __schema { queryType { name } } }')).errors).toBeUndefined();
    await gateway.close();
  });
});
