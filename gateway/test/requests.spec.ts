import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, buildSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { auditServer } from './http-audits.mjs';
import { answered, codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { NODE_ENV: 'development' } });
});
afterAll(() => gateway.close());

const query = '{ things { id } }';
const post = (headers: Record<string, string>, body = JSON.stringify({ query })) =>
  fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });

describe('the ids of a request', () => {
  const whoAsks = '{ whoAsks { requestId correlationId clientAddress } }';

  it('are made when the client sends none, and come back in headers', async () => {
    const { data, headers } = await gateway.ask(whoAsks);
    const requestId = headers.get('x-request-id');
    expect(requestId).toMatch(/^req_/);
    expect(data).toEqual({ whoAsks: { requestId, correlationId: requestId, clientAddress: '127.0.0.1' } });
  });

  it('are those of the client when they are well-formed', async () => {
    const answer = await gateway.post(
      { query: whoAsks },
      { 'x-request-id': 'edge-7', 'x-correlation-id': 'order:42.a' },
    );
    expect(answer.data).toMatchObject({ whoAsks: { requestId: 'edge-7', correlationId: 'order:42.a' } });
    expect(answer.headers.get('x-correlation-id')).toBe('order:42.a');
  });

  it.each(['a b', 'x'.repeat(65), '{"$ne":1}'])('are not taken from "%s"', async (correlation) => {
    const answer = await gateway.post({ query: whoAsks }, { 'x-correlation-id': correlation });
    expect(answered(answer, 'whoAsks')).toMatchObject({ correlationId: answer.headers.get('x-request-id') });
  });

  it('are in the one line that is logged for the operation', async () => {
    const headers = { 'x-request-id': 'line-1', 'x-correlation-id': 'story-1' };
    await gateway.post({ query: 'query Shelf { things { owner { name } } }' }, headers);
    const lines = gateway.log().filter(({ requestId }) => requestId === 'line-1');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: 'operation',
      operation: 'Shelf',
      outcome: 'ok',
      type: 'query',
      correlationId: 'story-1',
      fetches: 2,
    });
  });
});

describe('a request that no page of ours would send', () => {
  it.each([
    ['as text', { 'content-type': 'text/plain' }],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['as a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('%s is refused', async (_, headers) => {
    const response = await post(headers);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors[0]?.message).toContain('Cross-Site Request Forgery');
    expect(errors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  const get = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, { headers })).status;
  const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of another host of the site', { 'sec-fetch-site': 'same-site' }],
    ['of an unknown site', { 'user-agent': browser }],
    ['of a named origin', { origin: 'http://localhost:5173' }],
  ])('by GET for a page %s is refused, unless it has a header that scripts alone can set', async (_, headers) => {
    expect(await get(headers)).toBe(400);
    expect(await get({ ...headers, 'apollo-require-preflight': '1' })).toBe(200);
  });

  it.each([
    ['a program', {}],
    ['a page of this origin', { 'sec-fetch-site': 'same-origin', 'user-agent': browser }],
    ['a person who opens the address', { 'sec-fetch-site': 'none', 'user-agent': browser }],
  ])('by GET of %s is answered', async (_, headers) => {
    expect(await get(headers)).toBe(200);
  });

  it('that changes something by GET is refused', async () => {
    const mutation = encodeURIComponent('mutation { addThing(input: { title: "a", price: { amount: 1 } }) { id } }');
    const response = await fetch(`${gateway.url}/graphql?query=${mutation}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(405);
  });
});

describe('the audits of GraphQL over HTTP', () => {
  it('all pass under development', async () => {
    const { count, failed } = await auditServer(`${gateway.url}/graphql`);
    expect(failed).toEqual([]);
    expect(count).toBeGreaterThan(60);
  });

  it('pass in production but for those that ask for __type, which is off', async () => {
    const production = await startTestGateway({ env: { NODE_ENV: 'production' } });
    const { failed } = await auditServer(`${production.url}/graphql`);
    await production.close();
    expect(failed.map(({ id }) => id)).toEqual(['2EA1', '28B9', 'D6D5', '6A70']);
  });
});

describe('a body', () => {
  it('of 2 MB is too large', async () => {
    const response = await post(
      { 'content-type': 'application/json' },
      JSON.stringify({ query: `#${'x'.repeat(2_000_000)}\n${query}` }),
    );
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [{ message: 'The body is larger than the allowed 1 MiB.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it.each([
    ['that is not JSON', '{"query"'],
    ['that would poison prototypes', '{"__proto__": {"admin": true}, "query": "{ things { id } }"}'],
    ['that is a batch', '[{"query":"{ things { id } }"}]'],
    ['without a query', '{"variables":{}}'],
  ])('%s is BAD_USER_INPUT', async (_, body) => {
    const answer = await gateway.post(body);
    expect(answer.status).toBe(400);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('limits', () => {
  const nested = (depth: number): string =>
    `{ things { owner ${'{ boss '.repeat(depth)} { id } ${'}'.repeat(depth)} } }`;
  const spread = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Thing { ...F${i + 1} ...F${i + 1} }`).join(
    ' ',
  );

  it.each([
    ['depth', nested(20)],
    ['depth beside other fields', nested(20).replaceAll('{ boss', '{ id boss')],
    ['cost', '{ things(first: 20000) { id } }'],
    [
      'depth through fragments',
      `{ things { owner { ...A } } } fragment A on Person { boss { boss { boss { boss { boss { boss { ...B } } } } } } } fragment B on Person { boss { boss { boss { boss { boss { boss { boss { id } } } } } } } }`,
    ],
    ['aliases', `{ things { ${Array.from({ length: 51 }, (_, i) => `a${i}: id`).join(' ')} } }`],
    ['aliases in fragments that double', `{ things { ...F0 } } ${spread} fragment F40 on Thing { a: id }`],
    ['directives', `{ things { ${'id @include(if: true) '.repeat(201)} } }`],
    ['root fields', `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: things { id }`).join(' ')} }`],
    ['tokens', `{ things { ${'id '.repeat(10_000)} } }`],
  ])('hold: %s', async (_, tooMuch) => {
    const answer = await gateway.ask(tooMuch);
    expect(new Set(codesOf(answer))).toEqual(new Set(['QUERY_TOO_COMPLEX']));
    expect(answer.errors?.[0]?.message).not.toContain('Document contains');
  });

  it('say what an operation costs and what is allowed', async () => {
    const query = 'query ($n: Int) { things(first: $n) { id owner { name } } }';
    const { errors } = await gateway.post({ query, variables: { n: 10_000 } });
    expect(errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX', cost: 22_000, limit: 10_000 });
  });

  it('say what an operation costs that is allowed, when its client asks for it', async () => {
    const query = '{ things(first: 2) { id owner { name } } }';
    expect((await gateway.post({ query, extensions: { cost: true } })).extensions).toEqual({ cost: 5 });
    expect((await gateway.post({ query })).extensions).toBeUndefined();
  });

  it('let introspection through, with all that typed clients ask for', async () => {
    const everything = {
      oneOf: true,
      inputValueDeprecation: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      specifiedByUrl: true,
      experimentalDirectiveDeprecation: true,
    };
    for (const options of [{}, everything]) {
      const { data, errors } = await gateway.ask(getIntrospectionQuery(options));
      expect(errors).toBeUndefined();
      const schema = buildClientSchema(data as unknown as IntrospectionQuery);
      expect(schema.getQueryType()?.getFields()).toHaveProperty('things');
    }
    const beside = '{ __type(name: "AddThingInput") { isOneOf } things(first: 1) { id __typename } }';
    expect(await gateway.ask(beside)).toMatchObject({
      status: 200,
      data: { __type: { isOneOf: false }, things: [{ __typename: 'Thing' }] },
    });
  });

  it('end fragments that contain themselves', async () => {
    const cycle = '{ things { ...A } } fragment A on Thing { ...B } fragment B on Thing { ...A }';
    expect(codesOf(await gateway.ask(cycle))).toContain('BAD_USER_INPUT');
  });
});

describe('the schema in its own language', () => {
  it('is what clients see of the graph', async () => {
    const response = await fetch(`${gateway.url}/graphql/schema`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await response.text();
    const schema = buildSchema(text);
    expect(schema.getQueryType()?.getFields()).toHaveProperty('things');
    expect(schema.getQueryType()?.getFields()).not.toHaveProperty('apiKeyViewer');
    expect(text).not.toMatch(/join__|@link|@liveOn/);
  });

  it('is not there when introspection is off', async () => {
    const production = await startTestGateway({ env: { NODE_ENV: 'production' } });
    const response = await fetch(`${production.url}/graphql/schema`);
    await production.close();
    expect(response.status).toBe(404);
  });
});

describe('other origins', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  it('are those on this machine under development', async () => {
    const allowed = await preflight(gateway.url, 'http://localhost:5173');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    const refused = await preflight(gateway.url, 'https://shop.example.com');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('are those configured, in production', async () => {
    const production = await startTestGateway({
      env: { NODE_ENV: 'production', CORS_ORIGINS: 'https://shop.example.com' },
    });
    const allowed = await preflight(production.url, 'https://shop.example.com');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await preflight(production.url, 'http://localhost:5173');
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    await production.close();
  });
});

describe('the metrics', () => {
  it('cover operations and fetches by name and outcome, and the process', async () => {
    await gateway.ask('query Measured { things { owner { name } } }');
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(text).toContain(
      'soko_gateway_operation_duration_seconds_count{operation="Measured",type="query",outcome="ok"} 1',
    );
    expect(text).toContain('soko_gateway_operation_cost_objects_count{operation="Measured",type="query"} 1');
    expect(text).toMatch(/soko_gateway_subgraph_fetch_duration_seconds_count\{subgraph="people",outcome="ok"\} \d+/);
    expect(text).toContain('process_cpu_user_seconds_total');
  });

  it('do not grow with the operation names that clients invent', async () => {
    await Promise.all(Array.from({ length: 230 }, (_, i) => gateway.ask(`query Name${i} { things { id } }`)));
    const text = await gateway.registry.metrics();
    const names = new Set([...text.matchAll(/operation="(\w+)"/g)].map(([, name]) => name));
    expect(names.size).toBeLessThanOrEqual(201);
    expect(names).toContain('other');
  });

  it('is sent to the browser in development', async () => {
    expect((await gateway.ask(query)).headers.get('server-timing')).toMatch(/^total;dur=[\d.]+, shop;dur=[\d.]+$/);
  });
});

describe('an unknown path', () => {
  it('is an error in the shape of all others', async () => {
    const response = await fetch(`${gateway.url}/wp-login.php?x=1`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      errors: [{ message: 'GET /wp-login.php was not found.', extensions: { code: 'NOT_FOUND' } }],
    });
  });
});
