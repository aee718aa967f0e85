import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commands, startRestGateway } from './rest-fixture.ts';

let gateway: Awaited<ReturnType<typeof startRestGateway>>;
let call: (typeof gateway)['call'];
beforeAll(async () => {
  gateway = await startRestGateway({ SOKO_PUBLIC_URL: 'https://shop.example' });
  ({ call } = gateway);
});
afterAll(() => gateway.close());
beforeEach(() => void commands.splice(0));

const key = { authorization: 'Bearer soko_demo_secret' };
const json = { 'content-type': 'application/json' };
const problem = (code: string, rest: object = {}) => ({
  type: `https://shop.example/v1/problems#${code}`,
  code,
  ...rest,
});
const sell = (body: unknown, headers: Record<string, string> = {}) =>
  call(
    'POST',
    '/v1/things/prd_1/sales',
    { ...key, ...json, 'idempotency-key': 'till-0001', ...headers },
    JSON.stringify(body),
  );

describe('reading by REST', () => {
  it('returns what the operation selects, and the same as the graph', async () => {
    const { status, type, body } = await call('GET', '/v1/sales/sal_1');
    const { data } = await gateway.ask('{ sale(id: "sal_1") { id kind note } }');
    expect({ status, type, body }).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: data!['sale'],
    });
  });

  it('follows the pages of a list by their links, forwards and backwards', async () => {
    const seen: string[][] = [];
    let next: string | undefined = '/v1/sales?limit=2&minimum=0&kinds=CASH&kinds=CARD';
    let last = '';
    while (next !== undefined) {
      const { body, headers } = await call('GET', next);
      seen.push(body.items.map(({ id }: { id: string }) => id));
      last = headers.get('link')!;
      next = /<http:\/\/[^/]+([^>]+)>; rel="next"/.exec(last)?.[1];
    }
    expect(seen).toEqual([['sal_1', 'sal_2'], ['sal_3', 'sal_4'], ['sal_5']]);
    expect(commands[1]).toEqual({ minimum: 0, kinds: ['CASH', 'CARD'], first: 2, after: '2' });
    const before = /<http:\/\/[^/]+([^>]+)>; rel="prev"/.exec(last)![1]!;
    const { body, headers } = await call('GET', before);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['sal_3', 'sal_4']);
    expect(headers.get('link')).toMatch(/rel="next", <.*rel="prev"$/);
  });

  it('answers 304 for a tag that the client has, and HEAD without a body', async () => {
    const first = await call('GET', '/v1/sales/sal_1');
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('authorization');
    for (const sent of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
      const again = await call('GET', '/v1/sales/sal_1', { 'if-none-match': sent });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await call('GET', '/v1/sales/sal_1', { 'if-none-match': '"other"' })).status).toBe(200);
    const head = await call('HEAD', '/v1/sales/sal_1');
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', etag]);
    expect(head.headers.get('content-length')).toBe(String(first.text.length));
  });

  it.each([
    ['a parameter that the route does not have', '/v1/sales?cursor=1', 'cursor'],
    ['a parameter of a route without any', '/v1/sales/sal_1?limit=1', 'limit'],
    ['one value twice', '/v1/sales?minimum=1&minimum=2', 'minimum'],
    ['a page of nothing', '/v1/sales?limit=0', 'limit'],
    ['a page of too many', '/v1/sales?limit=101', 'limit'],
    ['two directions', '/v1/sales?after=1&before=3', 'before'],
    ['text for a number', '/v1/sales?minimum=one', 'minimum'],
    ['an unknown value', '/v1/sales?kinds=BARTER', 'kinds.0'],
  ])('refuses %s', async (_, path, field) => {
    const { status, type, body } = await call('GET', path);
    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json; charset=utf-8' });
    expect(body).toMatchObject(problem('BAD_USER_INPUT', { status: 400, field }));
    expect(body.detail).toContain(`\`${field}\``);
    expect(commands).toEqual([]);
  });

  it('answers 404 for a thing that does not exist, an unknown address, and a route that the graph has not', async () => {
    for (const path of ['/v1/sales/sal_9', '/v1/nothing', '/v1/elsewhere']) {
      const { status, type, body } = await call('GET', path);
      expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json; charset=utf-8' });
      expect(body).toMatchObject(problem('NOT_FOUND', { status: 404 }));
    }
  });

  it('masks a fault, with the id of its line in the log', async () => {
    const { status, body } = await call('GET', '/v1/spoilt/sal_1', { 'x-request-id': 'rest-fault' });
    expect(status).toBe(500);
    expect(body).toMatchObject(problem('INTERNAL_SERVER_ERROR', { requestId: 'rest-fault' }));
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(
      gateway.log().some(({ requestId, msg }) => requestId === 'rest-fault' && msg === 'an operation failed'),
    ).toBe(true);
  });
});

describe('a command by REST', () => {
  it('takes its input from the path, the body and the header', async () => {
    const { status, body, headers } = await sell({ quantity: 2, note: 'for a friend' });
    expect({ status, body }).toEqual({
      status: 201,
      body: { id: 'sal_2', kind: 'CARD', note: 'for a friend', receipt: 'rec_2' },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    await sell({ quantity: 2 }, { 'idempotency-key': '"quoted-key-1"' });
    expect(commands).toEqual([
      { thingId: 'prd_1', quantity: 2, note: 'for a friend', idempotencyKey: 'till-0001' },
      { thingId: 'prd_1', quantity: 2, idempotencyKey: 'quoted-key-1' },
    ]);
  });

  it('that was executed succeeds, and names what of its answer could not be read', async () => {
    const { status, body, headers } = await sell({ quantity: 2, note: 'unreadable' });
    expect({ status, body }).toEqual({
      status: 201,
      body: { id: 'sal_2', kind: 'CARD', note: null, receipt: 'rec_2' },
    });
    expect(headers.get('soko-missing-fields')).toBe('note');
    expect(commands).toHaveLength(1);
    expect((await sell({ quantity: 2 })).headers.get('soko-missing-fields')).toBeNull();
  });

  it('that was executed says so when its whole answer cannot be read, with the id of what it made', async () => {
    const { status, type, body } = await sell({ quantity: 3, note: 'no receipt' });
    expect({ status, type }).toEqual({ status: 202, type: 'application/problem+json; charset=utf-8' });
    expect(body).toMatchObject({ code: 'EXECUTED_WITHOUT_ANSWER', status: 202, missing: ['receipt'], id: 'sal_3' });
    expect(JSON.stringify(body)).not.toContain('secret');
    // The repeat has the same key, so that a subgraph does nothing twice.
    expect(commands).toHaveLength(2);
    expect(commands[1]).toEqual(commands[0]);
  });

  it('without a key is not repeated for the id', async () => {
    const { status, body } = await call('DELETE', '/v1/sales/sal_5', key);
    expect({ status, missing: body.missing, id: body.id }).toEqual({ status: 202, missing: ['kind'], id: undefined });
    expect(commands).toEqual([{ saleId: 'sal_5' }]);
  });

  it('answers 204 without a body where there is nothing to tell', async () => {
    const { status, text } = await call('DELETE', '/v1/sales/sal_4', key);
    expect([status, text, commands]).toEqual([204, '', [{ saleId: 'sal_4' }]]);
  });

  it('that is refused is a problem with the code of the refusal', async () => {
    const { status, type, body } = await sell({ quantity: 11 });
    expect({ status, type }).toEqual({ status: 409, type: 'application/problem+json; charset=utf-8' });
    expect(body).toEqual(problem('SOLD_OUT', { title: 'Sold out', status: 409, detail: 'Only 10 are left.' }));
  });

  it.each([
    ['a value that the subgraph refuses', { quantity: 101 }, 'quantity'],
    ['a value of another type', { quantity: 'two' }, 'quantity'],
    ['a missing value', {}, 'quantity'],
    ['a field that it does not have', { quantity: 1, price: 1 }, 'price'],
    ['what the path says', { quantity: 1, thingId: 'prd_2' }, 'thingId'],
    ['the key', { quantity: 1, idempotencyKey: 'till-0002' }, 'Idempotency-Key'],
    ['a list', [], 'body'],
    ['nothing', null, 'body'],
  ])('refuses %s in the body', async (_, body, field) => {
    const answer = await sell(body);
    expect(answer.body).toMatchObject(problem('BAD_USER_INPUT', { status: 400, field }));
    expect(answer.body.detail).not.toContain('input.');
  });

  it('needs a key where the command has one, and refuses it elsewhere', async () => {
    const without = await call('POST', '/v1/things/prd_1/sales', { ...key, ...json }, '{"quantity":1}');
    expect(without.body).toMatchObject(problem('BAD_USER_INPUT', { field: 'Idempotency-Key' }));
    const needless = await call('DELETE', '/v1/sales/sal_4', { ...key, 'idempotency-key': 'till-0001' });
    expect(needless.body).toMatchObject(problem('BAD_USER_INPUT', { field: 'Idempotency-Key' }));
    expect(commands).toEqual([]);
  });

  it.each([
    ['another type', '<a/>', { 'content-type': 'application/xml' }, 415],
    ['a form', 'quantity=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['broken JSON', '{"quantity":', json, 400],
    ['a prototype', '{"quantity":1,"__proto__":{"a":1}}', json, 400],
    ['too much', JSON.stringify({ note: 'x'.repeat(1024 * 1024) }), json, 413],
  ])('refuses a body of %s', async (_, body, headers, status) => {
    const answer = await call(
      'POST',
      '/v1/things/prd_1/sales',
      { ...key, 'idempotency-key': 'till-0001', ...headers },
      body,
    );
    expect(answer.status).toBe(status);
    expect(answer.type).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject(problem('BAD_USER_INPUT', { status }));
    expect(commands).toEqual([]);
  });
});

describe('a request by REST', () => {
  it('with a method that the address does not have gets 405 with those that it has', async () => {
    const { status, headers, body } = await call('PUT', '/v1/sales/sal_1', json, '{}');
    expect([status, headers.get('allow'), body.code]).toEqual([405, 'GET, HEAD, DELETE', 'BAD_USER_INPUT']);
    expect((await call('GET', '/v1/things/prd_1/sales')).headers.get('allow')).toBe('POST');
  });

  it.each([
    ['text/html', 406],
    ['application/json;q=0', 406],
    ['text/html, application/*;q=0.5', 200],
    ['*/*', 200],
  ])('that accepts %s gets %i', async (accept, status) => {
    expect((await call('GET', '/v1/sales/sal_1', { accept })).status).toBe(status);
  });

  it('is answered with the rights of its caller', async () => {
    const user = { authorization: `Bearer ${await gateway.tokens.sign()}` };
    const statuses = async (headers: Record<string, string>) => [
      (await call('GET', '/v1/sales', headers)).status,
      (await call('GET', '/v1/keys', headers)).status,
      (await call('DELETE', '/v1/sales/sal_1', headers)).status,
    ];
    expect(await statuses({})).toEqual([200, 401, 401]);
    expect(await statuses(key)).toEqual([200, 403, 204]);
    expect(await statuses(user)).toEqual([200, 200, 204]);
    const unknown = await call('GET', '/v1/sales', { authorization: 'Bearer soko_other_secret' });
    expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(unknown.body).toMatchObject(problem('UNAUTHENTICATED'));
  });

  it('of a page of another origin is refused', async () => {
    const { status, body } = await call('GET', '/v1/sales', { origin: 'https://evil.example' });
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('the description of the routes', () => {
  it('has those that the graph serves, with the scopes of each', async () => {
    const { status, body, headers } = await call('GET', '/v1/openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(body.paths)).toEqual(['/sales', '/sales/{id}', '/things/{id}/sales', '/keys', '/spoilt/{id}']);
    expect(body.paths['/things/{id}/sales'].post).toMatchObject({
      security: [{ bearer: ['stock:write'] }],
      parameters: [
        { name: 'id', in: 'path' },
        { name: 'Idempotency-Key', in: 'header', required: true },
      ],
      responses: { 409: { description: expect.stringContaining('`SOLD_OUT`') } },
    });
    expect(body.components.schemas.SellBody).toMatchObject({
      properties: { quantity: { type: 'integer' }, note: { type: ['string', 'null'] } },
      required: ['quantity'],
      additionalProperties: false,
    });
    const again = await call('GET', '/v1/openapi.json', { 'if-none-match': headers.get('etag')! });
    expect(again.status).toBe(304);
  });

  it.each([
    ['/v1/docs', ['id="sell"', '/v1/things/{id}/sales', 'href="#SellBody"', 'id="SellBody"']],
    ['/v1/problems', ['id="NOT_FOUND"', 'id="SOLD_OUT"']],
  ])('is a page without scripts at %s', async (path, texts) => {
    const response = await fetch(`${gateway.url}${path}`);
    const page = await response.text();
    for (const text of texts) expect(page).toContain(text);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(src|href)="http/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });
});

describe('a caller with a limit', () => {
  it('sees what is left, and gets 429 with the time to wait; others go on', async () => {
    const limited = await startRestGateway({ REST_REQUESTS_PER_CALLER: '3' });
    try {
      const answers = [];
      for (let count = 0; count < 5; count += 1) answers.push(await limited.call('GET', '/v1/sales', key));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
      for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"requests";q=3;w=60');
      const left = answers.map(({ headers }) => /^"requests";r=(\d+);t=\d+$/.exec(headers.get('ratelimit')!)?.[1]);
      expect(left).toEqual(['2', '1', '0', '0', '0']);
      const { headers, body } = answers[4]!;
      expect(body).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfter: Number(headers.get('retry-after')) });
      expect(headers.get('ratelimit')).toBe(`"requests";r=0;t=${headers.get('retry-after')}`);
      // A caller without a token is another caller.
      expect((await limited.call('GET', '/v1/sales')).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
